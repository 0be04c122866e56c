"""Tokens, scopes, rate limits and the headers of every answer."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from oauth2_provider.models import AccessToken
from redis.exceptions import ConnectionError as CacheAway

from accounts.services import create_partner
from config.api.urls import urlpatterns
from core.actors import System
from tests.api.caller import SCOPES, Caller, make_caller, make_token
from tests.api.life import Life


@pytest.fixture
def credentials(house: Any) -> tuple[str, str]:
    _partner, client_id, secret = create_partner(
        name="Partner C", scopes=["quotes", "loans.read"], actor=System("test")
    )
    return client_id, secret


def _token(client: Client, **form: str) -> Any:
    return client.post("/oauth/token/", {"grant_type": "client_credentials", **form})


def test_a_partner_gets_a_token_and_uses_it(client: Client, credentials: tuple[str, str]) -> None:
    client_id, secret = credentials

    given = _token(client, client_id=client_id, client_secret=secret).json()

    assert given["token_type"] == "Bearer"
    assert given["expires_in"] == 15 * 60
    assert set(given["scope"].split()) == {"quotes", "loans.read"}
    bearer = {"Authorization": f"Bearer {given['access_token']}"}
    assert client.get("/api/v1/products", headers=bearer).status_code == 200


def test_basic_authentication_and_narrower_scopes(
    client: Client, credentials: tuple[str, str]
) -> None:
    basic = base64.b64encode(":".join(credentials).encode()).decode()

    given = client.post(
        "/oauth/token/",
        {"grant_type": "client_credentials", "scope": "quotes"},
        headers={"Authorization": f"Basic {basic}"},
    ).json()

    assert given["scope"] == "quotes"


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"scope": "payments"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_id": "a\x00b"}, 400, "invalid_request"),
    ],
)
def test_the_token_address_refuses_in_oauths_own_words(
    client: Client, credentials: tuple[str, str], form: dict[str, str], status: int, error: str
) -> None:
    """RFC 6749 section 5.2; ASVS 10.4.4, 10.4.10, 10.4.11."""
    client_id, secret = credentials

    refused = _token(client, **{"client_id": client_id, "client_secret": secret, **form})

    assert (refused.status_code, refused.json()["error"]) == (status, error)


def test_a_token_is_stored_as_a_digest_only(client: Client, credentials: tuple[str, str]) -> None:
    client_id, secret = credentials
    given = _token(client, client_id=client_id, client_secret=secret).json()

    stored = AccessToken.objects.values_list("token", "token_checksum").get()

    assert given["access_token"] not in stored


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "not_authenticated"),
        ("Bearer nonsense", "invalid_token"),
        ("Bearer", "invalid_token"),
        ("Bearer a b", "invalid_token"),
        ("Bearer " + "x" * 5000, "invalid_token"),
        ("Basic YTpi", "not_authenticated"),
    ],
)
def test_without_a_good_token_every_call_is_401(
    house: Any, client: Client, header: str | None, code: str
) -> None:
    headers = {"Authorization": header} if header else {}

    refused = client.post("/api/v1/applications", b"{", "application/json", headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (401, code)
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_token_is_401(caller: Caller) -> None:
    caller.token = make_token(caller.partner, SCOPES, minutes=-1)

    refused = caller.get("/products")

    assert (refused.status_code, refused.json()["code"]) == (401, "invalid_token")


def test_a_token_in_the_address_is_not_taken(client: Client, caller: Caller) -> None:
    """ASVS 14.2.1."""
    assert client.get(f"/api/v1/products?access_token={caller.token}").status_code == 401


# What each call needs; INTERFACES 3.
NEEDED = {
    "products": "quotes",
    "quotes": "quotes",
    "applications": "applications",
    "consent-texts": "applications",
    "contracts": "contracts",
    "loans": "loans.read",
    "complaints": "complaints",
}


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda p: str(p.pattern))
def test_every_call_needs_its_scope_and_no_other(house: Any, pattern: Any) -> None:
    view = pattern.callback.view_class
    route = str(pattern.pattern)
    first = route.split("/", maxsplit=1)[0]
    wanted = NEEDED.get(first)
    if route.endswith("/reverse"):
        wanted = "payments.reverse"
    elif first == "payments" or route.endswith("/payments"):
        wanted = "payments"
    assert list(view.required_scopes) == ([wanted] if wanted else [])
    if wanted is None:
        return
    others = make_caller("Partner D", [scope for scope in SCOPES if scope != wanted])
    path = "/api/v1/" + route.replace("<str:", "x").replace(">", "")
    send = others.client.get if "get" in view.http_method_names else others.client.post

    refused = send(path, headers={"Authorization": f"Bearer {others.token}"})

    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")


def test_a_scope_taken_away_counts_at_once(caller: Caller) -> None:
    """ASVS 8.3.2."""
    caller.partner.scopes = ["quotes"]
    caller.partner.save()

    assert caller.get("/products").status_code == 200
    assert caller.get("/loans").json()["code"] == "insufficient_scope"


def test_a_partner_switched_off_is_out_at_once(caller: Caller) -> None:
    caller.partner.is_active = False
    caller.partner.save()

    refused = caller.get("/products")

    assert (refused.status_code, refused.json()["code"]) == (403, "partner_inactive")


def test_only_described_methods_are_answered(caller: Caller) -> None:
    """ASVS 4.1.4."""
    headers = {"Authorization": f"Bearer {caller.token}"}
    for pattern in urlpatterns:
        view = pattern.callback.view_class
        path = "/api/v1/" + str(pattern.pattern).replace("<str:", "x").replace(">", "")
        for method in ("get", "post", "put", "patch", "delete", "options", "trace"):
            if method in view.http_method_names:
                continue
            refused = getattr(caller.client, method)(path, headers=headers)
            assert refused.status_code == 405, (method, path)
            assert refused.json()["code"] == "method_not_allowed"


def test_every_answer_tells_the_limit_and_is_kept_by_nobody(life: Life) -> None:
    """ASVS 14.3.2."""
    life.apply()
    answers = [
        life.caller.get(f"/applications/{life.id}"),
        life.caller.get("/applications/app_nothing"),
        life.caller.post("/applications", {}),
    ]

    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert int(answer["RateLimit-Limit"]) > int(answer["RateLimit-Remaining"]) > 0
        assert 0 < int(answer["RateLimit-Reset"]) <= 60
        assert answer["X-Request-Id"]


def test_a_partner_that_calls_too_often_waits(
    caller: Caller, stranger: Caller, settings: Any
) -> None:
    settings.LOANWRIGHT_API_CALLS_A_MINUTE = 3
    answers = [caller.get("/products") for _ in range(7)]

    # At most one new minute begins meanwhile.
    assert answers[-1].status_code == 429 or answers[3].status_code == 429
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "throttled"
    assert refused.json()["retryable"] is True
    assert 0 < int(refused["Retry-After"]) <= 61
    assert refused["RateLimit-Remaining"] == "0"
    assert stranger.get("/products").status_code == 200, "others have their own turn"


def test_without_the_cache_calls_go_on_uncounted(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise CacheAway

    monkeypatch.setattr(type(cache._connections["default"]), "incr", away)

    answer = caller.get("/products")

    assert answer.status_code == 200
    assert "RateLimit-Limit" not in answer


def test_the_clock_of_a_real_installation_cannot_be_moved(
    caller: Caller, settings: Any, nothing_moves: Any
) -> None:
    settings.INSTALLATION_IS_SANDBOX = False

    with nothing_moves():
        refused = caller.post("/sandbox/clock/advance", {"days": 1})

    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
