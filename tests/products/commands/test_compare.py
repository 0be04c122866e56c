"""Comparing with published figures: counts, exit status, one line for a bad file."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

ORACLES = Path(__file__).parents[2] / "oracles"


def run(command: str, *arguments: str) -> tuple[str, str]:
    out, progress = io.StringIO(), io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=progress)
    return out.getvalue(), progress.getvalue()


@pytest.mark.parametrize(
    ("command", "name", "total"),
    [("compare_schedules", "schedules.json", 146), ("compare_rates", "apr.json", 56)],
)
def test_all_published_figures_are_equal(command: str, name: str, total: int) -> None:
    out, progress = run(command, str(ORACLES / name), "--json")

    assert json.loads(out) == {"total": total, "equal": total, "different": []}
    assert f"{total} of {total} compared" in progress


def test_a_difference_is_listed_and_exits_1(tmp_path: Path) -> None:
    document = json.loads((ORACLES / "apr.json").read_text(encoding="utf-8"))
    document["cases"] = [{**document["cases"][0], "expected_percent": "1.00"}]
    path = tmp_path / "rates.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    out = io.StringIO()

    with pytest.raises(SystemExit) as caught:
        call_command("compare_rates", str(path), stdout=out, stderr=io.StringIO())

    assert caught.value.code == 1
    assert out.getvalue().splitlines() == [
        "0 of 1 equal",
        "  cn-24cap-guarantee: theirs 1.00, ours 23.56456940",
    ]


@pytest.mark.parametrize("command", ["compare_schedules", "compare_rates"])
@pytest.mark.parametrize("content", ["{}", "[]", '{"vectors": [{}], "cases": [{}]}', "nonsense"])
def test_a_file_of_another_form_exits_2(tmp_path: Path, command: str, content: str) -> None:
    path = tmp_path / "vectors.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError) as caught:
        run(command, str(path))

    assert caught.value.returncode == 2
    assert str(path) in str(caught.value)
