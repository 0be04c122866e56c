"""What no test may do: reach the network, or wait by sleeping."""

import ipaddress
import socket
import time
from pathlib import Path
from typing import Any

import pytest

# These talk to real processes, which take the time they take.
_REAL_TIME_FOLDERS = ("launcher", "sandbox", "journeys", "concurrency", "foundation")
_TESTS = Path(__file__).resolve().parent.parent

_real_connect = socket.socket.connect
_real_sleep = time.sleep


class NetworkRefused(RuntimeError):
    """A test tried to leave this machine."""


class SleepRefused(RuntimeError):
    """A unit test tried to wait: give it a clock or the event it waits for instead."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers and close the network for the whole session."""
    config.addinivalue_line("markers", "real_time: may sleep; it waits for another process")
    config.addinivalue_line(
        "markers", "real_commits: commits for real; gets a fresh database afterwards"
    )
    socket.socket.connect = _connect_to_this_machine  # type: ignore[method-assign, assignment]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Open the network again for whatever runs after the tests."""
    socket.socket.connect = _real_connect  # type: ignore[method-assign]


def _connect_to_this_machine(self: socket.socket, address: Any) -> None:
    if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
        raise NetworkRefused(f"No test may connect to {address[0]}:{address[1]}.")
    _real_connect(self, address)


def _is_loopback(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _refuse_to_sleep(seconds: float) -> None:
    if seconds > 0:
        raise SleepRefused(f"time.sleep({seconds}) in a unit test; mark it real_time if it must.")


@pytest.fixture(autouse=True)
def _no_sleeping(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse ``time.sleep`` except where a test waits for a real process."""
    folder = request.path.relative_to(_TESTS).parts[0]
    is_free = (
        folder in _REAL_TIME_FOLDERS
        or request.node.get_closest_marker("real_time") is not None
        or "live_services" in request.fixturenames
    )
    if not is_free:
        monkeypatch.setattr(time, "sleep", _refuse_to_sleep)
