"""The bank: payouts, direct debits, a cashier, incoming transfers and the daily statement."""
