"""Every row lock of this stage.

One order for everybody: borrower (`accounts.locks`), application, contract, disbursement, loan,
instalments by key, payment. Each function re-reads the row, so what it returns is what is locked.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import connection, models

from core.errors import NotFound, OutsideTransaction
from lending.errors import PayoutReferenceUnknown
from lending.models import Application, BankCallback, Contract, Disbursement, Instalment, Loan

M = TypeVar("M", bound=models.Model)


def lock_application(public_id: str) -> Application:
    """Raises NotFound."""
    rows = Application.objects.select_related(
        "borrower", "product_version__product", "bank_account", "partner"
    )
    return _locked(rows, public_id=public_id)


def lock_application_of(application_pk: int) -> Application:
    """By primary key: from a contract, a decision or an event. Raises NotFound."""
    rows = Application.objects.select_related(
        "borrower", "product_version__product", "bank_account", "partner"
    )
    return _locked(rows, pk=application_pk)


def lock_contract(public_id: str) -> Contract:
    """Raises NotFound. Lock the application first where it is changed too."""
    rows = Contract.objects.select_related(
        "application__partner", "borrower", "product_version__product", "bank_account"
    )
    return _locked(rows, public_id=public_id)


def lock_live_contract_of(application: Application) -> Contract | None:
    """The contract of an application that is not cancelled; the application is locked already."""
    found = (
        Contract.objects.filter(application_id=application.pk)
        .exclude(state="cancelled")
        .values_list("public_id", flat=True)
        .first()
    )
    return lock_contract(found) if found else None


def lock_disbursement(public_id: str) -> Disbursement:
    """Raises NotFound."""
    return _locked(_disbursements(), public_id=public_id)


def lock_disbursement_of_reference(reference: str) -> Disbursement:
    """The payout that now goes under this reference of ours. Raises PayoutReferenceUnknown."""
    try:
        return _locked(_disbursements(), reference=reference)
    except NotFound:
        raise PayoutReferenceUnknown from None


def lock_loan(public_id: str) -> Loan:
    """Raises NotFound."""
    return _locked(_loans(), public_id=public_id)


def lock_loan_of_obligation(obligation_id: int) -> Loan:
    """Raises NotFound."""
    return _locked(_loans(), obligation_id=obligation_id)


def lock_instalments(loan: Loan) -> list[Instalment]:
    """The current rows of a locked loan, by number, locked by key."""
    _inside_transaction("lock_instalments")
    rows = Instalment.objects.select_for_update().filter(loan=loan, is_current=True).order_by("pk")
    return sorted(rows, key=lambda row: row.number)


def lock_callback(event_id: str) -> BankCallback:
    """A stored callback, so that two deliveries of it are handled one after the other. Raises NotFound."""
    return _locked(BankCallback.objects.all(), event_id=event_id)


def _disbursements() -> models.QuerySet[Disbursement]:
    return Disbursement.objects.select_related(
        "contract__application",
        "contract__borrower",
        "contract__bank_account",
        "contract__product_version__product",
    )


def _loans() -> models.QuerySet[Loan]:
    return Loan.objects.select_related("borrower", "product_version__product", "contract")


def _locked(rows: models.QuerySet[M], **key: object) -> M:
    # NO KEY: rows of other tables that point here may still be written meanwhile.
    _inside_transaction("a row lock")
    row = rows.select_for_update(of=("self",), no_key=True).filter(**key).order_by("pk").first()
    if row is None:
        raise NotFound
    return row


def _inside_transaction(name: str) -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction(name)
