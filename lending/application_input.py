"""What an application may say: one reading for making, editing and submitting it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.errors import FieldProblem, InvalidInput
from core.money import parse_amount
from products.purposes import purposes_of
from products.services import terms_for

if TYPE_CHECKING:
    from products.models import ProductVersion


def read_terms(
    *, version: ProductVersion, amount: object, instalments: object, method: str | None, on: dt.date
) -> dict[str, Any]:
    """Amount, instalments and method that the product offers. Raises InvalidInput, each field named."""
    terms = terms_for(
        version=version,
        amount=amount,
        instalments=instalments,
        method=method,
        annual_rate=None,
        disbursed_on=on,
    )
    return {
        "amount": Decimal(terms["principal"]),
        "instalments": terms["instalments"],
        "method": terms["method"],
    }


def read_purpose(*, version: ProductVersion, purpose: object) -> str:
    """Raises InvalidInput for a purpose that may not be lent for (RULES A13)."""
    allowed = [p.value for p in purposes_of(version)]
    if purpose not in allowed:
        raise InvalidInput.at(
            "/purpose",
            "purpose_not_allowed",
            f"{str(purpose)[:40]!r} is not one of {', '.join(allowed)}",
        )
    return str(purpose)


def read_income(*, version: ProductVersion, income: object) -> Decimal | None:
    """Income a month, when told. Raises InvalidInput."""
    if income is None or income == "":
        return None
    return parse_amount(income, version.currency, pointer="/monthly_income")


def find_bank_account(*, borrower: Any, account_id: str | None) -> Any:
    """A live account of this borrower; somebody else's looks like none. Raises InvalidInput."""
    if not account_id:
        return None
    account = (
        borrower.bank_accounts.filter(public_id=account_id, removed_at=None).order_by("pk").first()
    )
    if account is None:
        raise InvalidInput(
            problems=[
                FieldProblem(
                    "/bank_account_id",
                    "unknown_bank_account",
                    "not a bank account of this borrower",
                )
            ]
        )
    return account
