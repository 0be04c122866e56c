"""Taking over a running book from another system: reading it, planning each loan, writing it."""
