"""What a partner's tokens may carry: its own scopes, not every scope that exists (ASVS 10.4.11)."""

from __future__ import annotations

from typing import Any

from oauth2_provider.scopes import SettingsScopes

from accounts.models import Partner


class PartnerScopes(SettingsScopes):  # type: ignore[misc]
    """A token asked for without scopes gets all of the partner's; an inactive partner has none."""

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        partner = (
            Partner.objects.filter(oauth_application=application, is_active=True)
            .order_by("pk")
            .first()
        )
        return list(partner.scopes) if partner is not None else []

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return self.get_available_scopes(application, request)
