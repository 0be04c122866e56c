"""What a token opens."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class PartnerHasScopes(BasePermission):
    """The token carries every scope of the operation, and the partner still has it and may act.

    A scope taken from a partner, or a partner switched off, counts at once and not when the
    tokens run out (ASVS 8.3.2).
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raises PermissionDenied with a code that says what is missing; False without a token."""
        if request.auth is None:
            return False
        wanted = getattr(view, "required_scopes", None)
        if wanted is None:
            # Fails closed: a view without scopes is a mistake, not an open door.
            raise ImproperlyConfigured(f"{type(view).__name__} names no required_scopes")
        partner: Any = request.user
        token: Any = request.auth
        if not partner.is_active:
            raise PermissionDenied(_("This partner may not act now."), code="partner_inactive")
        held = set(token.scope.split()) & set(partner.scopes)
        missing = [scope for scope in wanted if scope not in held]
        if missing:
            text = _("The token lacks the scope %(scopes)s.") % {"scopes": " ".join(missing)}
            raise PermissionDenied(text, code="insufficient_scope")
        return True
