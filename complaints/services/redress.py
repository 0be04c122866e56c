"""Redress: the handler asks, compliance agrees, the money goes into the loan through the ledger."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.models import User
from complaints import policies
from complaints.errors import NoLoanToRedress
from complaints.locks import lock_complaint, lock_redress
from complaints.models import Redress
from complaints.states import ComplaintState
from core.actors import Actor
from core.audit import record
from core.errors import IllegalMove
from core.four_eyes import register, request_approval
from core.models import FourEyesRequest
from core.money import format_amount, parse_amount
from core.notifications import notify
from core.transitions import log_move, move
from repayments.services import pay_redress

KIND = "complaints.redress"


@transaction.atomic
def request_redress(
    *, complaint_id: str, amount: object, reason: str, user: User, at: dt.datetime
) -> Redress:
    """Ask for redress; nothing is paid before a second person (compliance) agrees.

    Raises NotTheHandler, NoLoanToRedress, InvalidInput for the amount, IllegalMove.
    """
    complaint = lock_complaint(complaint_id)
    policies.require_handler(user, complaint)
    if complaint.state != ComplaintState.IN_HANDLING:
        raise IllegalMove(what=f"complaint {complaint.number}", state=complaint.state)
    if complaint.loan is None:
        raise NoLoanToRedress
    value = parse_amount(amount, complaint.loan.currency)
    redress = Redress.objects.create(
        complaint=complaint,
        loan=complaint.loan,
        currency=complaint.loan.currency,
        amount=value,
        reason=reason,
    )
    actor = user.as_actor()
    log_move(redress, source="", actor=actor, reason=reason)
    redress.request = request_approval(
        kind=KIND,
        subject=redress,
        maker=actor,
        at=at,
        payload={"redress": redress.public_id},
        summary=f"{complaint.number}: {format_amount(value, redress.currency)}",
        reason=reason,
    )
    redress.save(update_fields=["request"])
    record(
        "complaints.request_redress",
        actor=actor,
        subject=complaint,
        reason=reason,
        details={"amount": value, "redress": redress.public_id},
    )
    return redress


def _pay(request: FourEyesRequest, *, actor: Actor, at: dt.datetime) -> None:
    """Second person agreed: pay it into the loan in the same transaction."""
    redress = lock_redress(request.payload["redress"])
    payment = pay_redress(
        loan_id=redress.loan.public_id,
        amount=redress.amount,
        reference=redress.public_id,
        actor=actor,
        at=at,
    )
    move(redress, "pay", actor=actor, at=at, payment_id=payment.pk)
    record(
        "complaints.pay_redress", actor=actor, subject=redress, details={"amount": redress.amount}
    )
    notify(
        recipient=redress.loan.borrower.public_id,
        template="redress.paid",
        facts={
            "loan": redress.loan.public_id,
            "amount": format_amount(redress.amount, redress.currency),
        },
        at=at,
    )


def _refuse(request: FourEyesRequest, *, actor: Actor, at: dt.datetime) -> None:
    redress = lock_redress(request.payload["redress"])
    move(redress, "refuse", actor=actor, at=at, reason=request.checker_note)


def register_redress_approval() -> None:
    """Called by the app when it is ready."""
    register(KIND, on_approve=_pay, on_refuse=_refuse, may_check=policies.may_check_redress)
