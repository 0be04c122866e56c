"""The credit bureau: one report per resident id, the same one in every run."""

from __future__ import annotations

import hashlib
from typing import Any

from sandbox import fields
from sandbox.config import Config
from sandbox.web import ApiError, Request, Response, Route, invalid, json_response

# Digits 15 and 17 of the resident id (its sequence number reads 9x1, 9x2, ...) decide.
MAGIC_SEQUENCES = {
    "1": "clean record, score 780",
    "2": "borderline record, score 600",
    "3": "bad record, score 480, 95 days overdue",
    "4": "no record (thin file), score null",
    "5": "the bureau is out of service (503)",
    "6": "the bureau never answers (time-out)",
}
PURPOSES = ("loan_application", "loan_review", "guarantee")
_STUDENT_YEARS = range(2004, 2009)


class Bureau:
    def __init__(self, config: Config) -> None:
        self._config = config

    def routes(self) -> list[Route]:
        return [Route("POST", "/bureau/reports", self.report, service="bureau", guard="key")]

    def report(self, request: Request) -> Response:
        body = request.json()
        consent = fields.optional_text(body, "consent_reference", most=100)
        if not consent:
            raise ApiError(
                403,
                "consent_missing",
                "a report needs the person's written consent",
                field="consent_reference",
            )
        resident_id = fields.text(body, "resident_id", most=18).upper()
        fields.text(body, "name", most=60)
        purpose = fields.text(body, "purpose", most=60)
        if purpose not in PURPOSES:
            raise invalid("purpose", f"must be one of {', '.join(PURPOSES)}")
        if not fields.is_resident_id(resident_id):
            raise invalid("resident_id", "is not a valid resident id")
        magic = resident_id[16] if resident_id[14] == "9" else ""
        if magic == "5":
            raise ApiError(503, "out_of_service", "the bureau is out of service")
        if magic == "6":
            return Response(
                0, b"", "text/plain", wait_seconds=self._config.hang_seconds, dropped=True
            )
        digest = hashlib.sha256(f"{resident_id}|{purpose}|{consent}".encode()).hexdigest()
        heading = {
            "report_id": f"CR{digest[:16].upper()}",
            "purpose": purpose,
            "consent_reference": consent,
            "reported_on": fields.business_date(body),
        }
        return json_response(200, heading | record_of(resident_id, magic))


def record_of(resident_id: str, magic: str) -> dict[str, Any]:
    draw = _Draw(resident_id)
    if magic == "1":
        return _record(draw, score=780, overdue=0, worst=0, inquiries=1, loans=1)
    if magic == "2":
        return _record(draw, score=600, overdue=1, worst=12, inquiries=5, loans=3)
    if magic == "3":
        return _record(draw, score=480, overdue=6, worst=95, inquiries=9, loans=5)
    if magic == "4":
        return _record(draw, score=None, overdue=0, worst=0, inquiries=0, loans=0)
    # The sum of four even draws: a bell around 700, nine in ten from 625 to 775.
    score = 700 + sum(draw.between(f"score{turn}", -40, 40) for turn in range(4))
    if draw.between("trouble", 1, 100) <= 4:
        score -= draw.between("how much trouble", 60, 180)
    score = max(300, min(850, score))
    overdue = 0 if score >= 690 else draw.between("overdue", 0, 1 + (690 - score) // 40)
    worst = draw.between("worst", 1, 15 + max(0, 640 - score)) if overdue else 0
    return _record(
        draw,
        score=score,
        overdue=overdue,
        worst=worst,
        inquiries=draw.between("inquiries", 0, 3 if score >= 650 else 7),
        loans=draw.between("loans", 0, 4),
        fixed=False,
    )


class _Draw:
    """Even whole numbers drawn from the resident id: no clock and no random."""

    def __init__(self, resident_id: str) -> None:
        self.resident_id = resident_id

    def between(self, what: str, low: int, high: int) -> int:
        digest = hashlib.sha256(f"{self.resident_id}|{what}".encode()).digest()
        return low + int.from_bytes(digest[:8], "big") % (high - low + 1)


def _record(
    draw: _Draw,
    *,
    score: int | None,
    overdue: int,
    worst: int,
    inquiries: int,
    loans: int,
    fixed: bool = True,
) -> dict[str, Any]:
    outstanding = sum(draw.between(f"loan{turn}", 5, 400) * 100 for turn in range(loans))
    monthly = outstanding // draw.between("months left", 10, 36) if loans else 0
    young = int(draw.resident_id[6:10]) in _STUDENT_YEARS
    is_student = not fixed and young and draw.between("student", 1, 3) == 1
    work = ("employed",) * 7 + ("self_employed",) * 2 + ("unemployed",)
    employment = work[0] if fixed else work[draw.between("employment", 0, 9)]
    return {
        "has_record": score is not None,
        "score": score,
        "open_loans": loans,
        "total_outstanding": f"{outstanding}.00",
        "overdue_count_24m": overdue,
        "max_overdue_days": worst,
        "inquiries_3m": inquiries,
        "monthly_obligations": f"{monthly}.00",
        "currency": "CNY",
        "employment": "student" if is_student else employment,
        "is_student": is_student,
    }
