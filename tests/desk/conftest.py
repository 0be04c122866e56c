"""Officers signed in, and a small book to look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.states import Role
from tests.factories.accounts import make_staff

SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(db: object) -> SignIn:
    """Return a client that is signed in as a new officer of these roles; `.officer` is the officer."""

    def make(*roles: Role) -> Any:
        client: Any = Client()
        client.officer = make_staff(*roles)
        client.force_login(client.officer)
        return client

    return make
