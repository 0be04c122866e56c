"""What the last four digits of an account number make the bank do."""

from __future__ import annotations

import dataclasses

PAID, FAILED = "paid", "failed"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Behaviour:
    """How one account answers.

    ``answer`` is ``normal``, ``hang`` (the line is cut without an answer) or ``error`` (500), both
    after the bank has taken the order. ``delivery`` is ``normal``, ``late``, ``twice``, ``early``
    (before the answer) or ``never``.
    """

    title: str
    payout_reason: str | None = None
    debit_reason: str | None = None
    check_reason: str | None = None
    answer: str = "normal"
    delivery: str = "normal"


OK = Behaviour(title="everything goes well")
BEHAVIOURS = {
    "0001": OK,
    "0002": Behaviour(
        title="account closed: payouts and debits fail, the account check says no",
        payout_reason="account_closed",
        debit_reason="account_closed",
        check_reason="account_closed",
    ),
    "0003": Behaviour(title="takes the order, then never answers (time-out)", answer="hang"),
    "0004": Behaviour(title="takes the order, then answers 500", answer="error"),
    "0005": Behaviour(title="the callback comes late", delivery="late"),
    "0006": Behaviour(title="the callback comes twice", delivery="twice"),
    "0007": Behaviour(title="the callback comes before the answer", delivery="early"),
    "0008": Behaviour(title="never calls back, has to be asked", delivery="never"),
    "0009": Behaviour(title="debits fail for want of funds", debit_reason="insufficient_funds"),
    "0010": Behaviour(
        title="holder's name does not match: account check says no, payouts and debits fail",
        payout_reason="name_mismatch",
        debit_reason="name_mismatch",
        check_reason="name_mismatch",
    ),
}


def behaviour_of(account_number: str) -> Behaviour:
    return BEHAVIOURS.get(account_number[-4:], OK)
