"""The forms in which partners see what this stage keeps; later stages answer with them too."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.calendar.business_date import institution_zone
from core.money import amount_text
from core.rest import Shape
from core.rest.fields import Amount
from lending.models import Application, Contract
from lending.selectors import live_contract_of
from lending.states import ApplicationState, ContractState
from products.services.quote_product import plain
from products.shapes import CostStatementShape


class AccountShape(Shape):
    """A bank account, as much of it as anybody may see."""

    id = serializers.CharField()
    bank = serializers.CharField()
    last_four = serializers.CharField()


class ApplicationShape(Shape):
    """An application in its present state."""

    id = serializers.CharField()
    external_ref = serializers.CharField(allow_blank=True)
    borrower = serializers.CharField(help_text="Id of the borrower.")
    product = serializers.CharField()
    amount = Amount()
    instalments = serializers.IntegerField()
    method = serializers.CharField()
    purpose = serializers.CharField()
    bank_account = AccountShape(allow_null=True)
    state = serializers.ChoiceField(choices=ApplicationState.choices)
    limit = Amount(allow_null=True, help_text="The most that may be accepted.")
    annual_rate = serializers.CharField(allow_null=True, help_text="Offered, percent a year.")
    offer_expires_on = serializers.DateField(allow_null=True)
    contract = serializers.CharField(allow_null=True, help_text="Id of the contract, once made.")
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class ContractShape(Shape):
    """A contract in its present state."""

    id = serializers.CharField()
    number = serializers.CharField()
    application = serializers.CharField()
    borrower = serializers.CharField()
    state = serializers.ChoiceField(choices=ContractState.choices)
    amount = Amount()
    currency = serializers.CharField()
    instalments = serializers.IntegerField()
    annual_rate = serializers.CharField()
    cost_statement = CostStatementShape()
    cost_statement_digest = serializers.CharField()
    statement_confirmed_at = serializers.DateTimeField(allow_null=True)
    signed_at = serializers.DateTimeField(allow_null=True)
    document = serializers.CharField(allow_null=True, help_text="Id of the signed document.")
    loan = serializers.CharField(
        allow_null=True, help_text="Id of the loan, once the payout has arrived."
    )


class DocumentShape(Shape):
    """A stored file."""

    id = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


def moment(value: Any) -> str | None:
    """A point in time in the institution's zone."""
    return value.astimezone(institution_zone()).isoformat() if value else None


def application_view(application: Application) -> dict[str, Any]:
    """An application as its partner sees it: no name, number or phone goes back out."""
    version = application.product_version
    account = application.bank_account
    contract = (
        live_contract_of(application) if application.state == ApplicationState.CONTRACTED else None
    )
    return {
        "id": application.public_id,
        "external_ref": application.external_ref,
        "borrower": application.borrower.public_id,
        "product": version.product.code,
        "amount": amount_text(application.amount, version.currency),
        "instalments": application.instalments,
        "method": application.method,
        "purpose": application.purpose,
        "bank_account": (
            None
            if account is None
            else {"id": account.public_id, "bank": account.bank, "last_four": account.last_four}
        ),
        "state": application.state,
        "limit": (
            None if application.limit is None else amount_text(application.limit, version.currency)
        ),
        "annual_rate": (
            None if application.offered_rate is None else plain(application.offered_rate)
        ),
        "offer_expires_on": (
            application.offer_expires_on.isoformat() if application.offer_expires_on else None
        ),
        "contract": contract.public_id if contract else None,
        "created_at": moment(application.created_at),
        "submitted_at": moment(application.submitted_at),
        "decided_at": moment(application.decided_at),
    }


def contract_view(contract: Contract) -> dict[str, Any]:
    """A contract as its partner sees it."""
    loan = getattr(contract, "loan", None)
    return {
        "id": contract.public_id,
        "number": contract.number,
        "application": contract.application.public_id,
        "borrower": contract.borrower.public_id,
        "state": contract.state,
        "amount": amount_text(contract.amount, contract.currency),
        "currency": contract.currency,
        "instalments": contract.instalments,
        "annual_rate": plain(contract.annual_rate),
        "cost_statement": contract.quote["cost_statement"],
        "cost_statement_digest": contract.cost_statement_digest,
        "statement_confirmed_at": moment(contract.statement_confirmed_at),
        "signed_at": moment(contract.signed_at),
        "document": contract.document.public_id if contract.document else None,
        "loan": loan.public_id if loan else None,
    }
