"""Calls about contracts: read, confirmed, signed by the borrower's one-time code."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes

from core.documents.store import read_document
from core.notifications import CodeExpired, CodeWrong, TooManyTries
from core.rest import Read, StrictInput, Write, pointing_at
from core.rest.fields import Text
from lending.api.applications import NothingInput
from lending.errors import ContractNotSigned, CostStatementChanged
from lending.selectors import contract_for
from lending.services import confirm_cost_statement, send_signing_code, sign_contract
from lending.shapes import ContractShape, contract_view


class ConfirmInput(StrictInput):
    """What was read."""

    digest = Text(
        required=False,
        max_length=64,
        help_text="`cost_statement_digest` of the contract as it was shown; checked when given.",
    )


class SignInput(StrictInput):
    """The code from the borrower's phone."""

    code = Text(max_length=12)


class GetContract(Read):
    """A contract in its present state."""

    summary = "Read a contract"
    required_scopes = ["contracts"]
    output = ContractShape

    def read(self, *, caller: Any, contract_id: str = "", **facts: Any) -> dict[str, Any]:
        return contract_view(contract_for(caller, contract_id))


class ConfirmCostStatement(Write):
    """The borrower has read the cost statement on your page and confirms it."""

    summary = "Confirm the cost statement"
    required_scopes = ["contracts"]
    input = ConfirmInput
    output = ContractShape

    def perform(
        self, *, caller: Any, data: dict[str, Any], contract_id: str = "", **facts: Any
    ) -> dict[str, Any]:
        contract_for(caller, contract_id)
        with pointing_at(named={CostStatementChanged: "/digest"}):
            confirm_cost_statement(
                contract_id=contract_id,
                actor=caller.as_actor(),
                at=timezone.now(),
                digest=data.get("digest"),
            )
        return contract_view(contract_for(caller, contract_id))


class SendSigningCode(Write):
    """Sends a one-time code to the borrower's own phone. It is good for this contract and 5 minutes."""

    summary = "Send the signing code"
    required_scopes = ["contracts"]
    input = NothingInput
    output = ContractShape

    def perform(self, *, caller: Any, contract_id: str = "", **facts: Any) -> dict[str, Any]:
        contract_for(caller, contract_id)
        send_signing_code(contract_id=contract_id, actor=caller.as_actor(), at=timezone.now())
        return contract_view(contract_for(caller, contract_id))


class SignContract(Write):
    """Signs with the code the borrower typed in, and orders the payout."""

    summary = "Sign a contract"
    required_scopes = ["contracts"]
    input = SignInput
    output = ContractShape

    def perform(
        self,
        *,
        caller: Any,
        data: dict[str, Any],
        request: HttpRequest,
        contract_id: str = "",
        **facts: Any,
    ) -> dict[str, Any]:
        evidence = {
            "ip_address": request.META.get("REMOTE_ADDR", ""),
            "user_agent": request.headers.get("User-Agent", ""),
            "channel": caller.as_actor().key,
        }
        refusals = dict.fromkeys((CodeWrong, CodeExpired, TooManyTries), "/code")
        with pointing_at(named=refusals):
            sign_contract(
                contract_id=contract_id,
                code=data["code"],
                actor=caller.as_actor(),
                at=timezone.now(),
                evidence=evidence,
            )
        return contract_view(contract_for(caller, contract_id))


class GetContractDocument(Read):
    """The signed and sealed contract. Each reading compares it with the digest it was stored with."""

    summary = "Download the signed contract"
    required_scopes = ["contracts"]
    output = OpenApiTypes.BINARY
    output_media_type = "application/pdf"
    more_refusals = (409,)

    def read(self, *, caller: Any, contract_id: str = "", **facts: Any) -> HttpResponse:
        contract = contract_for(caller, contract_id)
        if contract.document is None:
            raise ContractNotSigned(what=contract.public_id, state=contract.state)
        response = HttpResponse(read_document(contract.document), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{contract.number}.pdf"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
