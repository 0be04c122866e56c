from repayments.models.bill import Bill
from repayments.models.payment import Allocation, Payment, PayoffQuote

__all__ = ["Allocation", "Bill", "Payment", "PayoffQuote"]
