"""Row locks of this stage; a complaint is locked before the loan its redress is paid into."""

from __future__ import annotations

from complaints.models import Complaint, Redress
from core.errors import NotFound


def lock_complaint(public_id: str) -> Complaint:
    """Raises NotFound."""
    complaint = Complaint.objects.select_for_update().filter(public_id=public_id).first()
    if complaint is None:
        raise NotFound
    return complaint


def lock_redress(public_id: str) -> Redress:
    """Raises NotFound."""
    redress = Redress.objects.select_for_update().filter(public_id=public_id).first()
    if redress is None:
        raise NotFound
    return redress
