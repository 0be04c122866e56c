"""Papers a borrower gets when money came in: receipt (还款收据), settlement certificate (结清证明).

Facts in, PDF out.
"""
