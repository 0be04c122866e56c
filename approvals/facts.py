"""What the rules are told of an application: figures and flags, no name, id or phone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from accounts.selectors import age_on
from accounts.states import IdentityState
from approvals.bureau.figures import ABSENT, cents, figures_of, is_student
from approvals.models import Block, CreditReport
from core.money import amount_text
from lending.decision_facts import has_written_off_loan
from lending.exposure import exposure_of
from products.services.quote_product import plain, quote_product

if TYPE_CHECKING:
    from lending.models import Application

MONTHS_OF_UNIT: Final = {"month": Decimal(1), "week": Decimal(7) / 30, "day": Decimal(1) / 30}
SCALE: Final = 1000  # permille


# Every name that `facts_of` gives: a rule set may declare these and no others.
FACT_NAMES: Final = frozenset(
    {
        "age_years",
        "identity_verified",
        "student_known",
        "is_student",
        "blocked",
        "purpose",
        "institution_type",
        "report_status",
        "has_report",
        *ABSENT,
        "income_known",
        "monthly_income_cents",
        "ratio_known",
        "debt_to_income_permille",
        "requested_cents",
        "instalments",
        "monthly_burden_cents",
        "exposure_cents",
        "exposure_cap_cents",
        "product_min_cents",
        "product_max_cents",
        "amount_step_cents",
        "product_age_min",
        "product_age_max",
        "product_score_floor",
        "open_to_students",
        "rate_by_grade",
        "annual_rate_ceiling",
    }
)


def facts_of(
    *, application: Application, report: CreditReport | None, report_status: str, on: dt.date
) -> dict[str, Any]:
    """All facts that a rule set may declare as inputs, by name; what is not known is None."""
    borrower = application.borrower
    version = application.product_version
    body = report.body if report is not None else None
    bureau = figures_of(body) if body is not None else dict(ABSENT)
    student = _student(borrower.is_student, None if body is None else is_student(body))
    income = application.monthly_income or borrower.monthly_income
    income_cents = cents(income) if income else None
    burden = _monthly_burden(application, on=on)
    obligations = bureau["monthly_obligations_cents"]
    ratio_known = income_cents is not None and obligations is not None
    return {
        "age_years": age_on(borrower, on),
        "identity_verified": borrower.identity_state == IdentityState.VERIFIED,
        "student_known": student is not None,
        "is_student": student,
        "blocked": _is_blocked(borrower.pk),
        "purpose": application.purpose,
        "institution_type": settings.LOANWRIGHT_INSTITUTION["type"],
        "report_status": report_status,
        "has_report": body is not None,
        **bureau,
        "income_known": income_cents is not None,
        "monthly_income_cents": income_cents,
        "ratio_known": ratio_known,
        "debt_to_income_permille": (
            _permille_up(obligations + burden, income_cents)
            if income_cents is not None and obligations is not None
            else None
        ),
        "requested_cents": cents(application.amount),
        "instalments": application.instalments,
        "monthly_burden_cents": burden,
        "exposure_cents": cents(exposure_of(borrower_id=borrower.pk, currency=version.currency)),
        "exposure_cap_cents": cents(settings.LOANWRIGHT_EXPOSURE_CAP),
        "product_min_cents": cents(version.amount_min),
        "product_max_cents": cents(version.amount_max),
        "amount_step_cents": cents(version.amount_step),
        "product_age_min": version.age_min,
        "product_age_max": version.age_max,
        "product_score_floor": version.score_min or 0,
        "open_to_students": version.open_to_students,
        "rate_by_grade": {
            grade: plain(Decimal(str(rate)))
            for grade, rate in sorted(version.rate_by_grade.items())
        },
        "annual_rate_ceiling": plain(version.annual_rate),
    }


def _student(declared: bool | None, reported: bool | None) -> bool | None:
    """A yes from either side is a yes; a no needs somebody to have said so (A12)."""
    if declared or reported:
        return True
    return None if declared is None and reported is None else False


def _monthly_burden(application: Application, *, on: dt.date) -> int:
    """What the loan would cost a month at the product's ceiling rate, rounded up to the cent.

    The whole repayment over the months of the term, so that a single payment at the end weighs
    as much as the same sum in instalments.
    """
    version = application.product_version
    quote = quote_product(
        version=version,
        amount=amount_text(application.amount, version.currency),
        instalments=application.instalments,
        start_on=on,
        method=application.method,
    )
    months = application.instalments * version.every * MONTHS_OF_UNIT[version.unit]
    total = cents(Decimal(quote["totals"]["total"]))
    return int(-(-total // max(months, Decimal(1))))


def _permille_up(part: int, whole: int) -> int:
    """Rounded up: a ratio just above a bound is above it."""
    return -(-part * SCALE // whole)


def _is_blocked(borrower_pk: int) -> bool:
    return Block.objects.filter(
        borrower_id=borrower_pk, lifted_at=None
    ).exists() or has_written_off_loan(borrower_id=borrower_pk)
