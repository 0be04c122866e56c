"""综合融资成本明示表 (RULES P2)."""

from decimal import Decimal

import pytest

from core.documents.errors import IncompleteFacts
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
