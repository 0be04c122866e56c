"""Who may do what in this stage."""

from __future__ import annotations

from typing import Protocol

from django.contrib.auth import get_user_model

from accounts.states import Role
from core.actors import Actor
from core.errors import NotAllowed, NotFound
from lending.models import Loan
from repayments.models import Payment
from repayments.states import PaymentMethod


class StaffUser(Protocol):
    """A sign-in of the staff, as far as a policy looks at it."""

    def has_role(self, *roles: Role) -> bool: ...

    def as_actor(self) -> Actor: ...


def may_confirm_voucher(user: StaffUser) -> bool:
    return user.has_role(Role.FINANCE)


def may_look_at_voucher(user: StaffUser) -> bool:
    return user.has_role(Role.FINANCE, Role.COMPLIANCE, Role.AUDITOR)


def may_reverse(user: StaffUser) -> bool:
    """Finance reverses any posted payment."""
    return user.has_role(Role.FINANCE)


def is_own_loan(actor: Actor, loan: Loan) -> bool:
    """The borrower's own, or a loan that the partner brought; the platform acts for everybody."""
    if actor.kind == "borrower":
        user = loan.borrower.user
        return actor.id in (loan.borrower.public_id, user.username if user else None)
    if actor.kind == "partner":
        return loan.partner is not None and loan.partner.public_id == actor.id
    return actor.kind == "system"


def require_payer(actor: Actor, loan: Loan) -> None:
    """Raises NotFound for other people's loans, NotAllowed for staff: officers do not pay."""
    if not is_own_loan(actor, loan):
        raise NotAllowed if actor.kind == "staff" else NotFound


def require_may_reverse(actor: Actor, payment: Payment) -> None:
    """Finance reverses any payment, a partner what it collected itself.

    Raises NotFound for other people's payments, NotAllowed.
    """
    if actor.kind == "system":
        return
    if actor.kind == "staff":
        user = get_user_model().objects.filter(username=actor.id).first()
        if user is None or not user.has_role(Role.FINANCE):
            raise NotAllowed
        return
    if payment.loan is None or not is_own_loan(actor, payment.loan):
        raise NotFound
    own = payment.method == PaymentMethod.PARTNER_COLLECTED and actor.kind == "partner"
    if not own:
        raise NotAllowed
