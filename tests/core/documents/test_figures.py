"""Numbers, dates and masks as documents print them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.documents import figures, masking


@pytest.mark.parametrize(
    ("amount", "shown"), [("12345.6", "¥12,345.60"), ("0", "¥0.00"), ("-0.5", "-¥0.50")]
)
def test_yuan(amount, shown):
    assert figures.yuan(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        ("18", "18.00%"),
        ("18.0000", "18.00%"),
        ("13.8404", "13.8404%"),
        ("0.05", "0.05%"),
        ("7.125", "7.125%"),
    ],
)
def test_percent_shows_two_decimals_or_what_there_is(rate, shown):
    assert figures.percent(Decimal(rate)) == shown


def test_times_are_beijing_times():
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)

    assert figures.beijing_time(late) == "2027-01-01 00:30:00"
    assert figures.chinese_date(figures.beijing_date(late)) == "2027年1月1日"
    assert figures.chinese_date(date(2026, 3, 5)) == "2026年3月5日"


def test_a_phone_shows_its_ends():
    assert masking.mask_phone("13812345678") == "138****5678"
    assert masking.mask_phone("+8613812345678") == "+86138****5678"
    assert masking.mask_phone("12345") == "***45"


def test_a_resident_id_shows_place_and_last_four():
    assert masking.mask_resident_id("11010519900307123X") == "110105********123X"
    assert masking.mask_resident_id("P1234567") == "****4567"


def test_an_account_shows_its_last_four():
    assert masking.mask_account("6217 0012 1000 1234 567") == "**** 4567"
    assert masking.mask_account("123") == "****"
