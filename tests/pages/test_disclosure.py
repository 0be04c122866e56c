"""Who lends, by what licence, at what cost: open to everybody (PP2, HF2)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from core.actors import System
from core.calendar.business_date import open_date
from products.services import seed_products


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("zh-hans", "好借"), ("en", "Good Loan")])
def test_everybody_sees_licence_products_and_rates(
    client: Client, language: str, word: str
) -> None:
    seed_products(actor=System("test"), on=open_date(), at=timezone.now())

    page = client.get("/disclosure/", headers={"accept-language": language}).content.decode()

    assert settings.LOANWRIGHT_INSTITUTION["licence_number"] in page
    assert word in page
    assert "18.25%" in page
