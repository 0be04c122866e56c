"""Every lock of this stage: the case after its loan, the debtor of a contact last."""

from __future__ import annotations

from django.db import connection

from collection.models import CollectionCase
from core.errors import NotFound

DEBTOR_LOCK = 7_240_010  # first key of the advisory lock that counts a debtor's calls one by one


def lock_case(public_id: str) -> CollectionCase:
    """Raises NotFound."""
    case = (
        CollectionCase.objects.select_for_update(of=("self",), no_key=True)
        .select_related("loan__borrower", "collector")
        .filter(public_id=public_id)
        .first()
    )
    if case is None:
        raise NotFound
    return case


def lock_open_case_of(loan_id: int) -> CollectionCase | None:
    """The open case of a loan, if it has one."""
    return (
        CollectionCase.objects.select_for_update(no_key=True)
        .filter(loan_id=loan_id, state__in=("open", "working"))
        .first()
    )


def lock_debtor(borrower_id: int) -> None:
    """Keep others from recording a contact with this person until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, (%s %% 2147483647)::int)", [DEBTOR_LOCK, borrower_id]
        )
