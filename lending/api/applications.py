"""Calls about applications; submitting and the decision belong to the stage that decides."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.consent_texts import VERSION
from core.rest import Answer, Read, StrictInput, Write, pointing_at
from core.rest.fields import Amount, Moment, Text, WholeNumber
from core.rest.parsers import BoundedMultiPartParser
from lending.api import intake
from lending.errors import DuplicateExternalRef, ExposureExceeded, OverLimit
from lending.selectors import application_for, contract_for
from lending.services import accept_offer, attach_document, withdraw_application
from lending.shapes import (
    ApplicationShape,
    ContractShape,
    DocumentShape,
    application_view,
    contract_view,
)
from products.purposes import Purpose
from products.states import Method

_EXAMPLE = {
    "external_ref": "order-4711",
    "product": "AL2",
    "amount": "12000.00",
    "instalments": 12,
    "purpose": "home",
    "borrower": {
        "name": "王小明",
        "resident_id": "110101199003079016",
        "phone": "+8613812345678",
        "monthly_income": "9000.00",
    },
    "bank_account": {"number": "6222020200000000001", "bank": "中国工商银行", "holder": "王小明"},
    "consents": [
        {"purpose": purpose, "version": VERSION, "given_at": "2026-11-20T10:00:00+08:00"}
        for purpose in ("privacy", "identity_check", "credit_report", "bank_account")
    ],
}


class BorrowerInput(StrictInput):
    """The person who applies."""

    name = Text(max_length=120)
    resident_id = Text(max_length=40)
    phone = Text(max_length=40)
    email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
    monthly_income = Amount(required=False, allow_null=True)


class BankAccountInput(StrictInput):
    """The person's own account: paid out to, and repaid from."""

    number = Text(max_length=40)
    bank = Text(max_length=120)
    holder = Text(max_length=120)


class ConsentInputFields(StrictInput):
    """One thing the person agreed to on the partner's page."""

    purpose = Text(max_length=40, help_text="As in `GET /consent-texts`.")
    version = Text(max_length=40, help_text="The current one of this purpose.")
    given_at = Moment()


class ApplicationInput(StrictInput):
    """A new application."""

    external_ref = Text(max_length=120, help_text="Your own number: one application each.")
    product = Text(max_length=40)
    amount = Amount()
    instalments = WholeNumber(min_value=1, max_value=600)
    method = serializers.ChoiceField(choices=Method.choices, required=False, allow_null=True)
    purpose = Text(max_length=40, help_text=", ".join(f"`{p}`" for p in Purpose.values))
    borrower = BorrowerInput()
    bank_account = BankAccountInput()
    consents = ConsentInputFields(many=True, allow_empty=False, max_length=12)  # type: ignore[call-arg]


class NothingInput(StrictInput):
    """No body, or an empty object."""


class WithdrawInput(StrictInput):
    """Why, if there is something to say."""

    reason = Text(required=False, allow_blank=True, max_length=200)


class AcceptInput(StrictInput):
    """What the borrower takes of the offer."""

    amount = Amount()
    instalments = WholeNumber(min_value=1, max_value=600)


class DocumentInput(StrictInput):
    """A paper that supports the application: PDF, JPEG or PNG, up to 5 MB."""

    file = serializers.FileField(max_length=200, allow_empty_file=True)
    kind = Text(required=False, max_length=40, default="supporting_document")


class CreateApplication(Write):
    """Makes a draft. The person is found by resident id, or registered after asking the authority.

    The same `external_ref` with the same content answers 200 with the application made before; with
    other content it is refused. A person known under another phone keeps that phone.
    """

    summary = "Apply on behalf of a customer"
    required_scopes = ["applications"]
    input = ApplicationInput
    output = ApplicationShape
    success_status = 201
    input_example = _EXAMPLE
    other_answers = {200: "The application that was made under this `external_ref` before."}

    def prepare(self, *, caller: Any, data: dict[str, Any], **facts: Any) -> Any:
        at = timezone.now()
        with intake.pointing():
            intake.judge(data, at=at)
            known = intake.find_same(partner_pk=caller.pk, data=data)
            return known or intake.register(data, caller=caller, at=at)

    def perform(self, *, caller: Any, data: dict[str, Any], prepared: Any, **facts: Any) -> Any:
        if not isinstance(prepared, dict):
            return Answer(200, application_view(prepared))
        with intake.pointing():
            try:
                made = intake.write(data, known=prepared, caller=caller, at=timezone.now())
            except DuplicateExternalRef:
                # Another request was faster: the same one is answered with what it made.
                known = intake.find_same(partner_pk=caller.pk, data=data)
                if known is None:
                    raise
                return Answer(200, application_view(known))
        return application_view(made)


class GetApplication(Read):
    """An application in its present state."""

    summary = "Read an application"
    required_scopes = ["applications"]
    output = ApplicationShape

    def read(self, *, caller: Any, application_id: str = "", **facts: Any) -> dict[str, Any]:
        return application_view(application_for(caller, application_id))


class WithdrawApplication(Write):
    """The customer wants it no more. A signed contract stands."""

    summary = "Withdraw an application"
    required_scopes = ["applications"]
    input = WithdrawInput
    output = ApplicationShape

    def perform(
        self, *, caller: Any, data: dict[str, Any], application_id: str = "", **facts: Any
    ) -> dict[str, Any]:
        return application_view(
            withdraw_application(
                application_id=application_id,
                actor=caller.as_actor(),
                at=timezone.now(),
                reason=data.get("reason", ""),
            )
        )


class UploadDocument(Write):
    """Adds a paper to an application that is not ended."""

    summary = "Add a document to an application"
    required_scopes = ["applications"]
    input = DocumentInput
    output = DocumentShape
    success_status = 201
    parser_classes = [BoundedMultiPartParser]

    def perform(
        self, *, caller: Any, data: dict[str, Any], application_id: str = "", **facts: Any
    ) -> dict[str, Any]:
        document = attach_document(
            application_id=application_id,
            kind=data["kind"],
            name=data["file"].name,
            body=data["file"].read(),
            actor=caller.as_actor(),
            at=timezone.now(),
        )
        return {
            "id": document.public_id,
            "kind": document.kind,
            "title": document.title,
            "content_type": document.content_type,
            "size": document.size,
            "sha256": document.sha256,
        }


class AcceptOffer(Write):
    """Makes the contract within the approved limit. Show the cost statement before you call it."""

    summary = "Accept an offer"
    required_scopes = ["applications"]
    input = AcceptInput
    output = ContractShape
    success_status = 201

    def perform(
        self, *, caller: Any, data: dict[str, Any], application_id: str = "", **facts: Any
    ) -> dict[str, Any]:
        with pointing_at(named={OverLimit: "/amount", ExposureExceeded: "/amount"}):
            contract = accept_offer(
                application_id=application_id,
                amount=data["amount"],
                instalments=data["instalments"],
                actor=caller.as_actor(),
                at=timezone.now(),
            )
        return contract_view(contract_for(caller, contract.public_id))
