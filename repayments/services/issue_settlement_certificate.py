"""The paper that says nothing is owed any more (贷款结清证明), for settled loans only."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from core.actors import System
from core.audit import record
from core.documents.institution_seal import institution_seal
from core.documents.sign import sign_pdf
from core.documents.store import store_document
from core.models import Document, TransitionLog
from lending.contracts.contract_facts import lender
from lending.contracts.facts import BorrowerParty
from lending.models import Loan
from lending.states import LoanState
from repayments.certificates.settlement_certificate import (
    SettlementFacts,
    render_settlement_certificate,
)
from repayments.errors import NotSettledYet
from repayments.locks import lock_loan
from repayments.models import Allocation

ZERO = Decimal("0.00")
KIND = "settlement_certificate"
Part = Allocation.Part


@transaction.atomic
def issue_settlement_certificate(*, loan_id: str, at: dt.datetime) -> Document:
    """The sealed certificate of a settled loan; asked again, the same document.

    Raises NotFound, NotSettledYet, MissingGlyph.
    """
    loan = lock_loan(loan_id)
    if loan.state != LoanState.SETTLED or loan.closed_on is None:
        raise NotSettledYet
    standing = _standing(loan)
    if standing is not None:
        return standing
    number = f"JQ-{loan.public_id.partition('_')[2][:12].upper()}"
    sealed = sign_pdf(
        render_settlement_certificate(_facts(loan, number=number, at=at)),
        key=institution_seal(at=at),
        reason="贷款结清证明",
        at=at,
    )
    document = store_document(
        kind=KIND,
        owner=loan.borrower.public_id,
        subject_kind="loan",
        subject_id=loan.public_id,
        title=f"贷款结清证明 {number}",
        content_type="application/pdf",
        body=sealed,
        made_by="system:documents",
        at=at,
    )
    record(
        "repayments.issue_certificate",
        actor=System("documents"),
        subject=loan,
        details={"document": document.public_id, "sha256": document.sha256},
    )
    return document


def _standing(loan: Loan) -> Document | None:
    """The certificate made since the loan was settled; one from before a reversal no longer holds."""
    found = (
        Document.objects.filter(kind=KIND, subject_kind="loan", subject_id=loan.public_id)
        .order_by("-pk")
        .first()
    )
    if found is None:
        return None
    reopened = TransitionLog.objects.filter(
        machine="loan",
        object_id=loan.public_id,
        source=LoanState.SETTLED,
        recorded_at__gt=found.made_at,
    )
    return None if reopened.exists() else found


def _facts(loan: Loan, *, number: str, at: dt.datetime) -> SettlementFacts:
    paid = loan.instalments.aggregate(
        principal=Sum("principal_paid"), interest=Sum("interest_paid"), fee=Sum("fee_paid")
    )
    other = dict(
        Allocation.objects.filter(
            payment__loan=loan,
            undone_at=None,
            part__in=(Part.PENALTY, Part.EARLY_REPAYMENT_CHARGE),
        )
        .values_list("part")
        .annotate(Sum("amount"))
        .order_by("part")
    )
    assert loan.closed_on is not None  # noqa: S101 - the caller has looked
    borrower = loan.borrower
    return SettlementFacts(
        number=number,
        issued_at=at,
        lender=lender(),
        borrower=BorrowerParty(
            name=borrower.name or "",
            resident_id=borrower.resident_id or "",
            phone=borrower.phone or "",
        ),
        contract_number=contract_number(loan),
        principal=loan.principal,
        disbursed_on=loan.disbursed_on,
        settled_on=loan.closed_on,
        principal_paid=paid["principal"] or ZERO,
        interest_paid=paid["interest"] or ZERO,
        fee_paid=(paid["fee"] or ZERO) + other.get(Part.EARLY_REPAYMENT_CHARGE, ZERO),
        penalty_paid=other.get(Part.PENALTY, ZERO),
        service_phone=settings.LOANWRIGHT_INSTITUTION["phone"],
        verify_url=f"{settings.PUBLIC_URL}/verify/?number={number}",
        currency=loan.currency,
    )


def contract_number(loan: Loan) -> str:
    """The number people know the loan by: of its contract, or of the book it came from."""
    return loan.contract.number if loan.contract else loan.external_id or loan.public_id
