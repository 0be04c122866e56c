"""Reads of this stage. What a person may not see is NotFound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from complaints.models import Complaint
from core.errors import NotFound

if TYPE_CHECKING:
    from accounts.models import Borrower


def complaints_of(borrower: Borrower) -> QuerySet[Complaint]:
    """A borrower's complaints, latest first."""
    return Complaint.objects.filter(borrower=borrower).select_related("loan").order_by("-pk")


def complaint_of(borrower: Borrower, public_id: str) -> Complaint:
    """Raises NotFound for one of somebody else."""
    found = complaints_of(borrower).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found
