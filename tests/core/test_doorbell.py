"""The doorbell: everybody answers, whoever breaks."""

from __future__ import annotations

import pytest

from core import doorbell
from tests.core.conftest import NOON


@pytest.fixture(autouse=True)
def _nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "_answers", {})


def test_everybody_answers_in_order() -> None:
    heard: list[object] = []
    doorbell.register("first", lambda at: heard.append(("first", at)))
    doorbell.register("second", lambda at: heard.append(("second", at)))

    assert doorbell.answer_all(at=NOON) == ["first", "second"]
    assert heard == [("first", NOON), ("second", NOON)]


def test_one_that_breaks_holds_nobody_else_up() -> None:
    heard: list[object] = []

    def broken(at: object) -> None:
        raise ZeroDivisionError

    doorbell.register("broken", broken)
    doorbell.register("sound", heard.append)

    with pytest.raises(ExceptionGroup) as raised:
        doorbell.answer_all(at=NOON)
    assert heard == [NOON]
    assert "broken" in raised.value.exceptions[0].__notes__[0]
