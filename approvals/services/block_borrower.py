"""The block list: people to whom the institution does not lend for now."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.locks import lock_borrower
from approvals.locks import lock_live_block
from approvals.models import Block
from approvals.policies import may_block
from approvals.types import Officer
from core.audit import record
from core.errors import InvalidInput, NotAllowed, NotFound


@transaction.atomic
def block_borrower(*, borrower_id: str, user: Officer, reason: str, at: dt.datetime) -> Block:
    """Block a borrower (public id) with a reason; a live block stands as it is.

    Raises NotFound, NotAllowed, InvalidInput without a reason.
    """
    if not may_block(user):
        raise NotAllowed
    if not reason.strip():
        raise InvalidInput.at("/reason", "required", "a reason must be given")
    borrower = lock_borrower(borrower_id)
    live = lock_live_block(borrower.pk)
    if live is not None:
        return live
    actor = user.as_actor()
    block = Block.objects.create(
        borrower=borrower, reason=reason.strip(), blocked_by=actor.label, blocked_at=at
    )
    record("approvals.block_borrower", actor=actor, subject=block, reason=reason.strip())
    return block


@transaction.atomic
def lift_block(*, borrower_id: str, user: Officer, reason: str, at: dt.datetime) -> Block:
    """Raises NotFound when there is no live block, NotAllowed, InvalidInput without a reason."""
    if not may_block(user):
        raise NotAllowed
    if not reason.strip():
        raise InvalidInput.at("/reason", "required", "a reason must be given")
    borrower = lock_borrower(borrower_id)
    block = lock_live_block(borrower.pk)
    if block is None:
        raise NotFound
    actor = user.as_actor()
    block.lifted_by, block.lifted_at = actor.label, at
    block.save(update_fields=["lifted_by", "lifted_at"])
    record("approvals.lift_block", actor=actor, subject=block, reason=reason.strip())
    return block
