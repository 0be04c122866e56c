"""Who calls the API: the partner behind the token."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from oauth2_provider.models import get_access_token_model
from oauth2_provider.scopes import get_scopes_backend
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import Partner

_TOKEN_LENGTH_MAX = 512


class PartnerAuthentication(BaseAuthentication):
    """Takes the bearer token (RFC 6750) from the header and from nowhere else.

    The body is not read for it, so nobody without a token makes us parse anything.
    """

    def authenticate(self, request: Request) -> tuple[Partner, Any] | None:
        """The partner and the token; None without a header. Raises AuthenticationFailed."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2 or len(words[1]) > _TOKEN_LENGTH_MAX:
            raise _refusal()
        token = (
            get_access_token_model()
            .objects.select_related("application__partner")
            .filter(token_checksum=hashlib.sha256(words[1]).hexdigest(), expires__gt=timezone.now())
            .order_by("pk")
            .first()
        )
        partner = getattr(token.application, "partner", None) if token is not None else None
        if partner is None:
            raise _refusal()
        return partner, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 answers with."""
        return 'Bearer realm="api"'


class PartnerTokenScheme(OpenApiAuthenticationExtension):
    """The same, for the description."""

    target_class = "config.api.authentication.PartnerAuthentication"
    name = "oauth2"

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        return {self.name: list(getattr(auto_schema.view, "required_scopes", []))}

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        scopes = get_scopes_backend().get_all_scopes()
        return {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token/", "scopes": scopes}},
        }


def _refusal() -> AuthenticationFailed:
    return AuthenticationFailed(
        _("The access token is not valid, or not valid any more."), code="invalid_token"
    )
