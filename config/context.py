"""What every template may read."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.site.navigation import navigation_for


def installation(request: HttpRequest) -> dict[str, Any]:
    """Return the institution, the sections of the site, and whether the money is real."""
    return {
        "institution": settings.LOANWRIGHT_INSTITUTION,
        "navigation": navigation_for(request.path),
        "installation_is_sandbox": settings.INSTALLATION_IS_SANDBOX,
        "request_id": getattr(request, "request_id", ""),
    }
