"""Who may do what to a complaint."""

from __future__ import annotations

from accounts.models import User
from accounts.states import Role
from complaints.errors import NotTheHandler
from complaints.models import Complaint
from core.errors import NotAllowed


def require_handler_role(user: User) -> None:
    """Raises NotAllowed unless the officer handles complaints."""
    if not user.has_role(Role.COMPLAINT_HANDLER):
        raise NotAllowed


def require_handler(user: User, complaint: Complaint) -> None:
    """Raises NotTheHandler unless this officer took the complaint (first-contact owner, RULES C1)."""
    require_handler_role(user)
    if complaint.handler_id != user.pk:
        raise NotTheHandler


def may_check_redress(user: User) -> bool:
    """Compliance is the second person for money given away."""
    return user.has_role(Role.COMPLIANCE)
