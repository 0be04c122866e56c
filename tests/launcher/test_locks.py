"""The two locks agree, and name packages, versions and hashes only."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def _pins(name: str) -> dict[str, str]:
    text = (REPOSITORY / name).read_text("utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+(?:\[[^]]*\])?)==(\S+)", text, flags=re.MULTILINE))


def test_what_runs_is_what_is_tested() -> None:
    runtime, development = _pins("requirements.txt"), _pins("requirements-dev.txt")

    assert runtime
    assert {name: development.get(name) for name in runtime} == runtime


def test_every_package_has_hashes_and_no_address_of_a_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (REPOSITORY / name).read_text("utf-8")
        assert "://" not in text
        for entry in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]:
            assert "--hash=sha256:" in entry, entry.splitlines()[0]
