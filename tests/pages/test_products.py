"""The list of products and the calculator (XC5, RULES P1)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client

from core.money import format_amount
from products.quote_figures import QuoteFigures, figures_of
from products.selectors import published_version
from products.services import quote_product
from tests.factories.accounts import NOON, make_borrower

ENGLISH = {"accept-language": "en"}


def figures(code: str = "AL1", *, rate: Decimal | None = None) -> QuoteFigures:
    """10,000 over 12 months from the open date."""
    quote = quote_product(
        version=published_version(code),
        amount="10000",
        instalments=12,
        annual_rate=rate,
        start_on=NOON.date(),
    )
    return figures_of(quote)


@pytest.fixture
def visitor() -> Client:
    return Client(headers=ENGLISH)


def test_annualised_cost_with_its_method_stands_before_any_daily_rate(visitor: Client) -> None:
    """RULES P1: the yearly figure first, simple interest called simple."""
    yearly = f"{figures().annualised:.2f}%"
    for path in ("/products/", "/products/AL1/"):
        page = visitor.get(path).content.decode()

        before_the_daily_rate = page[: page.index("0.05%")]
        assert yearly in before_the_daily_rate
        assert "simple interest" in before_the_daily_rate


def test_calculator_shows_instalment_cost_and_schedule(visitor: Client) -> None:
    page = visitor.get("/products/AL1/", {"amount": "10000", "instalments": "12"})

    text = page.content.decode()
    assert page.status_code == 200
    expected = figures()
    for amount in (expected.instalment, expected.interest, expected.total):
        assert format_amount(amount, "CNY") in text
    assert f"{expected.annualised:.2f}%" in text
    assert len(re.findall(r'<th scope="row">\d+</th>', text)) == 12


def test_calculator_takes_amounts_as_people_write_them(visitor: Client) -> None:
    page = visitor.get("/products/AL1/", {"amount": "¥10,000", "instalments": "12"})

    assert format_amount(figures().instalment, "CNY") in page.content.decode()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("999", "from ¥1,000 to ¥20,000"),
        ("20100", "from ¥1,000 to ¥20,000"),
        ("10050", "multiple of ¥100, for example ¥10,000"),
        ("many", "in figures"),
        ("-5", "from ¥1,000 to ¥20,000"),
        ("", "enter an amount"),
    ],
)
def test_calculator_says_what_would_be_right(visitor: Client, amount: str, words: str) -> None:
    page = visitor.get("/products/AL1/", {"amount": amount, "instalments": "12"})

    assert page.status_code == 422
    assert words in page.content.decode()


def test_calculator_answers_a_script_with_the_result_alone(visitor: Client) -> None:
    page = visitor.get(
        "/products/AL2/", {"amount": "20000", "instalments": "24"}, headers={"X-Fragment": "result"}
    )

    text = page.content.decode()
    assert "<html" not in text
    assert "¥20,000.00" in text


def test_priced_by_risk_shows_the_range_and_says_so(visitor: Client) -> None:
    """AL2: the offer names the rate; the calculator shows the dearest and the range."""
    text = visitor.get("/products/AL2/").content.decode()

    low, high = (f"{figures('AL2', rate=rate).annualised:.2f}%" for rate in (Decimal("7.30"), None))
    assert re.search(rf"{low}</span> – <span[^>]*>{high}", text)
    assert "Your own rate" in text


def test_list_keeps_what_fits_amount_term_and_purpose(visitor: Client) -> None:
    """XC5."""
    page = visitor.get("/products/", {"amount": "60000", "months": "36", "purpose": "home"})

    text = page.content.decode()
    assert "Level Principal Loan" in text
    assert "Good Loan" not in text
    assert "Career Loan" not in text


def test_list_without_a_match_offers_a_way_back(visitor: Client) -> None:
    text = visitor.get("/products/", {"amount": "900000"}).content.decode()

    assert "Nothing fits all of that" in text
    assert 'href="/products/"' in text


def test_somebody_too_old_is_told_which_products_are_closed(sign_in) -> None:
    """XC5: only those open to him, and why not the others."""
    old = make_borrower(born_on=dt.date(1950, 1, 1))

    text = sign_in(old).get("/products/").content.decode()

    assert "Not open to you" in text
    assert "open from 18 to 60 years of age" in text
    assert "Work out what it costs" not in text


def test_unknown_product_is_not_found(visitor: Client) -> None:
    assert visitor.get("/products/NOPE/").status_code == 404


def test_pages_speak_chinese_unless_told_otherwise(visitor: Client) -> None:
    page = Client().get("/products/AL1/")

    assert 'lang="zh-hans"' in page.content.decode()
    assert "好借" in page.content.decode()
