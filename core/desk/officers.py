"""Who sits at the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def officer(request: HttpRequest) -> Any:
    """The signed-in member of staff: the officers' site lets nobody else in."""
    return request.user
