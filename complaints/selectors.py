"""Reads of this stage."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from complaints.models import Complaint
from core.actors import Actor
from core.errors import NotFound
from lending.selectors import Viewer


def complaints_of(viewer: Viewer) -> QuerySet[Complaint]:
    """Complaints the viewer may see, latest first: a borrower's own, those a partner passed on, all for staff."""
    actor = viewer if isinstance(viewer, Actor) else viewer.as_actor()
    seen: Any = Q()
    if actor.kind == "borrower":
        seen = Q(borrower__public_id=actor.id) | Q(borrower__user__username=actor.id)
    elif actor.kind == "partner":
        seen = Q(partner__public_id=actor.id)
    return (
        Complaint.objects.filter(seen).select_related("borrower", "loan", "handler").order_by("-pk")
    )


def complaint_for(viewer: Viewer, public_id: str) -> Complaint:
    """Raises NotFound."""
    found = complaints_of(viewer).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found
