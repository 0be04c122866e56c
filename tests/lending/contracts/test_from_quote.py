"""A real quote of the maths becomes a Chinese contract."""

from decimal import Decimal

import pytest

from core.documents.errors import IncompleteFacts
from lending.contracts.facts import Rate
from lending.contracts.from_quote import cost_statement_from_quote, schedule_from_quote
from lending.contracts.render_contract import render_contract
from products.maths.parse_terms import parse_terms
from products.maths.quote import make_quote
from tests.core.documents.reading import text_of
from tests.lending.contracts.samples import LENDER, contract_facts

CONTINGENT = (
    {
        "name": "penalty_interest",
        "standard": "24% a year of the overdue principal",
        "annual_rate": "24",
        "collected_by": LENDER.name,
    },
    {
        "name": "early_repayment_charge",
        "standard": "1% of the principal repaid early",
        "pct": "1",
        "collected_by": LENDER.name,
    },
)
FEES = [
    {"name": "账户服务费", "kind": "per_instalment", "amount": "5.00"},
    {
        "name": "担保费",
        "kind": "first",
        "pct": "1",
        "of": "principal",
        "collected_by": "某某融资担保有限公司",
    },
]


def quoted(**changes):
    terms = parse_terms(
        {
            "principal": "12000",
            "daily_rate": "0.05",
            "method": "equal_instalments",
            "instalments": 12,
            "disbursed_on": "2026-11-22",
            "day_count": "actual/360",
            **changes,
        }
    )
    return terms, make_quote(terms, contingent=CONTINGENT)


def statement(**changes):
    terms, quote = quoted(**changes)
    return cost_statement_from_quote(quote, terms=terms, lender=LENDER.name)


@pytest.mark.parametrize(
    "method", ["equal_instalments", "equal_principal", "interest_only", "bullet", "flat"]
)
def test_every_method_gives_a_contract_whose_figures_agree(method):
    instalments = 1 if method == "bullet" else 12
    terms, quote = quoted(method=method, fees=FEES, instalments=instalments)
    cost = cost_statement_from_quote(quote, terms=terms, lender=LENDER.name)
    rows = schedule_from_quote(quote)

    facts = contract_facts(
        method=method,
        rate=Rate(annual=terms.annual_rate, daily=terms.daily_rate, day_count=terms.day_count),
        schedule=rows,
        cost=cost,
    )
    text = text_of(render_contract(facts))

    assert f"{facts.total_due:,.2f}" in text
    assert "每年按360天计算" in text
    assert "某某融资担保有限公司" in text


def test_charges_are_worded_in_chinese_with_who_collects_them():
    interest, service, guarantee = statement(fees=FEES).charges

    assert interest.name == "利息"
    assert interest.standard == "年利率 18.00%（日利率 0.05%），按剩余本金逐期计收"
    assert interest.collected_by == LENDER.name
    assert service.standard == "¥5.00，随每期收取"
    assert service.amount == Decimal("60.00")
    assert service.collected_by == LENDER.name
    assert guarantee.standard == "本金的 1.00%，随首期一次收取"
    assert guarantee.collected_by == "某某融资担保有限公司"


def test_contingent_charges_are_worded_in_chinese():
    penalty, early = statement().contingent

    assert penalty.name == "罚息"
    assert penalty.standard == "逾期后，对逾期本金按年化 24.00%、按实际逾期天数计收"
    assert early.name == "提前还款违约金"
    assert early.standard == "提前还款时，按提前偿还本金的 1.00% 计收"


def test_a_flat_loan_shows_what_it_really_costs():
    """The flat fee trap: 18 % flat is far more than 18 % a year."""
    cost = statement(method="flat")

    assert cost.charges[0].standard == "年利率 18.00%（日利率 0.05%），按原始本金逐期计收"
    assert cost.annualised_cost > 30


def test_fees_withheld_from_the_payout_are_refused():
    """RULES P9."""
    withheld = [{"name": "砍头息", "kind": "upfront", "amount": "600", "deducted": True}]

    with pytest.raises(IncompleteFacts):
        statement(fees=withheld)


def test_terms_of_another_loan_are_refused():
    terms, _ = quoted()
    _, other = quoted(principal="13000")

    with pytest.raises(IncompleteFacts):
        cost_statement_from_quote(other, terms=terms, lender=LENDER.name)


def test_a_float_is_refused():
    terms, quote = quoted()
    quote["cost_statement"]["net_disbursed"] = 12000.0

    with pytest.raises(IncompleteFacts):
        cost_statement_from_quote(quote, terms=terms, lender=LENDER.name)
