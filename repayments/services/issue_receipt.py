"""The receipt of a posted payment (还款收据), made once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Sum, When

from core.calendar.business_date import institution_zone, open_date
from core.documents.figures import chinese_date
from core.documents.institution_seal import institution_seal
from core.documents.sign import sign_pdf
from core.documents.store import store_document
from core.models import Document
from lending.contracts.contract_facts import lender
from lending.contracts.facts import BorrowerParty
from lending.ledger.chart import Account, Side
from lending.models import Instalment, Loan, Posting
from repayments.certificates.receipt import ReceiptFacts, ReceiptLine, render_receipt
from repayments.errors import PaymentNotPosted
from repayments.locks import lock_loan_of_payment, lock_payment
from repayments.models import Allocation, Payment
from repayments.selectors.amounts import next_due
from repayments.services.issue_settlement_certificate import contract_number
from repayments.states import PaymentMethod
from repayments.states import PaymentState as S

ZERO = Decimal("0.00")
KIND = "receipt"
Part = Allocation.Part
WAYS: Final = {
    PaymentMethod.CASHIER: "收银台",
    PaymentMethod.PARTNER_COLLECTED: "合作方代收",
    PaymentMethod.VOUCHER: "银行转账",
    PaymentMethod.DIRECT_DEBIT: "银行代扣",
    PaymentMethod.REDRESS: "赔付",
    PaymentMethod.UNAPPLIED: "预存款项冲账",
}


@transaction.atomic
def issue_receipt(*, payment_id: str, at: dt.datetime) -> Document:
    """The sealed receipt of a posted payment; asked again, the same document.

    Raises NotFound, PaymentNotPosted, MissingGlyph.
    """
    loan = lock_loan_of_payment(payment_id)
    payment = lock_payment(payment_id)
    if payment.state != S.POSTED:
        raise PaymentNotPosted(state=payment.get_state_display())
    standing = (
        Document.objects.filter(kind=KIND, subject_kind="payment", subject_id=payment.public_id)
        .order_by("pk")
        .first()
    )
    if standing is not None:
        return standing
    number = f"SJ-{payment.public_id.partition('_')[2][:12].upper()}"
    sealed = sign_pdf(
        render_receipt(_facts(loan, payment, number=number, at=at)),
        key=institution_seal(at=at),
        reason="还款收据",
        at=at,
    )
    return store_document(
        kind=KIND,
        owner=loan.borrower.public_id,
        subject_kind="payment",
        subject_id=payment.public_id,
        title=f"还款收据 {number}",
        content_type="application/pdf",
        body=sealed,
        made_by="system:documents",
        at=at,
    )


def _facts(loan: Loan, payment: Payment, *, number: str, at: dt.datetime) -> ReceiptFacts:
    lines, unapplied = _lines(payment)
    due = next_due(loan, on=open_date())
    borrower = loan.borrower
    return ReceiptFacts(
        number=number,
        issued_at=at,
        lender=lender(),
        borrower=BorrowerParty(
            name=borrower.name or "",
            resident_id=borrower.resident_id or "",
            phone=borrower.phone or "",
        ),
        contract_number=contract_number(loan),
        amount=payment.amount,
        received_at=_received_at(payment),
        way=WAYS[PaymentMethod(payment.method)],
        reference=payment.bank_reference or payment.reference[:40],
        lines=lines,
        principal_left=_principal_after(loan, payment),
        service_phone=settings.LOANWRIGHT_INSTITUTION["phone"],
        verify_url=f"{settings.PUBLIC_URL}/verify/?number={number}",
        unapplied=unapplied,
        next_due_on=due.on if due else None,
        next_due_amount=due.amount if due else None,
        currency=payment.currency,
    )


def _lines(payment: Payment) -> tuple[tuple[ReceiptLine, ...], Decimal]:
    """One line a row, charges for early repayment among the fees; and what was kept for the borrower."""
    unapplied = ZERO
    parts: dict[Instalment, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for allocation in payment.allocations.select_related("instalment").order_by("pk"):
        if allocation.instalment is None:
            unapplied += allocation.amount
        else:
            parts[allocation.instalment][allocation.part] += allocation.amount
    return (
        tuple(
            ReceiptLine(
                label=f"第{row.number}期（{chinese_date(row.due_on)}）",
                principal=amounts[Part.PRINCIPAL],
                interest=amounts[Part.INTEREST],
                fee=amounts[Part.FEE] + amounts[Part.EARLY_REPAYMENT_CHARGE],
                penalty=amounts[Part.PENALTY],
            )
            for row, amounts in parts.items()
        ),
        unapplied,
    )


def _received_at(payment: Payment) -> dt.datetime:
    """The moment of posting when it came that day, otherwise the value date's beginning."""
    assert payment.posted_at is not None and payment.received_on is not None  # noqa: S101, PT018
    posted = payment.posted_at.astimezone(institution_zone())
    if posted.date() == payment.received_on:
        return posted
    return dt.datetime.combine(payment.received_on, dt.time(), tzinfo=institution_zone())


def _principal_after(loan: Loan, payment: Payment) -> Decimal:
    signed = Case(When(side=Side.DEBIT, then=F("amount")), default=-F("amount"))
    left = Posting.objects.filter(
        obligation_id=loan.obligation_id,
        account=Account.PRINCIPAL,
        entry_id__lte=payment.entry_id,
    ).aggregate(left=Sum(signed))["left"]
    return left or ZERO
