"""Loans and payments for partners."""
