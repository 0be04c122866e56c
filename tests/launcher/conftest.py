"""Installations of their own for the tests of the launcher."""

from collections.abc import Iterator

import pytest

from tests.launcher.installation import Installation


@pytest.fixture
def installation() -> Iterator[Installation]:
    """Return an empty installation that is removed afterwards."""
    made = Installation()
    yield made
    made.remove()
