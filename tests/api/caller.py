"""A partner's program, as far as tests need one."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken

from accounts.models import Partner
from accounts.services import create_partner
from core.actors import System
from tests.api.description import assert_as_described

SCOPES = [
    "quotes",
    "applications",
    "contracts",
    "loans.read",
    "payments",
    "payments.reverse",
    "complaints",
]


class Caller:
    """Calls as one partner; every answer is held against its description."""

    def __init__(self, partner: Partner, token: str) -> None:
        self.partner = partner
        self.token = token
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, *, described: bool = True, **query: Any) -> Any:
        response = self.client.get(f"/api/v1{path}", query, headers=self._headers())
        return self._checked("GET", path, response, described=described)

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        key: str | None = "",
        raw: bytes | str | None = None,
        content_type: str = "application/json",
        described: bool = True,
        **headers: str,
    ) -> Any:
        """A POST; `key` is new each time unless given, None sends none."""
        more = {} if key is None else {"Idempotency-Key": key or str(uuid.uuid4())}
        data = raw if raw is not None else json.dumps({} if body is None else body)
        response = self.client.post(
            f"/api/v1{path}",
            data,
            content_type=content_type,
            headers={**self._headers(), **more, **headers},
        )
        return self._checked("POST", path, response, described=described)

    def upload(self, path: str, form: dict[str, Any], *, key: str = "") -> Any:
        response = self.client.post(
            f"/api/v1{path}",
            form,
            headers={**self._headers(), "Idempotency-Key": key or str(uuid.uuid4())},
        )
        return self._checked("POST", path, response, described=True)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _checked(self, method: str, path: str, response: Any, *, described: bool) -> Any:
        if described:
            assert_as_described(method, f"/api/v1{path.split('?', maxsplit=1)[0]}", response)
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["status"] == response.status_code
        return response


def make_caller(name: str, scopes: list[str] | None = None) -> Caller:
    """A new partner with a live token that carries its scopes."""
    wanted = SCOPES if scopes is None else scopes
    partner, _client_id, _secret = create_partner(name=name, scopes=wanted, actor=System("test"))
    return Caller(partner, make_token(partner, wanted))


def make_token(partner: Partner, scopes: list[str], *, minutes: int = 15) -> str:
    """A token as the token address would have given it."""
    raw = uuid.uuid4().hex + uuid.uuid4().hex
    token = AccessToken(
        application=partner.oauth_application,
        expires=timezone.now() + timedelta(minutes=minutes),
        scope=" ".join(scopes),
        token=raw,
    )
    token._raw_token = raw
    token.save()
    AccessToken.objects.filter(pk=token.pk).update(token="")
    return raw
