"""A partner's program and a borrower's phone, over real HTTP, against the running platform."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import pytest
from django.utils import timezone

from accounts.services import create_partner
from approvals.services import seed_rules
from core.actors import System
from core.calendar.business_date import open_date
from core.coherence import run_checks
from products.services import seed_products
from repayments.models import Payment
from tests.api.caller import SCOPES
from tests.api.life import application_body
from tests.foundation.live_services import LiveServices, wait_until


class Program:
    """What a partner would write against the documentation."""

    def __init__(self, url: str, client_id: str, secret: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        form = {"grant_type": "client_credentials"}
        answer = self.http.post("/oauth/token/", data=form, auth=(client_id, secret))
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        answer = self.http.get(f"/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def send(self, path: str, body: Any = None, *, key: str = "") -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return self.http.post(f"/api/v1{path}", json=body or {}, headers=headers)

    def post(self, path: str, body: Any = None, *, key: str = "") -> dict[str, Any]:
        answer = self.send(path, body, key=key)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())


@pytest.fixture
def program(live_services: LiveServices) -> Iterator[Program]:
    now = timezone.now()
    seed_products(actor=System("test"), on=open_date(), at=now)
    seed_rules(at=now)
    _partner, client_id, secret = create_partner(
        name="A partner by wire", scopes=SCOPES, actor=System("test")
    )
    made = Program(live_services.url, client_id, secret)
    yield made
    made.http.close()


def _open_loan(program: Program, live: LiveServices) -> tuple[str, dict[str, Any]]:
    """From application to money on the account."""
    body = application_body()
    quote = program.post("/quotes", {"product": "AL2", "amount": "12000.00", "instalments": 12})
    assert quote["cost_statement"]["annualised_cost"]
    application = program.post("/applications", body)
    assert program.post(f"/applications/{application['id']}/submit")["state"] == "approved"
    decision = program.get(f"/applications/{application['id']}/decision")
    offer = decision["offers"][0]
    taken = {"amount": offer["amount"], "instalments": offer["instalments"]}
    contract = program.post(f"/applications/{application['id']}/accept", taken)
    path = f"/contracts/{contract['id']}"
    program.post(f"{path}/confirm-cost-statement")
    program.post(f"{path}/code")
    code = _code_on_the_phone(live, body["borrower"]["phone"])
    assert program.post(f"{path}/sign", {"code": code})["state"] == "signed"
    wait_until("the payout to arrive", lambda: program.get(path)["loan"] is not None, seconds=30)
    return program.get(path)["loan"], contract


def _code_on_the_phone(live: LiveServices, phone: str) -> str:
    def texts() -> list[str]:
        answer = httpx.get(f"{live.sandbox_url}/sms/messages", params={"to": phone}).json()
        return [m["text"] for m in answer["messages"] if re.search(r"\b\d{6}\b", m["text"])]

    wait_until("the code", lambda: bool(texts()))
    found = re.search(r"\b\d{6}\b", texts()[0])
    assert found
    return found[0]


def test_a_partner_brings_a_loan_to_life_and_to_its_end(
    program: Program, live_services: LiveServices
) -> None:
    """CL1, CL3: token, quote, application, decision, contract, code, payout, payment, payoff, complaint."""
    loan_id, contract = _open_loan(program, live_services)
    loan = program.get(f"/loans/{loan_id}")
    assert (loan["state"], loan["principal"]) == ("active", contract["amount"])
    paper = program.http.get(f"/api/v1/contracts/{contract['id']}/document")
    assert paper.content.startswith(b"%PDF-")

    program.post("/sandbox/clock/advance", {"days": 32})
    loan = program.get(f"/loans/{loan_id}")
    due = loan["next_due"]["amount"]
    paid = program.post(
        f"/loans/{loan_id}/payments",
        {"amount": due, "method": "partner_collected", "reference": "wire-1"},
    )
    assert paid["state"] == "posted"
    assert sum(Decimal(part) for part in paid["splits"].values()) == Decimal(due)
    rows = program.get(f"/loans/{loan_id}/schedule")["rows"]
    assert [row["state"] for row in rows[:2]] == ["paid", "coming"]

    payoff = program.get(f"/loans/{loan_id}/payoff-quote")
    program.post(
        f"/loans/{loan_id}/payments",
        {"amount": payoff["total"], "method": "partner_collected", "reference": "wire-2"},
    )
    assert program.get(f"/loans/{loan_id}")["state"] == "settled"
    assert program.get(f"/loans/{loan_id}/balance")["total"] == "0.00"

    complaint = program.post(
        "/complaints", {"loan": loan_id, "category": "service", "text": "结清证明还没有收到。"}
    )
    assert program.get(f"/complaints/{complaint['id']}")["deadline"] == complaint["deadline"]
    broken = [report for report in run_checks(deep=True) if report.broken]
    assert not broken, broken


def test_many_requests_with_one_key_are_one_payment(
    program: Program, live_services: LiveServices
) -> None:
    """RELIABILITY experiment 10: each gets the answer, or is told that it is being worked on."""
    loan_id, _contract = _open_loan(program, live_services)
    body = {"amount": "300.00", "method": "partner_collected", "reference": "storm"}

    with ThreadPoolExecutor(16) as crowd:
        answers = list(
            crowd.map(
                lambda _: program.send(f"/loans/{loan_id}/payments", body, key="storm"), range(64)
            )
        )

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert Payment.objects.filter(loan__public_id=loan_id).count() == 1


def test_many_keys_for_one_reference_are_one_payment(
    program: Program, live_services: LiveServices
) -> None:
    """RELIABILITY experiment 9: another key each time, the same reference."""
    loan_id, _contract = _open_loan(program, live_services)
    body = {"amount": "300.00", "method": "partner_collected", "reference": "one"}

    with ThreadPoolExecutor(16) as crowd:
        answers = list(
            crowd.map(lambda _: program.send(f"/loans/{loan_id}/payments", body), range(32))
        )

    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Payment.objects.filter(loan__public_id=loan_id).count() == 1


def test_one_application_comes_of_many_at_once(program: Program) -> None:
    body = application_body()

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: program.send("/applications", body), range(16)))

    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
