"""A case for every overdue loan, one at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from collection.models import CollectionCase
from collection.states import CaseState
from core.actors import Actor
from core.models import TransitionLog
from lending.models import Loan
from lending.states import LoanState

OPEN = (CaseState.OPEN, CaseState.WORKING)


@transaction.atomic
def open_cases(*, obligation_ids: Sequence[int], on: dt.date, actor: Actor) -> int:
    """Open the missing cases of overdue loans among these; returns how many. Run again it finds none."""
    loans = (
        Loan.objects.filter(obligation_id__in=obligation_ids, state=LoanState.OVERDUE)
        .exclude(collection_cases__state__in=OPEN)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return len(make_cases(list(loans), on=on, actor=actor))


def make_cases(loan_ids: Sequence[int], *, on: dt.date, actor: Actor) -> list[CollectionCase]:
    """Write cases with their first log row. A building block: the loans have no open case."""
    cases = CollectionCase.objects.bulk_create(
        CollectionCase(loan_id=loan_id, opened_on=on) for loan_id in loan_ids
    )
    TransitionLog.objects.bulk_create(
        TransitionLog(
            machine="collectioncase",
            object_id=case.public_id,
            source="",
            target=case.state,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
            reason="loan overdue",
            business_on=on,
        )
        for case in cases
    )
    return cases
