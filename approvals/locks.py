"""Every row lock of this stage.

One order for everybody: application (`lending.locks`), review case, rule sets by version, block.
Each function re-reads the row, so what it returns is what is locked.
"""

from __future__ import annotations

from django.db import connection

from approvals.models import Block, ReviewCase, RuleSet
from approvals.states import ReviewState
from core.errors import NotFound, OutsideTransaction


def lock_case(public_id: str) -> ReviewCase:
    """Raises NotFound. Lock the application first where it is changed too."""
    _inside_transaction("lock_case")
    case = (
        ReviewCase.objects.select_related("application__borrower", "application__product_version")
        .select_for_update(of=("self",), no_key=True)
        .filter(public_id=public_id)
        .order_by("pk")
        .first()
    )
    if case is None:
        raise NotFound
    return case


def application_of_case(public_id: str) -> int:
    """Primary key of a case's application, which is locked before the case. Raises NotFound."""
    found = (
        ReviewCase.objects.filter(public_id=public_id)
        .order_by("pk")
        .values_list("application_id", flat=True)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def lock_open_case_of(application_pk: int) -> ReviewCase | None:
    """The case that is on people's desks; the application is locked already."""
    _inside_transaction("lock_open_case_of")
    return (
        ReviewCase.objects.select_for_update(of=("self",), no_key=True)
        .filter(
            application_id=application_pk,
            state__in=[ReviewState.FIRST_REVIEW, ReviewState.SECOND_REVIEW],
        )
        .order_by("pk")
        .first()
    )


def lock_rule_sets(code: str) -> list[RuleSet]:
    """All versions under a code, oldest first: one publishes at a time."""
    _inside_transaction("lock_rule_sets")
    return list(
        RuleSet.objects.select_for_update(no_key=True).filter(code=code).order_by("version")
    )


def lock_live_block(borrower_pk: int) -> Block | None:
    _inside_transaction("lock_live_block")
    return (
        Block.objects.select_for_update(no_key=True)
        .filter(borrower_id=borrower_pk, lifted_at=None)
        .order_by("pk")
        .first()
    )


def _inside_transaction(name: str) -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction(name)
