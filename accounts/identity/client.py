"""Asks the identity authority over HTTP whether a name belongs to a resident id."""

from __future__ import annotations

import dataclasses
import enum

import httpx


class IdentityError(Exception):
    """Base of what the identity client raises."""

    code = "identity_error"


class IdentityUnavailable(IdentityError):
    """No answer, or none we can use: ask again later. Nothing is known about the person."""

    code = "identity_unavailable"


class IdentityRefused(IdentityError):
    """The authority refuses the question itself: our key or our request is wrong."""

    code = "identity_refused"


class IdentityOutcome(enum.StrEnum):
    MATCH = "match"
    MISMATCH = "mismatch"
    NOT_FOUND = "not_found"
    ERROR = "error"


@dataclasses.dataclass(frozen=True, kw_only=True)
class IdentityResult:
    """``reason`` says why the outcome is ``error``; ``request_id`` is the authority's own."""

    outcome: IdentityOutcome
    request_id: str
    reason: str | None


class IdentityClient:
    """Keep one per process; it may be used by many threads."""

    def __init__(self, *, base_url: str, secret: str | None = None, timeout: float = 5.0) -> None:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"), headers=headers, timeout=timeout, trust_env=False
        )

    def close(self) -> None:
        self._http.close()

    def check(self, *, name: str, resident_id: str) -> IdentityResult:
        """Ask once.

        Raises:
            IdentityUnavailable: no usable answer came.
            IdentityRefused: the request was refused (4xx).
        """
        content = {"name": name, "resident_id": resident_id}
        try:
            response = self._http.post("/identity/checks", json=content)
        except httpx.HTTPError as error:
            raise IdentityUnavailable(f"no answer ({type(error).__name__})") from error
        if response.is_client_error:
            raise IdentityRefused(f"refused with {response.status_code}")
        if not response.is_success:
            raise IdentityUnavailable(f"answered {response.status_code}")
        try:
            answer = response.json()
            reason = answer.get("reason")
            return IdentityResult(
                outcome=IdentityOutcome(answer["result"]),
                request_id=str(answer["request_id"]),
                reason=str(reason) if reason else None,
            )
        except (ValueError, KeyError, AttributeError) as error:
            raise IdentityUnavailable("the answer cannot be read") from error
