"""The identity authority and the credit bureau, through the platform's own clients."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from accounts.identity.client import (
    IdentityClient,
    IdentityOutcome,
    IdentityRefused,
    IdentityUnavailable,
)
from approvals.bureau.client import (
    BureauClient,
    BureauConsentMissing,
    BureauRefused,
    BureauUnavailable,
)
from sandbox.bureau import record_of
from tests.sandbox.people import resident_id

ID = resident_id("123")
DAY = dt.date(2031, 5, 6)


@pytest.fixture(scope="module")
def identity(sandbox):
    client = IdentityClient(base_url=sandbox.url, timeout=2)
    yield client
    client.close()


@pytest.fixture(scope="module")
def bureau(sandbox):
    client = BureauClient(base_url=sandbox.url, timeout=3)
    yield client
    client.close()


def _report(bureau, sequence="123", **changes):
    values = {
        "resident_id": resident_id(sequence),
        "name": "王小明",
        "purpose": "loan_application",
        "consent_reference": "consent-1",
        "on": DAY,
    }
    return bureau.report(**(values | changes))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("王小明", IdentityOutcome.MATCH),
        ("王小错", IdentityOutcome.MISMATCH),
        ("王小无", IdentityOutcome.NOT_FOUND),
    ],
)
def test_identity_answers_by_the_end_of_the_name(identity, name, outcome):
    result = identity.check(name=name, resident_id=ID)

    assert (result.outcome, result.reason) == (outcome, None)
    assert result.request_id == identity.check(name=name, resident_id=ID).request_id


@pytest.mark.parametrize(
    "wrong",
    [
        ID[:-1] + ("1" if ID[-1] != "1" else "2"),
        ID[:-1],
        "000000" + ID[6:],
        resident_id("123", born="19900231"),
        "１" * 18,
    ],
)
def test_identity_checks_the_number_itself(identity, wrong):
    result = identity.check(name="王小明", resident_id=wrong)

    assert (result.outcome, result.reason) == (IdentityOutcome.ERROR, "invalid_resident_id")


def test_identity_out_of_service_is_unavailable(identity):
    with pytest.raises(IdentityUnavailable):
        identity.check(name="王小停", resident_id=ID)


def test_identity_without_a_name_is_refused(identity):
    with pytest.raises(IdentityRefused):
        identity.check(name="", resident_id=ID)


def test_a_report_is_the_same_every_time(bureau):
    first, second = _report(bureau), _report(bureau)

    assert first == second
    assert first.raw["reported_on"] == "2031-05-06"
    assert isinstance(first.total_outstanding, Decimal)


@pytest.mark.parametrize(
    ("sequence", "score", "worst"), [("911", 780, 0), ("952", 600, 12), ("983", 480, 95)]
)
def test_the_sequence_number_chooses_the_record(bureau, sequence, score, worst):
    report = _report(bureau, sequence)

    assert (report.score, report.max_overdue_days) == (score, worst)
    assert (report.has_record, report.is_student) == (True, False)
    assert report.employment == "employed"


def test_a_thin_file_has_no_score(bureau):
    report = _report(bureau, "914")

    assert (report.has_record, report.score, report.open_loans) == (False, None, 0)
    assert report.total_outstanding == Decimal("0.00")


@pytest.mark.parametrize("sequence", ["915", "916"])
def test_a_bureau_that_fails_or_hangs_is_unavailable(bureau, sequence):
    with pytest.raises(BureauUnavailable):
        _report(bureau, sequence)


def test_a_bureau_slower_than_our_patience_is_unavailable(sandbox):
    hasty = BureauClient(base_url=sandbox.url, timeout=0.1)
    with pytest.raises(BureauUnavailable):
        _report(hasty, "916")
    hasty.close()


def test_no_report_without_consent(bureau):
    """D11: a bureau query needs written consent."""
    with pytest.raises(BureauConsentMissing) as refusal:
        _report(bureau, consent_reference="")

    assert refusal.value.status == 403


@pytest.mark.parametrize("changes", [{"purpose": "curiosity"}, {"resident_id": "1"}, {"name": ""}])
def test_the_bureau_refuses_bad_questions(bureau, changes):
    with pytest.raises(BureauRefused) as refusal:
        _report(bureau, **changes)

    assert refusal.value.status == 422


def test_ordinary_people_are_spread_as_a_market_is():
    people = [
        resident_id(f"{number % 900:03}", born=f"19{70 + number // 900}0307")
        for number in range(3600)
    ]
    records = [record_of(person, "") for person in people]
    scores = [record["score"] for record in records]

    usual = sum(600 <= score <= 800 for score in scores)
    assert usual / len(scores) > 0.9
    assert 670 < sum(scores) / len(scores) < 710
    assert min(scores) < 580
    late = [record for record in records if record["overdue_count_24m"]]
    assert 0.1 < len(late) / len(records) < 0.6
    assert all((record["max_overdue_days"] > 0) == (record in late) for record in records[:50])
