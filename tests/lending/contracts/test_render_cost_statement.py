"""综合融资成本明示表 (RULES P2)."""

from decimal import Decimal

import pytest

from core.documents.errors import IncompleteFacts
from lending.contracts.facts import cost_statement_from, schedule_from_quote
from lending.contracts.render_cost_statement import render_cost_statement
from tests.core.documents.reading import pages_of, text_of
from tests.lending.contracts.samples import cost_statement, statement_facts


def test_it_states_principal_charges_annualised_cost_and_nothing_else():
    text = text_of(render_cost_statement(statement_facts()))

    assert "贷款本金¥12,000.00" in text
    assert "利息贷款年利率18.00%，按剩余本金逐期计收1,201.95贷匠消费金融有限公司" in text
    assert "综合融资成本（年化，单利）" in text
    assert "罚息逾期本金×24.00%÷360×逾期天数贷匠消费金融有限公司" in text
    assert "除上表列明的项目外，贷款人及其合作机构不再以任何名义向借款人收取其他任何费用" in text


def test_it_fits_one_page_and_gives_the_same_bytes():
    pdf = render_cost_statement(statement_facts())

    assert pages_of(pdf) == 1
    assert pdf == render_cost_statement(statement_facts())


def test_personal_data_is_masked():
    text = text_of(render_cost_statement(statement_facts()))

    assert "110105********123X" in text
    assert "11010519900307123X" not in text
    assert "13812345678" not in text


def test_a_compound_figure_is_called_compound():
    cost = cost_statement(annualised_method="irr_effective", annualised_cost=Decimal("19.5618"))

    text = text_of(render_cost_statement(statement_facts(cost=cost)))

    assert "综合融资成本（年化，复利）" in text
    assert "19.5618%" in text


def test_no_contingent_charges_are_said_to_be_none():
    assert "可能发生的费用无。" in text_of(
        render_cost_statement(statement_facts(cost=cost_statement(contingent=())))
    )


def test_an_unknown_method_is_refused():
    with pytest.raises(IncompleteFacts):
        cost_statement(annualised_method="flat")


QUOTE = {
    "rows": [
        {
            "number": 1, "due_on": "2026-12-22", "days": 30, "opening": "1000.00", "principal": "1000.00",
            "interest": "15.00", "fee": "0.00", "subsidy": "0.00", "total": "1015.00", "closing": "0.00",
        }
    ],
    "cost_statement": {
        "principal": "1000.00",
        "net_disbursed": "1000.00",
        "charges": [{"name": "利息", "standard": "18.00%", "amount": "15.00", "collected_by": "贷匠"}],
        "annualised_cost": "18.0000",
        "annualised_method": "apr_irr_simple",
        "contingent": [],
    },
}  # fmt: skip


def test_a_quote_becomes_facts():
    (row,) = schedule_from_quote(QUOTE)
    cost = cost_statement_from(QUOTE["cost_statement"])

    assert row.total == Decimal("1015.00")
    assert row.due_on.isoformat() == "2026-12-22"
    assert cost.total_charges == Decimal("15.00")
    assert cost.annualised_method == "irr_simple"


def test_a_float_is_refused():
    statement = {**QUOTE["cost_statement"], "principal": 1000.0}

    with pytest.raises(IncompleteFacts):
        cost_statement_from(statement)
