"""Who may do what to a complaint."""

from __future__ import annotations

from accounts.models import Borrower, User
from accounts.selectors import borrower_by_id
from accounts.states import Role
from complaints.errors import NotTheHandler
from complaints.models import Complaint
from core.actors import Actor
from core.errors import NotAllowed, NotFound
from lending.selectors import applications_of


def complainant(*, actor: Actor, borrower_id: str) -> Borrower:
    """The borrower for whom `actor` may complain: himself, a partner's customer, anybody for an officer.

    Raises NotFound for everybody else's.
    """
    borrower = borrower_by_id(borrower_id)
    if (
        actor.kind == "borrower"
        and borrower.public_id != actor.id
        and (borrower.user is None or borrower.user.username != actor.id)
    ):
        raise NotFound
    if actor.kind == "partner" and not applications_of(actor).filter(borrower=borrower).exists():
        raise NotFound
    return borrower


def may_handle(user: User) -> bool:
    return user.has_role(Role.COMPLAINT_HANDLER)


def require_handler_role(user: User) -> None:
    """Raises NotAllowed unless the officer handles complaints."""
    if not may_handle(user):
        raise NotAllowed


def require_handler(user: User, complaint: Complaint) -> None:
    """Raises NotTheHandler unless this officer took the complaint (first-contact owner, RULES C1)."""
    require_handler_role(user)
    if complaint.handler_id != user.pk:
        raise NotTheHandler


def may_check_redress(user: User) -> bool:
    """Compliance is the second person for money given away."""
    return user.has_role(Role.COMPLIANCE)
