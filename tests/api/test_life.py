"""A loan's whole life through the API, in this process; the journey does it over real HTTP."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from core.coherence import run_checks
from lending.api.applications import CreateApplication
from tests.api.caller import Caller
from tests.api.life import BAD, BORDERLINE, Life


def test_a_partner_lists_the_products_and_reads_one(caller: Caller) -> None:
    listed = caller.get("/products").json()["data"]

    assert {product["code"] for product in listed} >= {"AL1", "AL2", "EP1", "BU1"}
    one = caller.get("/products/AL2").json()
    assert one in listed
    assert (one["amount_min"], one["annual_rate"], one["instalments"]) == (
        "1000.00",
        "18.25",
        [3, 6, 12, 24],
    )


def test_a_quote_adds_up_and_needs_no_key(caller: Caller) -> None:
    body = {"product": "EP1", "amount": "12000.00", "instalments": 12, "start_on": "2026-01-31"}

    quote = caller.post("/quotes", body, key=None).json()

    rows = [row for row in quote["rows"] if row["number"]]
    assert len(rows) == 12
    assert sum(Decimal(row["principal"]) for row in rows) == Decimal("12000.00")
    assert rows[0]["due_on"] == "2026-02-28"
    assert quote["rates"]["nominal"] == "12.0000"


def test_the_described_example_works_and_its_consents_are_the_needed_ones(caller: Caller) -> None:
    """PIPL 14: partners show the texts that we keep."""
    example = CreateApplication.input_example

    texts = caller.get("/consent-texts").json()["data"]
    needed = {(text["purpose"], text["version"]) for text in texts if text["is_needed"]}

    assert {(c["purpose"], c["version"]) for c in example["consents"]} == needed
    made = caller.post("/applications", example)
    assert made.status_code == 201, made.content
    submitted = caller.post(f"/applications/{made.json()['id']}/submit").json()
    assert submitted["state"] == "approved"


def test_a_loan_lives_from_application_to_payoff(life: Life, house: dt.date) -> None:
    """CL1, CL3: everything a partner's page needs is in the API."""
    application = life.apply()
    assert application["state"] == "draft"
    assert application["borrower"].startswith("bor_")

    assert life.submit()["state"] == "approved"
    decision = life.decision()
    assert decision["outcome"] == "approve"
    offer = next(o for o in decision["offers"] if o["instalments"] == 12)
    assert offer["quote"]["cost_statement"]["annualised_cost"]

    contract = life.accept(amount=offer["amount"])
    assert (contract["state"], contract["loan"]) == ("drafted", None)
    assert life.confirm()["state"] == "cost_confirmed"
    signed = life.sign()
    assert (signed["state"], signed["loan"]) == ("signed", None)
    document = life.caller.get(f"{life.contract_path}/document")
    assert document["Content-Type"] == "application/pdf"
    assert document.content.startswith(b"%PDF-")

    loan_id = life.pay_out()
    assert life.caller.get(life.contract_path).json()["loan"] == loan_id
    loan = life.caller.get(f"/loans/{loan_id}").json()
    assert (loan["state"], loan["days_past_due"]) == ("active", 0)
    assert loan["outstanding"]["principal"] == loan["principal"] == offer["amount"]

    rows = life.caller.get(f"/loans/{loan_id}/schedule").json()["rows"]
    assert loan["next_due"] == {"on": rows[0]["due_on"], "amount": rows[0]["total"]}
    moved = life.caller.post("/sandbox/clock/advance", {"days": 35}).json()
    assert moved["business_date"] == (house + dt.timedelta(days=35)).isoformat()
    assert not any(day["quarantined"] for day in moved["closed"])
    late = life.caller.get(f"/loans/{loan_id}").json()
    assert late["state"] == "overdue"
    assert late["days_past_due"] > 0
    assert Decimal(late["outstanding"]["penalty"]) > 0

    paid = life.pay(late["next_due"]["amount"])
    assert paid["state"] == "posted"
    assert sum(Decimal(part) for part in paid["splits"].values()) == Decimal(paid["amount"])
    assert life.caller.get(f"/loans/{loan_id}/schedule").json()["rows"][0]["state"] == "paid"
    assert life.caller.get(f"/loans/{loan_id}").json()["state"] == "active"

    quote = life.caller.get(f"/loans/{loan_id}/payoff-quote").json()
    life.pay(quote["total"])
    assert life.caller.get(f"/loans/{loan_id}").json()["state"] == "settled"
    assert life.caller.get(f"/loans/{loan_id}/balance").json()["total"] == "0.00"
    events = life.caller.get(f"/loans/{loan_id}/transactions").json()["data"]
    assert (events[0]["kind"], events[1]["id"]) == ("disbursement", paid["id"])
    broken = [r for r in run_checks(deep=True) if r.broken]
    assert not broken, broken


def test_a_bad_record_is_declined_with_reasons(caller: Caller) -> None:
    life = Life(caller, bureau=BAD).to_decision()

    decision = life.decision()

    assert decision["outcome"] == "decline"
    assert decision["offers"] == []
    assert all(reason["code"] and reason["text"] for reason in decision["reasons"])
    assert caller.get(f"/applications/{life.id}").json()["state"] == "declined"


def test_a_borderline_record_goes_to_people(caller: Caller) -> None:
    life = Life(caller, bureau=BORDERLINE).to_decision()

    assert life.decision()["outcome"] == "refer"
    assert caller.get(f"/applications/{life.id}").json()["state"] == "in_review"


def test_while_the_bureau_is_down_the_application_waits(caller: Caller, settings: Any) -> None:
    life = Life(caller)
    life.apply()
    settings.BUREAU_URL = "http://127.0.0.1:1"

    assert life.submit()["state"] == "submitted"

    pending = caller.get(f"/applications/{life.id}/decision")
    assert (pending.status_code, pending.json()["code"]) == (409, "decision_pending")
    assert pending.json()["retryable"] is True


def test_a_draft_has_no_decision(life: Life) -> None:
    life.apply()

    assert life.caller.get(f"/applications/{life.id}/decision").status_code == 404


def test_the_same_person_is_one_borrower_by_any_partner(caller: Caller, stranger: Caller) -> None:
    """XC4."""
    first = Life(caller)
    first.apply()
    second = Life(stranger)
    second.body["borrower"] = first.body["borrower"]
    second.body["bank_account"] = first.body["bank_account"]

    second.apply()

    assert second.application["borrower"] == first.application["borrower"]
    assert second.application["id"] != first.application["id"]


def test_an_external_reference_names_one_application(life: Life) -> None:
    made = life.apply()

    again = life.caller.post("/applications", life.body)
    assert (again.status_code, again.json()["id"]) == (200, made["id"])

    life.body["amount"] = "13000.00"
    other = life.caller.post("/applications", life.body)
    assert (other.status_code, other.json()["code"]) == (409, "duplicate_external_ref")
    assert other.json()["errors"][0]["pointer"] == "/external_ref"


def test_an_application_is_withdrawn_and_stays_so(life: Life) -> None:
    life.to_decision()

    gone = life.caller.post(f"/applications/{life.id}/withdraw", {"reason": "changed my mind"})

    assert gone.json()["state"] == "withdrawn"
    late = life.caller.post(
        f"/applications/{life.id}/accept", {"amount": "10000.00", "instalments": 12}
    )
    assert (late.status_code, late.json()["code"]) == (409, "illegal_state")


def test_a_document_is_kept_and_a_disguised_program_is_not(life: Life) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile as Upload

    life.apply()
    path = f"/applications/{life.id}/documents"
    pdf = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"

    kept = life.caller.upload(path, {"file": Upload("income.pdf", pdf), "kind": "income_proof"})
    assert kept.status_code == 201, kept.content
    assert kept.json()["content_type"] == "application/pdf"

    refused = life.caller.upload(path, {"file": Upload("income.pdf", b"MZ\x90\x00 program")})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/file"


def test_an_uploaded_document_is_kept_once_under_one_key(life: Life) -> None:
    """The boundary of a form is new in every request; what counts is what is in it."""
    from django.core.files.uploadedfile import SimpleUploadedFile as Upload

    life.apply()
    path = f"/applications/{life.id}/documents"
    pdf = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"

    first = life.caller.upload(path, {"file": Upload("a.pdf", pdf)}, key="doc-1")
    second = life.caller.upload(path, {"file": Upload("a.pdf", pdf)}, key="doc-1")
    other = life.caller.upload(path, {"file": Upload("a.pdf", pdf + b" ")}, key="doc-1")

    assert second.content == first.content
    assert second["Idempotency-Replayed"] == "true"
    assert other.status_code == 422


def test_a_complaint_gets_number_and_deadline_and_is_followed(life: Life) -> None:
    life.to_loan()
    body = {"loan": life.loan, "category": "fees", "text": "利息算得不对，请核实。"}

    made = life.caller.post("/complaints", body).json()

    assert made["number"]
    assert made["deadline"] > made["received_on"]
    assert made["borrower"] == life.application["borrower"]
    assert life.caller.get(f"/complaints/{made['id']}").json() == made


def test_a_reversed_payment_leaves_the_loan_as_it_was(life: Life) -> None:
    life.to_loan()
    before = life.caller.get(f"/loans/{life.loan}").json()
    paid = life.pay("900.00")

    undone = life.caller.post(f"/payments/{paid['id']}/reverse", {"reason": "bounced"}).json()

    assert (undone["state"], undone["note"]) == ("reversed", "bounced")
    assert life.caller.get(f"/loans/{life.loan}").json() == before
    again = life.caller.post(f"/payments/{paid['id']}/reverse", {"reason": "twice"})
    assert (again.status_code, again.json()["code"]) == (409, "payment_not_posted")


def test_the_same_payment_reference_is_the_same_payment(life: Life) -> None:
    life.to_loan()
    paid = life.pay("900.00", reference="bank-1")
    path = f"/loans/{life.loan}/payments"
    body = {"amount": "900.00", "method": "partner_collected", "reference": "bank-1"}

    again = life.caller.post(path, body)
    assert (again.status_code, again.json()) == (200, paid)

    other = life.caller.post(path, {**body, "amount": "901.00"})
    assert (other.status_code, other.json()["code"]) == (409, "payment_reference_reused")


def test_a_cashier_payment_waits_for_the_borrower(life: Life) -> None:
    life.to_loan()

    started = life.caller.post(
        f"/loans/{life.loan}/payments", {"amount": "500.00", "method": "cashier"}
    )

    assert started.status_code == 201
    assert started.json()["state"] == "pending"
    assert started.json()["cashier_url"].startswith("http")
    seen = life.caller.get(f"/payments/{started.json()['id']}").json()
    assert seen == started.json()


def test_direct_debit_is_refused_clearly(life: Life) -> None:
    life.to_loan()

    refused = life.caller.post(
        f"/loans/{life.loan}/payments",
        {"amount": "500.00", "method": "direct_debit", "reference": "d-1"},
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "payment_method_not_offered")
    assert refused.json()["errors"][0]["pointer"] == "/method"


def test_balances_of_the_past_are_those_of_the_past(life: Life, house: dt.date) -> None:
    life.to_loan()
    eve = (house - dt.timedelta(days=1)).isoformat()

    path = f"/loans/{life.loan}/balance"
    assert life.caller.get(path, as_of=eve).json()["total"] == "0.00"
    assert life.caller.get(path, as_of=house.isoformat()).json()["principal"] == "10000.00"
    tomorrow = (house + dt.timedelta(days=1)).isoformat()
    refused = life.caller.get(path, as_of=tomorrow)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/as_of")


def test_loans_are_listed_page_by_page(caller: Caller) -> None:
    made = [Life(caller).to_loan().loan for _ in range(3)]

    first = caller.get("/loans", limit=2).json()
    second = caller.get("/loans", limit=2, after=first["next"]).json()

    assert [loan["id"] for loan in first["data"] + second["data"]] == made[::-1]
    assert (first["has_more"], second["has_more"], second["next"]) == (True, False, None)
    assert first["data"][0] == caller.get(f"/loans/{made[2]}").json()
    assert caller.get("/loans", limit=0).status_code == 422
    assert caller.get("/loans", after="loan_nowhere").status_code == 422


def test_a_wrong_code_signs_nothing(life: Life) -> None:
    life.to_contract()
    life.confirm()
    right = life.code()
    wrong = "000000" if right != "000000" else "111111"

    refused = life.caller.post(f"{life.contract_path}/sign", {"code": wrong})

    assert (refused.status_code, refused.json()["code"]) == (422, "code_wrong")
    assert refused.json()["errors"][0]["pointer"] == "/code"
    assert life.caller.get(life.contract_path).json()["state"] == "cost_confirmed"
