"""The signature: one-time code, sealed document, and the intent to pay out, all or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.calendar.business_date import open_date
from core.documents.evidence import SigningEvidence, sha256_of
from core.documents.institution_seal import institution_seal
from core.documents.sign import sign_pdf
from core.documents.store import store_document
from core.events import publish
from core.notifications import check_code, notify
from core.privacy.masking import mask_phone
from core.privacy.sealing import blind_index
from core.transitions import move
from lending.contracts.contract_facts import contract_facts
from lending.contracts.render_contract import render_contract
from lending.contracts.statement_digest import statement_digest
from lending.errors import CostStatementChanged
from lending.events import ContractSigned
from lending.locks import lock_application, lock_contract
from lending.models import Contract
from lending.policies import require_applicant
from lending.selectors import contract_for
from lending.services.intend_payout import intend_payout
from lending.services.open_loan import charges_of
from lending.services.send_signing_code import SIGNING, require_signable
from lending.state_check import require_offer_stands

if TYPE_CHECKING:
    from core.models import Document


@transaction.atomic
def sign_contract(
    *, contract_id: str, code: str, actor: Actor, at: dt.datetime, evidence: dict[str, Any]
) -> Contract:
    """Sign with the code sent to the borrower's phone; the payout is intended in the same transaction.

    `evidence` says where from: `ip_address`, `user_agent`, `channel`. A wrong try stays spent though
    everything else is undone.
    Raises NotFound, AlreadySigned for a second signature, CostStatementNotConfirmed (RULES P2),
    IllegalMove, OfferExpired, CostStatementChanged, CodeWrong, CodeExpired, TooManyTries,
    MissingGlyph when a name has a character that our fonts lack.
    """
    seen = contract_for(actor, contract_id)
    application = lock_application(seen.application.public_id)
    require_applicant(actor, application)
    contract = lock_contract(contract_id)
    require_signable(contract)
    on = open_date()
    require_offer_stands(application, on=on)
    if statement_digest(contract.quote["cost_statement"]) != contract.cost_statement_digest:
        raise CostStatementChanged
    check_code(
        purpose=SIGNING,
        phone=contract.borrower.phone or "",
        subject=contract.public_id,
        code=code,
        at=at,
    )
    document = _seal(contract, code=code, at=at, evidence=evidence)
    move(contract, "sign", actor=actor, at=at, on=on)
    record(
        "lending.sign_contract",
        actor=actor,
        subject=contract,
        details={
            "document": document.public_id,
            "sha256": document.sha256,
            "cost_statement": contract.cost_statement_digest,
        },
    )
    intend_payout(contract=contract, actor=actor, at=at)
    notify(
        recipient=contract.borrower.public_id,
        template="contract.signed",
        facts={"contract": contract.number},
        at=at,
    )
    publish(ContractSigned(contract_id=contract.pk, borrower_id=contract.borrower_id))
    return contract


def _seal(contract: Contract, *, code: str, at: dt.datetime, evidence: dict[str, Any]) -> Document:
    """Render, seal and store the document with the proof of the signature in it (RULES D18)."""
    charges = charges_of(contract.product_version, contract.annual_rate)
    unsigned = render_contract(contract_facts(contract, charges=charges, issued_at=at))
    borrower = contract.borrower
    sent_at = contract.signature_evidence.get("code_sent_at")
    check = borrower.identity_checks.filter(result="match").order_by("-pk").first()
    proof = SigningEvidence(
        document_sha256=sha256_of(unsigned),
        contract_number=contract.number,
        phone_masked=mask_phone(borrower.phone or ""),
        # Keyed: a bare digest of six digits would give the code away.
        code_hash=blind_index("signing code", f"{contract.public_id}|{code.strip()}"),
        code_sent_at=dt.datetime.fromisoformat(sent_at) if sent_at else at,
        confirmed_at=at,
        ip_address=str(evidence.get("ip_address", ""))[:60],
        user_agent=str(evidence.get("user_agent", ""))[:300],
        identity_check=check.provider_reference if check else "",
        cost_statement_sha256=contract.cost_statement_digest,
        cost_statement_confirmed_at=contract.statement_confirmed_at,
    )
    sealed = sign_pdf(
        unsigned, key=institution_seal(at=at), reason="个人消费借款合同签署", at=at, evidence=proof
    )
    document = store_document(
        kind="contract",
        owner=borrower.public_id,
        subject_kind="contract",
        subject_id=contract.public_id,
        title=f"借款合同 {contract.number}",
        content_type="application/pdf",
        body=sealed,
        made_by="lending.sign_contract",
        at=at,
    )
    contract.document = document
    contract.signature_evidence = {
        **contract.signature_evidence,
        "unsigned_sha256": proof.document_sha256,
        "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
        "phone": proof.phone_masked,
        "code_hash": proof.code_hash,
        "confirmed_at": at.isoformat(),
        "ip_address": proof.ip_address,
        "user_agent": proof.user_agent,
        "channel": str(evidence.get("channel", ""))[:60],
    }
    return document
