"""The products every new installation starts with (FEATURES AL1, AL2, CP1, IM3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from core.actors import Actor
from core.audit import record
from core.transitions import log_move, move
from products.models import Product, ProductVersion
from products.services.publish_version import publish_version
from products.states import Method

DAYS_IN_YEAR: Final = Decimal(365)

SEED: Final[dict[str, dict[str, Any]]] = {
    "AL1": {
        "name_zh": "好借",
        "name_en": "Good Loan",
        "amount_min": 1000,
        "amount_max": 20000,
        "instalment_choices": [12],
        "method": Method.EQUAL_INSTALMENTS,
        "annual_rate": Decimal("0.05") * DAYS_IN_YEAR,  # 18.25 %
        "annual_rate_min": Decimal("0.05") * DAYS_IN_YEAR,
        "quoted_daily": True,
    },
    "AL2": {
        "name_zh": "职享花",
        "name_en": "Career Loan",
        "amount_min": 1000,
        "amount_max": 50000,
        "instalment_choices": [3, 6, 12, 24],
        "method": Method.EQUAL_INSTALMENTS,
        "annual_rate": Decimal("0.05") * DAYS_IN_YEAR,
        "annual_rate_min": Decimal("0.02") * DAYS_IN_YEAR,  # 7.30 %
        "rate_by_grade": {"A": "7.30", "B": "10.95", "C": "14.60", "D": "18.25"},
        "quoted_daily": True,
        "score_min": 580,
    },
    "EP1": {
        "name_zh": "等本安家贷",
        "name_en": "Level Principal Loan",
        "amount_min": 5000,
        "amount_max": 100000,
        "instalment_choices": [6, 12, 24, 36],
        "method": Method.EQUAL_PRINCIPAL,
        "annual_rate": Decimal("12"),
        "annual_rate_min": Decimal("12"),
        "interest_period": "instalment",
        "day_count": "30/360",
        "early_repayment_pct": Decimal("1"),
    },
    "BU1": {
        "name_zh": "一次还",
        "name_en": "One-Payment Loan",
        "amount_min": 500,
        "amount_max": 10000,
        "instalment_choices": [1, 3, 6],
        "method": Method.BULLET,
        "annual_rate": Decimal("14.60"),
        "annual_rate_min": Decimal("14.60"),
    },
}


@transaction.atomic
def seed_products(*, actor: Actor, on: dt.date, at: dt.datetime) -> list[ProductVersion]:
    """Make and publish the products that are missing; those there already are left alone."""
    made = []
    for code, facts in SEED.items():
        terms = dict(facts)
        product, is_new = Product.objects.get_or_create(
            code=code, defaults={"name_zh": terms.pop("name_zh"), "name_en": terms.pop("name_en")}
        )
        if not is_new:
            continue
        version = ProductVersion.objects.create(product=product, number=1, **terms)
        log_move(version, source="", actor=actor)
        record("products.create_version", actor=actor, subject=version, details={"product": code})
        move(version, "send_to_review", actor=actor, at=at)
        made.append(publish_version(version_id=version.pk, actor=actor, on=on, at=at))
    return made
