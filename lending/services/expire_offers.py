"""Ending what nobody acted on: offers past their day, and drafts left alone."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Q

from core.actors import Actor
from core.audit import record
from core.notifications import notify
from core.transitions import move
from lending.locks import lock_application, lock_live_contract_of
from lending.models import Application
from lending.states import ApplicationState as S
from lending.states import ContractState

DRAFT_DAYS: Final = 30
EXPIRING: Final = (S.APPROVED, S.CONTRACTED, S.DRAFT, S.RECALLED)


def expiring(on: dt.date) -> list[str]:
    """Public ids of applications that end with the day `on`, in a fixed order."""
    offers = Q(state__in=(S.APPROVED, S.CONTRACTED), offer_expires_on__lte=on)
    drafts = Q(state__in=(S.DRAFT, S.RECALLED), touched_on__lte=on - dt.timedelta(days=DRAFT_DAYS))
    is_signed = Q(contracts__state=ContractState.SIGNED)
    return list(
        Application.objects.filter(offers | drafts)
        .exclude(is_signed)
        .order_by("pk")
        .values_list("public_id", flat=True)
    )


@transaction.atomic
def expire_offers(*, on: dt.date, actor: Actor, at: dt.datetime) -> int:
    """Expire, at the end of `on`, offers that were good until then and drafts untouched for 30 days.

    An unsigned contract ends with its offer; a signed one stands. Returns how many applications
    ended; run again, it finds nothing.
    """
    ended = 0
    for public_id in expiring(on):
        application = lock_application(public_id)
        contract = lock_live_contract_of(application)
        is_signed = contract is not None and contract.state == ContractState.SIGNED
        if is_signed or application.state not in EXPIRING:
            continue  # somebody acted since we looked
        if contract is not None:
            move(contract, "cancel", actor=actor, at=at, reason="offer expired")
        if application.offer_expires_on is not None:
            notify(
                recipient=application.borrower.public_id,
                template="application.expired",
                facts={"application": application.public_id},
                at=at,
            )
        move(application, "expire", actor=actor, at=at, reason="nobody acted in time")
        record("lending.expire_application", actor=actor, subject=application)
        ended += 1
    return ended
