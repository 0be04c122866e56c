"""The life of a loan, step by step through the API, for tests that begin in the middle of it."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import uuid
from typing import Any

import httpx
from django.conf import settings
from django.test import TestCase
from django.utils import timezone

from accounts.consent_texts import VERSION
from core.actors import System
from core.calendar.business_date import open_date
from lending.models import Disbursement
from lending.services import confirm_payout
from tests.api.caller import Caller
from tests.factories.accounts import make_resident_id

PURPOSES = ("terms", "privacy", "identity_check", "credit_report", "bank_account")
# Sequence numbers of resident ids that the sandbox's bureau answers in a known way.
CLEAN, BORDERLINE, BAD, DOWN = 901, 902, 903, 905
_serial = itertools.count(1)


def application_body(*, bureau: int = CLEAN, **changes: Any) -> dict[str, Any]:
    """A sound application of somebody new."""
    number = next(_serial)
    born_on = dt.date(1980, 1, 1) + dt.timedelta(days=number)
    name = "王小明"
    body: dict[str, Any] = {
        "external_ref": f"ref-{uuid.uuid4()}",
        "product": "AL2",
        "amount": "12000.00",
        "instalments": 12,
        "purpose": "home",
        "borrower": {
            "name": name,
            "resident_id": make_resident_id(born_on, serial=bureau),
            "phone": f"+86137{number:08d}",
            "monthly_income": "15000.00",
        },
        "bank_account": {
            "number": f"6222{number:011d}0001",
            "bank": "中国工商银行",
            "holder": name,
        },
        "consents": [
            {
                "purpose": purpose,
                "version": VERSION,
                "given_at": (timezone.now() - dt.timedelta(hours=1)).isoformat(),
            }
            for purpose in PURPOSES
        ],
    }
    return {**body, **changes}


class Life:
    """One loan on its way; each step returns what the API answered."""

    def __init__(self, caller: Caller, **changes: Any) -> None:
        self.caller = caller
        self.body = application_body(**changes)

    def apply(self) -> dict[str, Any]:
        self.application = _good(self.caller.post("/applications", self.body), 201)
        self.id = self.application["id"]
        return self.application

    def submit(self) -> dict[str, Any]:
        return _good(self.caller.post(f"/applications/{self.id}/submit"), 200)

    def decision(self) -> dict[str, Any]:
        return _good(self.caller.get(f"/applications/{self.id}/decision"), 200)

    def accept(self, amount: str = "10000.00", instalments: int = 12) -> dict[str, Any]:
        body = {"amount": amount, "instalments": instalments}
        self.contract = _good(self.caller.post(f"/applications/{self.id}/accept", body), 201)
        return self.contract

    @property
    def contract_path(self) -> str:
        return f"/contracts/{self.contract['id']}"

    def confirm(self) -> dict[str, Any]:
        body = {"digest": self.contract["cost_statement_digest"]}
        path = f"{self.contract_path}/confirm-cost-statement"
        return _good(self.caller.post(path, body), 200)

    def code(self) -> str:
        """Ask for the signing code and read it from the borrower's phone."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            _good(self.caller.post(f"{self.contract_path}/code"), 200)
        return self.read_code()

    def read_code(self) -> str:
        answer = httpx.get(
            f"{settings.SMS_URL}/sms/messages", params={"to": self.body["borrower"]["phone"]}
        ).json()
        texts = [message["text"] for message in answer["messages"]]
        return next(found[0] for text in texts if (found := re.findall(r"\b\d{6}\b", text)))

    def sign(self) -> dict[str, Any]:
        return _good(self.caller.post(f"{self.contract_path}/sign", {"code": self.code()}), 200)

    def pay_out(self) -> str:
        """The bank says that the money arrived."""
        payout = Disbursement.objects.get(contract__public_id=self.contract["id"])
        loan = confirm_payout(
            reference=payout.reference,
            bank_reference=f"bank-{payout.pk}",
            paid_on=open_date(),
            actor=System("bank"),
            at=timezone.now(),
        )
        self.loan: str = loan.public_id
        return self.loan

    def to_decision(self) -> Life:
        self.apply()
        self.submit()
        return self

    def to_contract(self) -> Life:
        self.to_decision().accept()
        return self

    def to_loan(self) -> Life:
        self.to_contract()
        self.confirm()
        self.sign()
        self.pay_out()
        return self

    def pay(self, amount: str = "500.00", **changes: Any) -> dict[str, Any]:
        body = {
            "amount": amount,
            "method": "partner_collected",
            "reference": f"p-{uuid.uuid4()}",
            **changes,
        }
        return _good(self.caller.post(f"/loans/{self.loan}/payments", body), 201)


def _good(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content.decode()
    return dict(response.json())
