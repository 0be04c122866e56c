"""What every template may read."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, Any]:
    """Return the institution, and whether this installation only plays with money."""
    return {
        "institution": settings.LOANWRIGHT_INSTITUTION,
        "installation_is_sandbox": settings.INSTALLATION_IS_SANDBOX,
        "request_id": getattr(request, "request_id", ""),
    }
