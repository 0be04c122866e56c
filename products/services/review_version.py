"""A product version's way through the consumer-protection review: one proposes, another publishes (G4)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core.audit import record
from core.calendar.business_date import open_date
from core.errors import InvalidInput, MakerIsChecker, NotAllowed, NotFound
from core.models import TransitionLog
from core.transitions import move
from products.models import ProductVersion
from products.policies import StaffUser, may_propose_version, may_review_version
from products.services.publish_version import publish_version
from products.states import ProductVersionState


@transaction.atomic
def send_version_to_review(
    *, version_id: str, user: StaffUser, at: dt.datetime, reason: str = ""
) -> ProductVersion:
    """Ask for the review. Raises NotAllowed, NotFound, IllegalMove unless it is a draft."""
    if not may_propose_version(user):
        raise NotAllowed
    version = _locked(version_id)
    move(version, "send_to_review", actor=user.as_actor(), at=at, reason=reason)
    record("products.send_version_to_review", actor=user.as_actor(), subject=version, reason=reason)
    return version


@transaction.atomic
def send_version_back(
    *, version_id: str, user: StaffUser, at: dt.datetime, reason: str
) -> ProductVersion:
    """The review found something. Raises NotAllowed, NotFound, IllegalMove, InvalidInput without a reason."""
    if not may_review_version(user):
        raise NotAllowed
    if not reason.strip():
        raise InvalidInput.at("/reason", "required", "say what the review found")
    version = _locked(version_id)
    move(version, "send_back", actor=user.as_actor(), at=at, reason=reason)
    record("products.send_back_version", actor=user.as_actor(), subject=version, reason=reason)
    return version


@transaction.atomic
def publish_reviewed_version(
    *, version_id: str, user: StaffUser, at: dt.datetime
) -> ProductVersion:
    """Put a reviewed version on offer from the open business date.

    Raises NotAllowed, NotFound, MakerIsChecker for the person who sent it to review, IllegalMove,
    CostAboveCap.
    """
    if not may_review_version(user):
        raise NotAllowed
    version = _locked(version_id)
    sent = (
        TransitionLog.objects.filter(
            object_id=version.public_id, target=ProductVersionState.IN_REVIEW
        )
        .order_by("-pk")
        .first()
    )
    if sent is not None and sent.actor_id == user.as_actor().id:
        raise MakerIsChecker
    return publish_version(version_id=version.pk, actor=user.as_actor(), on=open_date(), at=at)


def _locked(version_id: str) -> ProductVersion:
    """Raises NotFound."""
    version = ProductVersion.objects.select_for_update().filter(public_id=version_id).first()
    if version is None:
        raise NotFound
    return version
