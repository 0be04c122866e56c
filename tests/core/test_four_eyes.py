"""Four eyes: maker is never checker, by any road (RELIABILITY 16)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from core.actors import Actor
from core.errors import InvalidInput, LoanwrightError, MakerIsChecker, NotAllowed, NotFound
from core.four_eyes import (
    AlreadyDecided,
    decide_request,
    may_decide,
    register,
    request_approval,
    requests,
)
from core.models import AuditEntry, FourEyesRequest
from tests.core.conftest import NOON

pytestmark = pytest.mark.django_db


class TooLate(LoanwrightError):
    code = "too_late"


@pytest.fixture
def effects(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    monkeypatch.setattr(requests, "_kinds", {})
    done: list[tuple[str, str]] = []

    def approved(request: FourEyesRequest, *, actor: Actor, at) -> None:
        if request.payload.get("too_late"):
            raise TooLate
        done.append(("approved", actor.id))

    def refused(request: FourEyesRequest, *, actor: Actor, at) -> None:
        done.append(("refused", actor.id))

    register("test.waive", approved, refused, may_check=lambda user: user.username != "intern")
    return done


@pytest.fixture
def maker() -> User:
    return User.objects.create_staff(username="mia", password="-", full_name="Mia")


@pytest.fixture
def checker() -> User:
    return User.objects.create_staff(username="chen", password="-", full_name="Chen")


def ask(maker: User, **payload: object) -> FourEyesRequest:
    return request_approval(
        kind="test.waive",
        subject=maker,
        maker=maker.as_actor(),
        at=NOON,
        payload=payload,
        summary="Waive 5.00",
        reason="goodwill",
    )


def test_happens_only_when_a_second_person_agrees(effects, maker: User, checker: User) -> None:
    request = ask(maker)
    assert effects == []

    decided = decide_request(request_id=request.public_id, checker=checker, approve=True, at=NOON)

    assert effects == [("approved", "chen")]
    assert (decided.state, decided.checker_id, decided.decided_at) == ("approved", "chen", NOON)
    assert list(AuditEntry.objects.order_by("id").values_list("action", "actor_id")) == [
        ("four_eyes.request", "mia"),
        ("four_eyes.approve", "chen"),
    ]


def test_a_refusal_needs_a_note_and_has_its_own_effect(effects, maker: User, checker: User) -> None:
    request = ask(maker)

    with pytest.raises(InvalidInput):
        decide_request(request_id=request.public_id, checker=checker, approve=False, at=NOON)
    decide_request(
        request_id=request.public_id, checker=checker, approve=False, at=NOON, note="too much"
    )

    assert effects == [("refused", "chen")]


def test_the_maker_may_not_decide(effects, maker: User) -> None:
    request = ask(maker)

    for approve in (True, False):
        with pytest.raises(MakerIsChecker):
            decide_request(
                request_id=request.public_id, checker=maker, approve=approve, at=NOON, note="-"
            )
    assert not may_decide(request, maker)
    with pytest.raises(IntegrityError), transaction.atomic():
        FourEyesRequest.objects.update(state="approved", checker_id="mia", decided_at=NOON)
    request.refresh_from_db()
    assert (request.state, effects) == ("pending", [])


def test_who_lacks_the_role_may_not_decide(effects, maker: User) -> None:
    request = ask(maker)
    intern = User.objects.create_staff(username="intern", password="-", full_name="I")
    borrower = User.objects.create_borrower_user(password=None)

    for user in (intern, borrower):
        with pytest.raises(NotAllowed):
            decide_request(request_id=request.public_id, checker=user, approve=True, at=NOON)
    assert effects == []


def test_is_decided_once(effects, maker: User, checker: User) -> None:
    request = ask(maker)
    decide_request(request_id=request.public_id, checker=checker, approve=True, at=NOON)

    with pytest.raises(AlreadyDecided):
        decide_request(
            request_id=request.public_id, checker=checker, approve=False, at=NOON, note="-"
        )
    assert effects == [("approved", "chen")]


def test_stays_pending_when_its_effect_is_refused(effects, maker: User, checker: User) -> None:
    request = ask(maker, too_late=True)

    with pytest.raises(TooLate):
        decide_request(request_id=request.public_id, checker=checker, approve=True, at=NOON)
    request.refresh_from_db()
    assert request.state == "pending"


def test_needs_a_reason_a_known_kind_and_an_existing_request(
    effects, maker: User, checker: User
) -> None:
    common = {
        "subject": maker,
        "maker": maker.as_actor(),
        "at": NOON,
        "payload": {},
        "summary": "-",
    }
    with pytest.raises(InvalidInput):
        request_approval(kind="test.waive", reason="  ", **common)
    with pytest.raises(KeyError):
        request_approval(kind="nobody.knows", reason="-", **common)
    with pytest.raises(NotFound):
        decide_request(request_id="eye_none", checker=checker, approve=True, at=NOON)
