"""Every row lock of this stage. Order: borrower first, then its rows by pk."""

from __future__ import annotations

from django.db import connection

from accounts.models import BankAccount, Borrower
from core.errors import NotFound, OutsideTransaction


def lock_borrower(borrower_id: str) -> Borrower:
    """The borrower of this public id, locked until the transaction ends. Raises NotFound."""
    _inside_transaction("lock_borrower")
    borrower = (
        Borrower.objects.select_for_update().filter(public_id=borrower_id).order_by("pk").first()
    )
    if borrower is None:
        raise NotFound
    return borrower


def lock_borrowers_of_person(resident_id_index: str, borrower_id: str) -> list[Borrower]:
    """The row at hand and the row that already holds this person, by pk, locked."""
    _inside_transaction("lock_borrowers_of_person")
    by_person = Borrower.objects.filter(resident_id_index=resident_id_index)
    by_id = Borrower.objects.filter(public_id=borrower_id)
    keys = sorted({*by_person.values_list("pk", flat=True), *by_id.values_list("pk", flat=True)})
    return list(Borrower.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def lock_bank_account(account_id: str, *, borrower: Borrower) -> BankAccount:
    """A live account of a borrower whose row is already locked. Raises NotFound."""
    _inside_transaction("lock_bank_account")
    account = (
        BankAccount.objects.select_for_update()
        .filter(public_id=account_id, borrower=borrower, removed_at=None)
        .order_by("pk")
        .first()
    )
    if account is None:
        raise NotFound
    return account


def _inside_transaction(name: str) -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction(name)
