from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import cast

from django.conf import settings
from django.db import transaction
from oauth2_provider.models import get_application_model

from accounts.models import Partner
from core.actors import Actor
from core.audit import record
from core.errors import InvalidInput


def create_partner(*, name: str, scopes: Iterable[str], actor: Actor) -> tuple[Partner, str, str]:
    """Make a partner with API access; returns it with its client id and its secret.

    The secret is stored as a digest only: this is the one time that it can be read.
    Raises InvalidInput for a name in use or a scope that does not exist.
    """
    shown = " ".join(name.split())
    wanted = sorted(set(scopes))
    known = cast("dict[str, str]", settings.OAUTH2_PROVIDER["SCOPES"])
    unknown = [scope for scope in wanted if scope not in known]
    if unknown or not wanted:
        text = f"{', '.join(unknown) or 'nothing'}: choose from {', '.join(known)}"
        raise InvalidInput.at("/scopes", "unknown_scope", text)
    if not 2 <= len(shown) <= 120:
        raise InvalidInput.at("/name", "invalid_name", "2 to 120 characters")
    secret = secrets.token_urlsafe(64)
    model = get_application_model()
    with transaction.atomic():
        if Partner.objects.filter(name=shown).exists():
            raise InvalidInput.at("/name", "name_taken", f"there is a partner {shown!r} already")
        application = model.objects.create(
            name=shown,
            client_type=model.CLIENT_CONFIDENTIAL,
            authorization_grant_type=model.GRANT_CLIENT_CREDENTIALS,
            client_secret=secret,
        )
        partner = Partner.objects.create(name=shown, oauth_application=application, scopes=wanted)
        details = {"scopes": wanted}
        record("accounts.create_partner", actor=actor, subject=partner, details=details)
    return partner, application.client_id, secret
