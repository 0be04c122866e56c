"""The commands `day_end` and `working_days` (INTERFACES section 1)."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from core.calendar.business_date import open_date, set_open_date

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 2, 23)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command(*arguments)
    return capsys.readouterr().out


@time_machine.travel("2026-02-26T09:00:00+08:00", tick=True)
def test_day_end_closes_every_date_before_today(capsys, day_end_steps) -> None:
    set_open_date(on=MONDAY)

    closed = json.loads(run(capsys, "day_end", "--json"))

    assert [day["date"] for day in closed["dates"]] == ["2026-02-23", "2026-02-24", "2026-02-25"]
    assert set(closed["dates"][0]) == {"date", "seconds", "steps", "quarantined"}
    assert json.loads(run(capsys, "day_end", "--json")) == {"dates": []}
    assert "open business date: 2026-02-26" in run(capsys, "day_end")


@pytest.mark.parametrize("option", ["--date", "--until"])
@time_machine.travel("2026-02-26T09:00:00+08:00", tick=True)
def test_day_end_refuses_today_outside_a_sandbox_in_one_line(
    capsys, settings, day_end_steps, option: str
) -> None:
    settings.INSTALLATION_IS_SANDBOX = False
    set_open_date(on=MONDAY)

    with pytest.raises(CommandError) as refused:
        call_command("day_end", option, "2026-02-26")

    assert refused.value.returncode == 2
    assert str(refused.value).count("\n") == 0
    assert "2026-02-26" in str(refused.value)
    assert open_date() == MONDAY


@time_machine.travel("2026-02-26T09:00:00+08:00", tick=True)
def test_day_end_goes_into_the_future_in_a_sandbox(capsys, settings, day_end_steps) -> None:
    settings.INSTALLATION_IS_SANDBOX = True
    set_open_date(on=MONDAY)

    out = run(capsys, "day_end", "--until", "2026-03-05")

    assert out.count("closed in") == 11
    assert open_date() == dt.date(2026, 3, 6)


def test_day_end_names_a_wrong_date() -> None:
    with pytest.raises(CommandError, match="2026-01-31"):
        call_command("day_end", "--date", "2026-13-01")


@pytest.mark.parametrize(
    ("start", "add", "deadline"),
    [
        ("2026-02-13", 1, "2026-02-14"),  # a make-up Saturday before the Spring Festival
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-09-24", 15, "2026-10-22"),
        ("2026-03-02", 0, "2026-03-02"),
    ],
)
def test_working_days_prints_the_deadline(capsys, start: str, add: int, deadline: str) -> None:
    out = run(capsys, "working_days", "--from", start, "--add", str(add))
    assert out.strip() == deadline

    found = json.loads(run(capsys, "working_days", "--from", start, "--add", str(add), "--json"))
    assert found == {
        "from": start,
        "add": add,
        "country": "CN",
        "deadline": deadline,
        "official": True,
    }


def test_working_days_warns_of_a_year_without_an_official_calendar(capsys) -> None:
    call_command("working_days", "--from", "2026-12-24", "--add", "15", "--json")
    printed = capsys.readouterr()

    assert json.loads(printed.out)["official"] is False
    assert "2027" in printed.err
    assert "2026" not in printed.err


@pytest.mark.parametrize(
    "arguments", [["--add", "-1"], ["--add", "999999"], ["--add", "1", "--country", "XX"]]
)
def test_working_days_refuses_what_it_cannot_count(arguments: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("working_days", "--from", "2026-01-05", *arguments)
    assert refused.value.returncode == 2
