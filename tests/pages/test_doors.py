"""Who may open which page: sign-in, ownership, POST for every change, CSRF, query counts."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.services import file_complaint
from tests.factories.accounts import NOON, make_staff
from tests.factories.lending import approved, drafted, signed
from tests.repayments.book import make_test_loan
from tests.repayments.paying import pay

COUNTS = Path(__file__).resolve().parent.parent / "page_query_counts.json"


@pytest.fixture
def owned(ama) -> dict[str, str]:
    """One of everything that Ama owns, by name."""
    loan = make_test_loan(borrower=ama)
    complaint = file_complaint(
        borrower_id=ama.public_id,
        category="fees",
        text="What is this fee for?",
        channel="web",
        actor=ama.as_actor(),
        at=NOON,
    )
    return {
        "application": approved(borrower=ama).public_id,
        "contract": drafted(borrower=ama).public_id,
        "signed": signed(borrower=ama).public_id,
        "loan": loan.public_id,
        "payment": pay(loan, "100.00").public_id,
        "complaint": complaint.public_id,
    }


READ = (
    "/applications/{application}/",
    "/contracts/{contract}/",
    "/contracts/{contract}/preview.pdf",
    "/contracts/{signed}/contract.pdf",
    "/loans/{loan}/",
    "/loans/{loan}/payoff/",
    "/pay/{loan}/",
    "/pay/{loan}/transfer/",
    "/payments/{payment}/",
    "/payments/{payment}/receipt.pdf",
    "/complaints/{complaint}/",
)
CHANGE = (
    "/applications/{application}/accept/",
    "/applications/{application}/recall/",
    "/applications/{application}/withdraw/",
    "/applications/{application}/delete/",
    "/contracts/{contract}/confirm-costs/",
    "/contracts/{contract}/send-code/",
    "/contracts/{contract}/sign/",
    "/contracts/{contract}/cancel/",
    "/payments/{payment}/cashier/",
    "/complaints/{complaint}/withdraw/",
)
ALSO_POST = (
    "/applications/{application}/edit/",
    "/applications/{application}/money/",
    "/applications/{application}/submit/",
    "/pay/{loan}/",
    "/pay/{loan}/transfer/",
    "/loans/{loan}/payoff/",
)
LISTS = ("/applications/", "/loans/", "/complaints/new/", "/apply/", "/payments/return/")


@pytest.mark.parametrize("path", [*READ, *LISTS])
def test_visitors_are_led_to_the_sign_in_and_back(path: str, owned: dict[str, str]) -> None:
    address = path.format(**owned)

    answer = Client().get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=%2F")


@pytest.mark.parametrize("path", READ)
def test_other_peoples_things_do_not_exist(path, owned, ben, sign_in) -> None:
    assert sign_in(ben).get(path.format(**owned)).status_code == 404


@pytest.mark.parametrize("path", [*CHANGE, *ALSO_POST])
def test_nobody_changes_other_peoples_things(path, owned, ben, sign_in) -> None:
    choice = {"amount": "5000", "instalments": "6", "choice": "due", "code": "246810"}

    assert sign_in(ben).post(path.format(**owned), choice).status_code == 404


@pytest.mark.parametrize("path", CHANGE)
def test_changes_take_a_post(path: str, owned: dict[str, str], browser: Client) -> None:
    assert browser.get(path.format(**owned)).status_code == 405


@pytest.mark.parametrize("path", [*CHANGE, *ALSO_POST, "/complaints/new/", "/apply/", "/verify/"])
def test_changes_take_a_csrf_token(path, owned, ama, sign_in) -> None:
    guarded = sign_in(ama, enforce_csrf_checks=True)

    assert guarded.post(path.format(**owned)).status_code == 403


@pytest.mark.parametrize("path", READ)
def test_own_pages_open_and_are_kept_by_no_cache(path, owned, browser) -> None:
    answer = browser.get(path.format(**owned))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/loans/", "/apply/", "/applications/"])
def test_staff_have_no_borrower_pages(path: str) -> None:
    desk = Client()
    desk.force_login(make_staff())

    assert desk.get(path).status_code == 403


PAGES: dict[str, str] = {
    "home": "/",
    "products": "/products/",
    "calculator": "/products/AL2/",
    "applications": "/applications/",
    "offer": "/applications/{application}/",
    "cost statement": "/contracts/{contract}/",
    "payout": "/contracts/{signed}/",
    "loans": "/loans/",
    "loan": "/loans/{loan}/",
    "pay": "/pay/{loan}/",
    "payment": "/payments/{payment}/",
    "complaints": "/complaints/",
    "complaint": "/complaints/{complaint}/",
}


def test_pages_ask_the_database_as_often_as_written_down(owned: Any, browser: Client, ama) -> None:
    """A second loan or application costs no further query. `UPDATE_QUERY_COUNTS=1` writes anew."""
    make_test_loan(borrower=ama)
    counted = {}
    for name, path in PAGES.items():
        address = path.format(**owned)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        counted[name] = len(queries)
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        COUNTS.write_text(json.dumps(counted, indent=2) + "\n", encoding="utf-8")

    assert counted == json.loads(COUNTS.read_text(encoding="utf-8"))
    before = counted["loans"]
    make_test_loan(borrower=ama)
    with CaptureQueriesContext(connection) as queries:
        browser.get("/loans/")
    assert len(queries) == before
