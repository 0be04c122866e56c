from __future__ import annotations

import time

import pytest
from django.test import Client

from accounts.models import Borrower
from tests.factories.accounts import make_borrower


@pytest.fixture(autouse=True)
def _open(books_open) -> None:
    """Every page needs an open business date."""


@pytest.fixture
def borrower() -> Borrower:
    return make_borrower(phone="+8613812345678")


@pytest.fixture
def newcomer() -> Borrower:
    return make_borrower(phone="+8613812340000", is_verified=False, purposes=("terms", "privacy"))


def signed_in(borrower: Borrower, *, minutes_ago: int = 0) -> Client:
    """A browser with a session of this borrower, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(borrower.user)
    session = client.session
    session["confirmed_at"] = int(time.time()) - minutes_ago * 60
    session.save()
    return client
