"""The loan mathematics: terms and dates in, frozen dataclasses out.

Pure Python on `Decimal`, no framework, no clock, no I/O. The calculator page, the offer, the contract, the
loan and the payoff quote all call these functions, so one loan has one set of figures.
"""

from .builder import build_schedule
from .errors import (
    AllocationError,
    CalendarRequired,
    FieldError,
    MathsError,
    NoSolution,
    OracleError,
    TermsError,
)
from .parse_terms import parse_terms
from .schedule import MATHS_VERSION, Row, Schedule, Totals
from .terms import Fee, Grace, Rounding, Subsidy, Takeover, Terms

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
