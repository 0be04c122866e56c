"""Reading the fields of a request: each refusal names the field and what would be right."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from stdnum.cn import ric

from sandbox.web import invalid

CURRENCY_DECIMALS = {"CNY": 2, "USD": 2, "EUR": 2, "GBP": 2, "HKD": 2, "SGD": 2, "JPY": 0, "KRW": 0}
_REFERENCE = re.compile(r"[A-Za-z0-9._:-]{1,64}\Z", re.ASCII)
_PHONE = re.compile(r"\+?[0-9]{5,15}\Z", re.ASCII)
_ACCOUNT_NUMBER = re.compile(r"[A-Z0-9]{4,34}\Z", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
# China has one time zone; a bare machine may have no time-zone database.
_CHINA = dt.timezone(dt.timedelta(hours=8))


def text(
    body: Mapping[str, Any], name: str, *, most: int = 200, may_break_lines: bool = False
) -> str:
    value = optional_text(body, name, most=most, may_break_lines=may_break_lines)
    if not value:
        raise invalid(name, "must be given")
    return value


def optional_text(
    body: Mapping[str, Any], name: str, *, most: int = 200, may_break_lines: bool = False
) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise invalid(name, "must be a string")
    printed = value.replace("\n", " ") if may_break_lines else value
    if len(value) > most or _CONTROL.search(printed):
        raise invalid(name, f"must be at most {most} printable characters")
    return value.strip()


def reference(body: Mapping[str, Any]) -> str:
    value = text(body, "reference", most=64)
    if not _REFERENCE.match(value):
        raise invalid("reference", "must be 1 to 64 letters, digits or . _ : -")
    return value


def currency(body: Mapping[str, Any]) -> str:
    value = optional_text(body, "currency", most=3) or "CNY"
    if value not in CURRENCY_DECIMALS:
        raise invalid("currency", f"must be one of {', '.join(CURRENCY_DECIMALS)}")
    return value


def amount(body: Mapping[str, Any], *, currency: str) -> str:
    """A positive amount as a string with exactly the currency's decimals."""
    value, decimals = body.get("amount"), CURRENCY_DECIMALS[currency]
    pattern = r"[0-9]{1,12}" + (rf"\.[0-9]{{{decimals}}}" if decimals else "")
    if (
        not isinstance(value, str)
        or not re.fullmatch(pattern, value, re.ASCII)
        or not value.strip("0.")
    ):
        raise invalid("amount", f"must be a positive string with {decimals} decimals of {currency}")
    return value


def business_date(body: Mapping[str, Any]) -> str:
    """The platform's business date as the bank's value date; today in China when not given."""
    value = optional_text(body, "business_date", most=10)
    return iso_date("business_date", value) if value else dt.datetime.now(_CHINA).date().isoformat()


def iso_date(name: str, value: str) -> str:
    try:
        parsed = dt.date.fromisoformat(value)
    except ValueError as error:
        raise invalid(name, "must be a date as YYYY-MM-DD") from error
    if parsed.isoformat() != value:
        raise invalid(name, "must be a date as YYYY-MM-DD")
    return value


def account(body: Mapping[str, Any]) -> dict[str, str]:
    value = body.get("account")
    if not isinstance(value, dict):
        raise invalid("account", "must be an object with number, bank and holder")
    return {
        "number": account_number(value),
        "bank": text(value, "bank"),
        "holder": text(value, "holder"),
    }


def account_number(body: Mapping[str, Any]) -> str:
    number = text(body, "number", most=42).replace(" ", "")
    if not _ACCOUNT_NUMBER.match(number):
        raise invalid("number", "must be 4 to 34 digits or capital letters")
    return number


def phone(body: Mapping[str, Any], name: str) -> str:
    number = text(body, name, most=30).replace(" ", "").replace("-", "")
    if not _PHONE.match(number):
        raise invalid(name, "must be a phone number of 5 to 15 digits")
    return number


def is_resident_id(value: str) -> bool:
    """Valid in length, place, birth date and check digit."""
    return bool(re.fullmatch(r"[0-9]{17}[0-9X]", value, re.ASCII)) and bool(ric.is_valid(value))


def fingerprint(content: Mapping[str, Any]) -> str:
    """Tells a repeated request from another one under the same reference."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
