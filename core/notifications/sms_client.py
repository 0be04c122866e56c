"""Sends text messages through an SMS gateway over HTTP."""

from __future__ import annotations

import dataclasses

import httpx


class SmsError(Exception):
    """Base of what the SMS client raises."""

    code = "sms_error"


class SmsUnavailable(SmsError):
    """No usable answer came. Sending again under the same reference is harmless."""

    code = "sms_unavailable"


class SmsRefused(SmsError):
    """The gateway will not send this. ``reason`` is its own code."""

    code = "sms_refused"

    def __init__(self, message: str, *, status: int, reason: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


@dataclasses.dataclass(frozen=True, kw_only=True)
class SmsReceipt:
    """The gateway has taken the message on; whether it arrives is told by callback."""

    id: str
    state: str


class SmsClient:
    """Keep one per process; it may be used by many threads."""

    def __init__(self, *, base_url: str, secret: str | None = None, timeout: float = 5.0) -> None:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"), headers=headers, timeout=timeout, trust_env=False
        )

    def close(self) -> None:
        self._http.close()

    def send(self, *, to: str, text: str, template: str, reference: str) -> SmsReceipt:
        """Send one message; the same reference is sent once, however often it is asked for.

        Raises:
            SmsUnavailable: no usable answer came.
            SmsRefused: the number, text or key is refused, or the reference has another text.
        """
        content = {"to": to, "text": text, "template": template, "reference": reference}
        try:
            response = self._http.post("/sms/messages", json=content)
        except httpx.HTTPError as error:
            raise SmsUnavailable(f"no answer ({type(error).__name__})") from error
        try:
            answer = response.json()
            if response.is_success:
                return SmsReceipt(id=str(answer["id"]), state=str(answer["state"]))
            reason = str(answer["error"]["code"])
        except (ValueError, KeyError, TypeError) as error:
            if not response.is_client_error:
                raise SmsUnavailable(f"answered {response.status_code}, unreadably") from error
            reason = ""
        if response.is_client_error:
            message = f"refused with {response.status_code} {reason}".rstrip()
            raise SmsRefused(message, status=response.status_code, reason=reason)
        raise SmsUnavailable(f"answered {response.status_code}")
