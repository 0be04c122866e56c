"""``./run`` from the first start to the last trace of it."""

import json
import os
import signal
import stat
import time
import urllib.request

import pytest

from launcher import ports
from tests.launcher.installation import Installation

_TRY_TO_PASS_BY_THE_GUARDS = """
from django.db import connection
for statement in ("SELECT current_user", "TRUNCATE django_session", "DROP TABLE django_session"):
    with connection.cursor() as cursor:
        try:
            cursor.execute(statement)
            print(cursor.fetchone()[0])
        except Exception as error:
            print(type(error).__name__)
"""


def _get(url: str) -> tuple[int, dict[str, object]]:
    with urllib.request.urlopen(url) as answer:
        return answer.status, json.loads(answer.read())


def test_it_serves_refuses_a_second_start_and_leaves_nothing(installation: Installation) -> None:
    port = ports.any_free()

    printed = installation.serve(port)

    assert printed[-1] == f"ready: http://127.0.0.1:{port}/", printed
    status, body = _get(f"http://127.0.0.1:{port}/health/ready")
    assert (status, body["status"]) == (200, "ok")

    # A second start on the same state, and a command against the running set.
    second = installation.run("--port", str(ports.any_free()))
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert "Another ./run uses the state folder" in second.stderr
    command = installation.run("manage", "shell", "-v", "0", "-c", _TRY_TO_PASS_BY_THE_GUARDS)
    assert command.stdout.split() == ["loanwright_app", "ProgrammingError", "ProgrammingError"]
    assert command.returncode == 0

    # Processes that serve people do not even know the owner's password.
    owner = b"DATABASE_OWNER_URL="
    serving = [pid for pid in os.listdir("/proc") if pid.isdigit() and _is_gunicorn_of(pid, port)]
    assert serving
    assert not any(owner in _read(f"/proc/{pid}/environ") for pid in serving)
    secrets = installation.home / "secrets.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600

    assert installation.end(signal.SIGTERM) == 0
    assert installation.processes() == []
    assert ports.is_free(port)

    # The second start has nothing left to do.
    started = time.monotonic()
    printed = installation.serve(port)
    assert printed[-1].startswith("ready:"), printed
    assert "Migrating" not in "\n".join(printed)
    assert time.monotonic() - started < 30  # under 5 s on a quiet machine

    # Killed without a chance to clean up: the kernel tells its children.
    installation.end(signal.SIGKILL)
    installation.wait_until_nothing_is_left(seconds=20)

    # And the state is as good as before.
    command = installation.run("manage", "migrate", "--check")
    assert command.returncode == 0, command.stderr
    assert installation.processes() == []


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _is_gunicorn_of(pid: str, port: int) -> bool:
    bound = f"LOANWRIGHT_BIND=127.0.0.1:{port}".encode()
    return b"gunicorn" in _read(f"/proc/{pid}/cmdline") and bound in _read(f"/proc/{pid}/environ")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must give PostgreSQL another account")
def test_as_root_the_state_may_lie_below_a_closed_folder() -> None:
    installation = Installation(closed_above=True)
    try:
        above = installation.home.parent
        assert stat.S_IMODE(above.stat().st_mode) == 0o700

        command = installation.run("manage", "check")

        assert command.returncode == 0, command.stderr
        assert "System check identified" in command.stdout + command.stderr
        assert "its data lies in /var/lib/loanwright/" in command.stderr
        assert stat.S_IMODE(above.stat().st_mode) == 0o700
        assert installation.processes() == []
    finally:
        installation.remove()
