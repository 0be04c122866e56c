"""Starting an online payment: an order at the cashier, on whose page the borrower pays (SC11, CL2)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date
from core.ids import new_public_id
from core.money import format_amount, parse_amount
from core.transitions import log_move, move
from lending.locks import lock_loan
from lending.models import Loan
from lending.rails.bank import bank
from lending.rails.errors import BankOutcomeUnknown, BankRefused, BankUnreachable
from lending.rails.types import CashierOrder
from repayments.errors import CashierDown, CashierRefused, MethodNotOffered, MoreThanOwed
from repayments.locks import lock_instalments, lock_loan_of_payment, lock_payment
from repayments.models import Payment
from repayments.payoff import figures_on
from repayments.policies import require_payer
from repayments.posting import require_open
from repayments.selectors.amounts import most_payable
from repayments.states import PaymentMethod
from repayments.states import PaymentState as S

CASHIER = "cashier"  # the channel: our own references


def start_payment(
    *,
    loan_id: str,
    amount: object,
    actor: Actor,
    at: dt.datetime,
    method: str = PaymentMethod.CASHIER,
    is_payoff: bool = False,
    return_url: str = "",
) -> Payment:
    """Announce a payment and open its order at the cashier; the borrower goes on to `cashier_url`.

    Call it outside of transactions. A payoff takes its amount from the figures of the open date.
    Raises NotFound, NotAllowed, InvalidInput, MethodNotOffered, LoanNotOpen, MoreThanOwed,
    CashierDown (nothing is owed for it; the payment is followed up), CashierRefused.
    """
    payment = _announce(loan_id, amount=amount, method=method, is_payoff=is_payoff, actor=actor)
    try:
        order = bank().open_cashier_order(
            reference=payment.reference,
            amount=payment.amount,
            currency=payment.currency,
            subject=_("Loan payment"),
            return_url=return_url or f"{settings.PUBLIC_URL}/loans/{loan_id}/",
            on=open_date(),
        )
    except BankOutcomeUnknown:
        raise CashierDown from None  # the doorbell asks what became of it
    except BankUnreachable:
        fail_payment(payment.public_id, note="cashier not reached", actor=actor, at=at)
        raise CashierDown from None
    except BankRefused as refusal:
        fail_payment(payment.public_id, note=f"cashier: {refusal.reason}", actor=actor, at=at)
        raise CashierRefused from None
    return keep_order(payment.public_id, order)


@transaction.atomic
def _announce(
    loan_id: str, *, amount: object, method: str, is_payoff: bool, actor: Actor
) -> Payment:
    if method != PaymentMethod.CASHIER:
        raise MethodNotOffered(method=str(method)[:24])
    loan = lock_loan(loan_id)
    require_payer(actor, loan)
    require_open(loan)
    payment = Payment.objects.create(
        borrower_id=loan.borrower_id,
        loan=loan,
        method=PaymentMethod.CASHIER,
        channel=CASHIER,
        reference=new_public_id("cash"),
        currency=loan.currency,
        amount=_amount_of(loan, amount, is_payoff=is_payoff),
        is_payoff=is_payoff,
    )
    log_move(payment, source="", actor=actor, reason="started at the cashier")
    record(
        "repayments.start_payment",
        actor=actor,
        subject=payment,
        details={"loan": loan.public_id, "amount": str(payment.amount), "is_payoff": is_payoff},
    )
    return payment


def _amount_of(loan: Loan, amount: object, *, is_payoff: bool) -> Decimal:
    on = open_date()
    if is_payoff:
        return figures_on(loan=loan, rows=lock_instalments(loan), on=on).total
    value = parse_amount(amount, loan.currency)
    most = most_payable(loan, on=on)
    if value > most:
        raise MoreThanOwed(owed=format_amount(most, loan.currency))
    return value


@transaction.atomic
def keep_order(payment_id: str, order: CashierOrder) -> Payment:
    """Note where the borrower pays; the callback may have posted the payment already."""
    lock_loan_of_payment(payment_id)
    payment = lock_payment(payment_id)
    payment.cashier_url = order.cashier_url
    payment.save(update_fields=["cashier_url"])
    return payment


@transaction.atomic
def fail_payment(payment_id: str, *, note: str, actor: Actor, at: dt.datetime) -> Payment:
    """End an announced payment that nobody will complete; one that moved on meanwhile is left alone."""
    lock_loan_of_payment(payment_id)
    payment = lock_payment(payment_id)
    if payment.state == S.PENDING:
        move(payment, "fail", actor=actor, at=at, reason=note, note=note)
    return payment
