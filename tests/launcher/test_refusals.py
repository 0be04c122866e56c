"""What ``./run`` refuses: one clear line each, status 2, and nothing started."""

import socket
from pathlib import Path

import pytest

from tests.launcher.installation import Installation


def _refusal(installation: Installation, *arguments: str, **environment: str) -> str:
    refused = installation.run(*arguments, **environment)
    assert refused.returncode == 2, refused.stdout + refused.stderr
    assert refused.stdout == ""
    assert refused.stderr.startswith("run: ")
    assert refused.stderr.count("\n") == 1, refused.stderr
    assert installation.processes() == []
    return refused.stderr


def test_a_port_that_is_taken(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        refusal = _refusal(installation, "--port", str(port))

    assert f"Port {port} on 127.0.0.1 is taken" in refusal
    assert "--port N" in refusal


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eight", "1e3", "８０００"])
def test_a_port_that_is_none(installation: Installation, port: str) -> None:
    assert "--port must be a number from 1 to 65535" in _refusal(installation, f"--port={port}")


@pytest.mark.parametrize("arguments", [["--demo"], ["serve"], ["--port"]])
def test_arguments_that_do_not_exist(installation: Installation, arguments: list[str]) -> None:
    assert "see ./run --help" in _refusal(installation, *arguments)


def test_manage_without_a_command(installation: Installation) -> None:
    assert "./run manage needs a command" in _refusal(installation, "manage")


def test_a_python_without_its_venv_module(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['ensurepip'] = None\n")
    missing = installation.home / "no-environment-here"

    refusal = _refusal(
        installation, "manage", "check", PYTHONPATH=str(tmp_path), LOANWRIGHT_VENV=str(missing)
    )

    assert "install python3-venv" in refusal


def test_a_state_folder_that_cannot_be_made(installation: Installation) -> None:
    file = installation.home / "a-file"
    file.touch()

    refusal = _refusal(installation, LOANWRIGHT_HOME=str(file / "state"))

    assert f"The state folder {file}/state cannot be used" in refusal
