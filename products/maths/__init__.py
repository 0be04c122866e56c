"""The loan mathematics: terms and dates in, frozen dataclasses out.

Pure Python on `Decimal`, no framework, no clock, no I/O. The calculator page, the offer, the
contract, the loan and the payoff quote all call these functions, so one loan has one set of
figures.
"""

from products.maths.builder import build_schedule
from products.maths.errors import (
    AllocationError,
    CalendarRequired,
    FieldError,
    MathsError,
    NoSolution,
    OracleError,
    PayoffError,
    TermsError,
)
from products.maths.parse_terms import parse_terms
from products.maths.schedule import MATHS_VERSION, Row, Schedule, Totals
from products.maths.terms import Fee, Grace, Rounding, Subsidy, Takeover, Terms

__all__ = [
    "MATHS_VERSION",
    "AllocationError",
    "CalendarRequired",
    "Fee",
    "FieldError",
    "Grace",
    "MathsError",
    "NoSolution",
    "OracleError",
    "PayoffError",
    "Rounding",
    "Row",
    "Schedule",
    "Subsidy",
    "Takeover",
    "Terms",
    "TermsError",
    "Totals",
    "build_schedule",
    "parse_terms",
]
