"""Reads the bank's answers and callbacks strictly; anything odd is BankAnswerUnreadable."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from lending.rails.errors import BankAnswerUnreadable
from lending.rails.signing import verify_request
from lending.rails.types import (
    Accepted,
    AccountCheck,
    BankEvent,
    BankEventKind,
    CashierOrder,
    Movement,
    MovementState,
    OrderState,
    StatementLine,
)

_STATEMENT_COLUMNS = (
    "reference",
    "bank_reference",
    "kind",
    "direction",
    "amount",
    "counterparty",
    "paid_on",
)


def read_callback(
    *,
    headers: Mapping[str, str],
    method: str,
    path: str,
    body: bytes,
    key_id: str,
    secret: str,
    now: float,
) -> BankEvent:
    """Verify a callback's signature and read it.

    Raises:
        SignatureRefused: it was not signed by the bank just now.
        BankAnswerUnreadable: it was, but says something we do not understand.
    """
    verify_request(
        headers=headers, key_id=key_id, secret=secret, method=method, path=path, body=body, now=now
    )
    content = json_object(body)
    try:
        kind = BankEventKind(_text(content, "event"))
    except ValueError as error:
        raise BankAnswerUnreadable("callback of an unknown kind") from error
    return BankEvent(
        kind=kind,
        event_id=_text(content, "event_id"),
        reference=_text(content, "reference"),
        bank_reference=_text(content, "bank_reference"),
        amount=_amount(content.get("amount")),
        currency=_text(content, "currency"),
        paid_on=_date(content.get("paid_on")),
        reason=_reason(content),
    )


def json_object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BankAnswerUnreadable("the bank's answer is not JSON") from error
    if not isinstance(content, dict):
        raise BankAnswerUnreadable("the bank's answer is not a JSON object")
    return content


def accepted(content: dict[str, Any], *, reference: str) -> Accepted:
    if _text(content, "reference") != reference:
        raise BankAnswerUnreadable("the bank answered for another reference")
    return Accepted(reference=reference, bank_reference=_text(content, "bank_reference"))


def movement(content: dict[str, Any], *, reference: str) -> Movement:
    if _text(content, "reference") != reference:
        raise BankAnswerUnreadable("the bank answered for another reference")
    try:
        state = MovementState(_text(content, "state"))
    except ValueError as error:
        raise BankAnswerUnreadable("the bank names an unknown state") from error
    return Movement(
        reference=reference,
        bank_reference=_text(content, "bank_reference"),
        state=state,
        amount=_amount(content.get("amount")),
        currency=_text(content, "currency"),
        paid_on=_date(content.get("paid_on")),
        reason=_reason(content),
    )


def cashier_order(content: dict[str, Any], *, reference: str) -> CashierOrder:
    order = content.get("order")
    if not isinstance(order, dict) or _text(order, "reference") != reference:
        raise BankAnswerUnreadable("the bank answered for another order")
    try:
        state = OrderState(_text(order, "state"))
    except ValueError as error:
        raise BankAnswerUnreadable("the bank names an unknown state") from error
    return CashierOrder(
        reference=reference,
        bank_reference=_text(order, "bank_reference"),
        state=state,
        amount=_amount(order.get("amount")),
        currency=_text(order, "currency"),
        cashier_url=_text(content, "cashier_url"),
        paid_on=_date(order.get("paid_on")),
        reason=_reason(order),
    )


def account_check(content: dict[str, Any]) -> AccountCheck:
    match = content.get("match")
    if not isinstance(match, bool):
        raise BankAnswerUnreadable("match is neither true nor false")
    return AccountCheck(is_match=match, reason=_reason(content))


def statement_lines(file: bytes, *, on: dt.date) -> list[StatementLine]:
    """Read a statement file: every line or none, and no line of another day.

    Raises:
        BankAnswerUnreadable: wrong encoding, a missing column, or a broken line (named by number).
    """
    try:
        # newline="" lets the csv reader see line ends inside quoted fields as they are.
        reader = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise BankAnswerUnreadable("the statement is not a UTF-8 CSV file") from error
    if not rows or tuple(rows[0][: len(_STATEMENT_COLUMNS)]) != _STATEMENT_COLUMNS:
        raise BankAnswerUnreadable("the statement lacks its heading")
    return [
        _statement_line(dict(zip(rows[0], row, strict=False)), number, on, len(row) == len(rows[0]))
        for number, row in enumerate(rows[1:], start=2)
    ]


def _statement_line(
    cells: dict[str, str], number: int, on: dt.date, is_whole: bool
) -> StatementLine:
    try:
        if not is_whole or cells["direction"] not in ("in", "out"):
            raise BankAnswerUnreadable("cells are missing")
        paid_on = dt.date.fromisoformat(cells["paid_on"])
        if paid_on != on:
            raise BankAnswerUnreadable("it is of another day")
        return StatementLine(
            reference=cells["reference"],
            bank_reference=cells["bank_reference"],
            kind=cells["kind"],
            direction=cells["direction"],
            amount=_amount(cells["amount"]),
            counterparty=cells["counterparty"],
            paid_on=paid_on,
            currency=cells.get("currency") or "CNY",
            remark=cells.get("remark", ""),
        )
    except (ValueError, BankAnswerUnreadable) as error:
        raise BankAnswerUnreadable(f"line {number} of the statement is broken: {error}") from error


def _text(content: dict[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise BankAnswerUnreadable(f"{name} is missing from the bank's answer")
    return value


def _reason(content: dict[str, Any]) -> str | None:
    reason = content.get("reason")
    return str(reason)[:200] if reason else None


def _amount(value: object) -> Decimal:
    try:
        # Only a string is exact; a JSON number would have passed through a float.
        amount = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount <= 0:
        raise BankAnswerUnreadable("amount is not a positive decimal string")
    return amount


def _date(value: object) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise BankAnswerUnreadable("paid_on is not a date") from error
