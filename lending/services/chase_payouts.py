"""Following up every payout whose outcome is not known yet; what the doorbell rings."""

from __future__ import annotations

import datetime as dt

import structlog

from core.errors import LoanwrightError
from lending.selectors import payouts_to_chase
from lending.services.ask_payout import ask_payout

logger = structlog.get_logger(__name__)


def chase_payouts(at: dt.datetime, *, limit: int = 50) -> int:
    """Ask the bank about payouts that are due for it; returns how many were asked.

    One that cannot be cleared up now keeps nobody else waiting: it is logged, and asked again later.
    """
    due = list(payouts_to_chase(at=at).values_list("public_id", flat=True)[:limit])
    for public_id in due:
        try:
            ask_payout(disbursement_id=public_id, at=at)
        except LoanwrightError as refusal:
            logger.warning("payout not cleared up", disbursement=public_id, code=refusal.code)
    return len(due)
