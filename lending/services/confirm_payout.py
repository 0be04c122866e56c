"""The money arrived: the payout is paid and the loan opens, interest running from that day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.money import format_amount
from core.notifications import notify
from core.transitions import move
from lending.errors import PayoutContradicted
from lending.locks import lock_disbursement_of_reference
from lending.models import Disbursement, Loan
from lending.payout_entries import book_sent
from lending.selectors import instalments_of
from lending.services.open_loan import open_loan
from lending.states import DisbursementState as S


@transaction.atomic
def confirm_payout(
    *,
    reference: str,
    bank_reference: str,
    paid_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    amount: Decimal | None = None,
    currency: str | None = None,
) -> Loan:
    """Open the loan of a payout that the bank says has arrived; told again, it returns the same loan.

    Raises PayoutReferenceUnknown, PayoutContradicted when it had failed or another amount is named.
    """
    disbursement = lock_disbursement_of_reference(reference)
    _require_same_money(disbursement, amount=amount, currency=currency)
    if disbursement.state == S.PAID:
        return Loan.objects.get(contract_id=disbursement.contract_id)
    if disbursement.state == S.FAILED:
        raise PayoutContradicted(reference=reference, what="paid after failed")
    book_sent(disbursement)  # the callback may come before the answer to our order
    disbursement.ask_again_at = None
    move(disbursement, "arrive", actor=actor, at=at, on=paid_on, bank_reference=bank_reference)
    loan = open_loan(
        contract=disbursement.contract, paid_on=paid_on, source=disbursement.public_id, actor=actor
    )
    record(
        "lending.confirm_payout",
        actor=actor,
        subject=disbursement,
        details={"reference": reference, "paid_on": paid_on.isoformat(), "loan": loan.public_id},
    )
    _tell(disbursement, loan, at=at)
    return loan


def _tell(disbursement: Disbursement, loan: Loan, *, at: dt.datetime) -> None:
    first = instalments_of(loan)[0]
    notify(
        recipient=disbursement.contract.borrower.public_id,
        template="payout.arrived",
        facts={
            "amount": format_amount(disbursement.amount, disbursement.currency),
            "last_four": disbursement.contract.bank_account.last_four,
            "first_amount": format_amount(
                first.principal + first.interest + first.fee, loan.currency
            ),
            "first_due_on": first.due_on.isoformat(),
        },
        at=at,
    )


def _require_same_money(
    disbursement: Disbursement, *, amount: Decimal | None, currency: str | None
) -> None:
    wrong = (amount is not None and amount != disbursement.amount) or (
        currency is not None and currency != disbursement.currency
    )
    if wrong:
        raise PayoutContradicted(reference=disbursement.reference, what=f"{amount} {currency}")
