from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import override

from lending.contracts.contract_facts import PURPOSES, contract_facts
from lending.services.open_loan import charges_of
from products.purposes import Purpose
from tests.factories.accounts import NOON
from tests.factories.lending import drafted


def test_says_in_chinese_what_the_loan_will_do(books_open: dt.date) -> None:
    """The document's charges are those that the loan will carry (RULES P2)."""
    contract = drafted()
    charges = charges_of(contract.product_version, contract.annual_rate)

    with override("en"):
        facts = contract_facts(contract, charges=charges, issued_at=NOON)

    assert facts.purpose == "教育培训"
    assert facts.principal == facts.cost.net_disbursed == Decimal(10000)
    assert facts.overdue.annual_rate == Decimal(charges["penalty_rate"])
    assert facts.rate.daily == Decimal("0.05")
    assert facts.allocation == tuple(charges["allocation_order"])
    assert facts.cost.charges[0].name == "利息"
    assert facts.receiving_account.number == contract.bank_account.number


def test_every_purpose_has_its_words() -> None:
    assert set(PURPOSES) == set(Purpose)
