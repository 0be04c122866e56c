"""A second person: one asks, another agrees, and only then it happens."""

from core.four_eyes.errors import AlreadyDecided
from core.four_eyes.requests import (
    decide_request,
    may_decide,
    register,
    request_approval,
)
from core.models import FourEyesRequest

__all__ = [
    "AlreadyDecided",
    "FourEyesRequest",
    "decide_request",
    "may_decide",
    "register",
    "request_approval",
]
