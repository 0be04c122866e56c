"""Who may do what in this stage."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Q

from accounts.states import Role
from core.actors import Actor
from core.errors import NotAllowed, NotFound
from lending.models import Application, Contract


class StaffUser(Protocol):
    """A sign-in of the staff, as far as a policy looks at it."""

    def has_role(self, *roles: Role) -> bool: ...

    def as_actor(self) -> Actor: ...


def seen_by(actor: Actor, *, borrower: str = "borrower", partner: str = "partner") -> Q:
    """Filter of the rows an actor may see: a borrower's own, a partner's own, all for staff and system.

    `borrower` and `partner` are the paths from the row at hand.
    """
    if actor.kind == "borrower":
        return Q(**{f"{borrower}__public_id": actor.id}) | Q(
            **{f"{borrower}__user__username": actor.id}
        )
    if actor.kind == "partner":
        return Q(**{f"{partner}__public_id": actor.id})
    return Q()


def is_applicant(actor: Actor, application: Application) -> bool:
    """The borrower, or the partner who brought the application; and the platform itself."""
    if actor.kind == "borrower":
        user = application.borrower.user
        return actor.id in (application.borrower.public_id, user.username if user else None)
    if actor.kind == "partner":
        return application.partner is not None and application.partner.public_id == actor.id
    return actor.kind == "system"


def require_applicant(actor: Actor, of: Application | Contract) -> None:
    """Raises NotFound for other people's objects, NotAllowed for staff: only applicants act for themselves."""
    application = of.application if isinstance(of, Contract) else of
    if is_applicant(actor, application):
        return
    raise NotAllowed if actor.kind == "staff" else NotFound


def require_decider(actor: Actor) -> None:
    """The machine and officers decide; which officer, the approvals stage knows. Raises NotAllowed."""
    if actor.kind not in ("system", "staff"):
        raise NotAllowed


def may_retry_payout(user: StaffUser) -> bool:
    return user.has_role(Role.FINANCE)
