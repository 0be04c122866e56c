"""Asks the credit bureau over HTTP for a person's report."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx


class BureauError(Exception):
    """Base of what the bureau client raises."""

    code = "bureau_error"


class BureauUnavailable(BureauError):
    """No answer, or none we can use: ask again later, then leave it to people."""

    code = "bureau_unavailable"


class BureauRefused(BureauError):
    """The bureau refuses the question itself. ``reason`` is its own code."""

    code = "bureau_refused"

    def __init__(self, message: str, *, status: int, reason: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


class BureauConsentMissing(BureauRefused):
    """No report without the person's written consent (RULES D11)."""

    code = "bureau_consent_missing"


@dataclasses.dataclass(frozen=True, kw_only=True)
class BureauReport:
    """A report; ``raw`` is the whole answer, to be stored with the decision it fed.

    ``score`` is None for a person without a record.
    """

    report_id: str
    has_record: bool
    score: int | None
    open_loans: int
    total_outstanding: Decimal
    overdue_count_24m: int
    max_overdue_days: int
    inquiries_3m: int
    monthly_obligations: Decimal
    currency: str
    employment: str
    is_student: bool
    raw: dict[str, Any] = dataclasses.field(repr=False)


class BureauClient:
    """Keep one per process; it may be used by many threads."""

    def __init__(self, *, base_url: str, secret: str | None = None, timeout: float = 10.0) -> None:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"), headers=headers, timeout=timeout, trust_env=False
        )

    def close(self) -> None:
        self._http.close()

    def report(
        self, *, resident_id: str, name: str, purpose: str, consent_reference: str, on: dt.date
    ) -> BureauReport:
        """Fetch a report for a purpose the person has consented to.

        Raises:
            BureauUnavailable: no usable answer came.
            BureauConsentMissing: the bureau saw no consent.
            BureauRefused: it refused for another reason.
        """
        content = {
            "resident_id": resident_id,
            "name": name,
            "purpose": purpose,
            "consent_reference": consent_reference,
            "business_date": on.isoformat(),
        }
        try:
            response = self._http.post("/bureau/reports", json=content)
        except httpx.HTTPError as error:
            raise BureauUnavailable(f"no answer ({type(error).__name__})") from error
        if response.is_client_error:
            raise _refusal(response)
        if not response.is_success:
            raise BureauUnavailable(f"answered {response.status_code}")
        try:
            return _read(response.json())
        except (ValueError, KeyError, TypeError, InvalidOperation) as error:
            raise BureauUnavailable("the report cannot be read") from error


def _refusal(response: httpx.Response) -> BureauRefused:
    try:
        reason = str(response.json()["error"]["code"])
    except (ValueError, KeyError, TypeError):
        reason = ""
    kind = BureauConsentMissing if reason == "consent_missing" else BureauRefused
    message = f"refused with {response.status_code} {reason}".rstrip()
    return kind(message, status=response.status_code, reason=reason)


def _read(answer: dict[str, Any]) -> BureauReport:
    score = answer["score"]
    if score is not None and type(score) is not int:
        raise ValueError("score")
    return BureauReport(
        report_id=str(answer["report_id"]),
        has_record=_flag(answer, "has_record"),
        score=score,
        open_loans=_count(answer, "open_loans"),
        total_outstanding=_amount(answer, "total_outstanding"),
        overdue_count_24m=_count(answer, "overdue_count_24m"),
        max_overdue_days=_count(answer, "max_overdue_days"),
        inquiries_3m=_count(answer, "inquiries_3m"),
        monthly_obligations=_amount(answer, "monthly_obligations"),
        currency=str(answer["currency"]),
        employment=str(answer["employment"]),
        is_student=_flag(answer, "is_student"),
        raw=answer,
    )


def _count(answer: dict[str, Any], name: str) -> int:
    value = answer[name]
    if type(value) is not int or value < 0:
        raise ValueError(name)
    return value


def _flag(answer: dict[str, Any], name: str) -> bool:
    value = answer[name]
    if type(value) is not bool:
        raise ValueError(name)
    return value


def _amount(answer: dict[str, Any], name: str) -> Decimal:
    value = answer[name]
    if not isinstance(value, str):
        raise ValueError(name)
    amount = Decimal(value)
    if not amount.is_finite() or amount < 0:
        raise ValueError(name)
    return amount
