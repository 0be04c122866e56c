"""The contract says what the facts say, and what the law wants said."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.documents.errors import IncompleteFacts, MissingGlyph, UnsupportedCurrency
from lending.contracts.facts import BorrowerParty, EarlyRepayment, OverdueTerms
from lending.contracts.render_contract import render_contract
from tests.core.documents.reading import pages_of, text_of
from tests.lending.contracts.samples import (
    BORROWER,
    PRINCIPAL,
    contract_facts,
    cost_statement,
    schedule,
)


@pytest.fixture(scope="module")
def text():
    return text_of(render_contract(contract_facts()))


def test_the_same_facts_give_the_same_bytes():
    assert render_contract(contract_facts()) == render_contract(contract_facts())


@pytest.mark.parametrize(
    "said",
    [
        "LW-2026-11-000123",
        "贷匠消费金融有限公司",
        "金融许可证X0099H231000001",
        "欧阳䶮",
        "11010519900307123X",
        "138****5678",
        "¥12,000.00",
        "人民币（大写）壹万贰仟元整",
        "家庭装修",
        "等额本息",
        "6217001210001234567",
        "共12期",
        "日利率0.05%",
        "loanwright.example/complaints",
        "乙方住所地有管辖权的人民法院",
        "https://loanwright.example/verify/con_8f3k2",
    ],
)
def test_parties_amount_and_terms_are_stated(text, said):
    assert said in text


def test_the_annualised_cost_comes_before_the_daily_rate_and_names_its_method(text):
    """RULES P1."""
    assert "综合融资成本（年化，单利）" in text
    assert text.index("18.00%") < text.index("日利率")


@pytest.mark.parametrize(
    "clause",
    [
        "除附件二列明的项目外，甲方及其合作机构不以任何名义向乙方收取其他费用",
        "除上表列明的项目外，贷款人及其合作机构不再以任何名义向借款人收取其他任何费用",
        "甲方不从本金中预先扣除利息或任何费用",
        "利息按实际借款的期间计算",
        "第六百七十七条",
        "按年化24.00%（贷款年利率的133.33%）计收罚息",
        "逾期后的利息、罚息和其他费用合计，折算后不超过年化24.00%",
        "同一期内依次冲抵：附件二列明的费用、利息、罚息、本金",
        "甲方报送不良信息前，事先告知乙方",
        "每日22:00至次日8:00不联系乙方",
        "个人信息保护法",
        "与手写签名或者盖章具有同等的法律效力",
        "以中文为准",
    ],
)
def test_the_clauses_that_protect_the_borrower_stand_there(text, clause):
    """RULES P2, P9, P10, P12, P13, D12, K1, D18."""
    assert clause in text


def test_every_instalment_stands_in_the_schedule(text):
    for row in schedule():
        assert (
            f"{row.number}{row.due_on.isoformat()}{row.principal:,.2f}{row.interest:,.2f}" in text
        )


def test_a_long_schedule_goes_on_over_pages():
    months = 36
    rate = Decimal("0.015")
    growth = (1 + rate) ** months
    instalment = (PRINCIPAL * rate * growth / (growth - 1)).quantize(Decimal("0.01"))
    rows = schedule(months, instalment=instalment)

    pdf = render_contract(contract_facts(schedule=rows, cost=cost_statement(rows)))

    assert pages_of(pdf) > pages_of(render_contract(contract_facts()))
    assert text_of(pdf).count("应还总额Total") == 2  # the head is repeated


def test_the_seal_has_a_place():
    from_pdf = render_contract(contract_facts())

    assert b"(seal)" in from_pdf


def test_an_early_repayment_charge_is_said_everywhere():
    facts = contract_facts(early_repayment=EarlyRepayment(charge_pct=Decimal("1"), notice_days=3))

    text = text_of(render_contract(facts))

    assert "提前还款违约金为提前偿还本金的1.00%" in text
    assert "并提前3日通知甲方" in text
    assert "不因提前还款收取违约金" not in text


def test_without_grace_penalty_starts_the_day_after():
    overdue = OverdueTerms(annual_rate=Decimal("24"), grace_days=0)

    text = text_of(render_contract(contract_facts(overdue=overdue)))

    assert "本借款不设宽限期" in text
    assert "自还款日次日起" in text


def test_days_may_count_from_the_due_date_once_grace_passed_in_vain():
    overdue = OverdueTerms(annual_rate=Decimal("27"), grace_days=3, counts_from="due_date")

    text = text_of(render_contract(contract_facts(overdue=overdue)))

    assert (
        "宽限期内足额还款的，不计收罚息，不视为逾期。宽限期届满仍未足额还款的，逾期天数自还款日次日起算"
        in text
    )
    assert "自还款日次日起至清偿之日止，按年化27.00%（贷款年利率的150%）计收罚息" in text


def test_typed_text_cannot_change_the_contract():
    facts = contract_facts(purpose='#panic("x") *教育* <seal> $1$')

    assert '#panic("x")*教育*<seal>$1$' in text_of(render_contract(facts))


def test_a_name_that_cannot_be_printed_is_refused():
    borrower = replace(BORROWER, name="王𱁬")

    with pytest.raises(MissingGlyph):
        render_contract(contract_facts(borrower=borrower))


@pytest.mark.parametrize(
    "changes",
    [
        {"principal": Decimal("13000")},
        {"schedule": ()},
        {"schedule": schedule()[:-1]},
        {"method": "balloon"},
        {"allocation": ("interest", "luck", "principal")},
        {"allocation": ("interest",)},
        {"cost": cost_statement(contingent=())},
        {"cost": cost_statement(charges=())},
        {"issued_at": contract_facts().issued_at.replace(tzinfo=None)},
    ],
)
def test_facts_that_contradict_each_other_are_refused(changes):
    with pytest.raises(IncompleteFacts):
        contract_facts(**changes)


def test_other_currencies_are_refused():
    with pytest.raises(UnsupportedCurrency):
        contract_facts(currency="USD")


def test_interest_taken_in_advance_is_refused():
    """RULES P9: what was paid out is the principal."""
    with pytest.raises(IncompleteFacts):
        cost_statement(net_disbursed=PRINCIPAL - 600)


def test_minority_and_rare_names_are_printed():
    borrower = BorrowerParty(
        name="买买提·艾则孜", resident_id="65010119900307123X", phone="13812345678"
    )

    assert "买买提·艾则孜" in text_of(render_contract(contract_facts(borrower=borrower)))
