"""The platform as real processes over this test process's database, for journeys."""

import os
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from config.celery import heartbeat
from config.health import HEARTBEAT_KEY
from launcher import ports, processes
from launcher.processes import Child
from tests.foundation.databases import REPOSITORY, worker_database

_FAREWELL = ((signal.SIGTERM, 5), (signal.SIGKILL, 5))


def wait_until(
    what: str, holds: Callable[[], bool], *, seconds: float = 20, every: float = 0.05
) -> None:
    """Wait for another process to do something.

    Raises:
        TimeoutError: it did not; the text names what was waited for.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds} s for {what}.")
        time.sleep(every)


@dataclass
class LiveServices:
    """Addresses of the running platform and of its sandbox."""

    url: str
    sandbox_url: str
    state: Path
    environment: dict[str, str]
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str | Path]) -> Child:
        """Start one more process in the same environment."""
        child = processes.start(
            name,
            command,
            log=self.state / f"{name}.log",
            environment=self.environment,
            cwd=REPOSITORY,
            farewell=_FAREWELL,
        )
        self.children.append(child)
        return child

    def start_worker(self) -> Child:
        """Start a Celery worker; a journey may stop it, or kill it and start another."""
        return self.start(
            "worker",
            [
                *(sys.executable, "-m", "celery", "-A", "config.celery", "--skip-checks"),
                *("worker", "--pool", "threads", "--concurrency", "2"),
                *("--without-gossip", "--without-mingle"),
            ],
        )

    def manage(self, *arguments: str) -> Child:
        """Start a management command; wait for it with ``.process.wait()``."""
        return self.start(arguments[0], [sys.executable, REPOSITORY / "manage.py", *arguments])

    def log_of(self, name: str) -> str:
        """Return what a process wrote."""
        return (self.state / f"{name}.log").read_text("utf-8", errors="replace")

    def hold_workers(self) -> None:
        """Freeze the workers: outside of journeys nobody but the test may act on its database."""
        self._signal_workers(signal.SIGSTOP)

    def let_workers_go(self) -> None:
        """Let frozen workers go on."""
        self._signal_workers(signal.SIGCONT)

    def _signal_workers(self, number: signal.Signals) -> None:
        for child in self.children:
            if child.name == "worker" and child.is_alive():
                child.process.send_signal(number)

    def stop(self) -> None:
        """Stop all of them."""
        self.let_workers_go()
        processes.stop(self.children)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _wait_for(child: Child, url: str, *, seconds: float = 40) -> None:
    def is_up() -> bool:
        if not child.is_alive():
            pytest.fail(f"{child.name} has stopped: {child.log.read_text('utf-8')[-3000:]}")
        return _answers(url)

    try:
        wait_until(f"{child.name} at {url}", is_up, seconds=seconds)
    except TimeoutError as error:
        pytest.fail(f"{error}\n{child.log.read_text('utf-8')[-3000:]}")


def _environment(url: str, sandbox_url: str, state: Path) -> dict[str, str]:
    without_owner = {k: v for k, v in os.environ.items() if k != "DATABASE_OWNER_URL"}
    return {
        **without_owner,
        "DATABASE_URL": worker_database.url,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "LOANWRIGHT_HOME": str(state),
        "LOANWRIGHT_PUBLIC_URL": url,
        "LOANWRIGHT_BIND": url.removeprefix("http://"),
        "LOANWRIGHT_WEB_WORKERS": "1",
        "LOANWRIGHT_TEST_SERVES_STATIC": "1",
        "LOANWRIGHT_LOG_LEVEL": "INFO",
        "SANDBOX_URL": sandbox_url,
        "SANDBOX_BANK_SECRET": os.environ["LOANWRIGHT_BANK_SECRET"],
        "SANDBOX_CALLBACK_URL": url,
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture(scope="session")
def _platform(django_db_setup: None) -> Iterator[LiveServices]:
    url = f"http://{ports.LOOPBACK}:{ports.any_free()}"
    sandbox_port = ports.any_free()
    sandbox_url = f"http://{ports.LOOPBACK}:{sandbox_port}"
    with tempfile.TemporaryDirectory(prefix="loanwright-live-") as folder:
        state = Path(folder)
        live = LiveServices(url, sandbox_url, state, _environment(url, sandbox_url, state))
        try:
            command = [sys.executable, "-m", "sandbox", "--port", str(sandbox_port)]
            (state / "sandbox").mkdir()
            sandbox = live.start("sandbox", [*command, "--state", state / "sandbox"])
            gunicorn = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]
            web = live.start("web", [*gunicorn, "config.wsgi:application"])
            live.start_worker()
            _wait_for(sandbox, f"{sandbox_url}/health")
            _wait_for(web, f"{url}/health/ready")
            yield live
        finally:
            live.stop()


@pytest.fixture
def live_services(
    _platform: LiveServices, fresh_database: object, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveServices]:
    """Return the running platform over a database that this test may fill by commits.

    The processes live as long as the test session; what a test leaves in the database goes with
    its database. Settings of this process follow the live addresses.
    """
    for name in ("SANDBOX_URL", "BANK_URL", "IDENTITY_URL", "BUREAU_URL", "SMS_URL"):
        monkeypatch.setattr(settings, name, _platform.sandbox_url)
    monkeypatch.setattr(settings, "PUBLIC_URL", _platform.url)
    _platform.let_workers_go()
    # The cache went with the last test's database: hear from the worker again.
    heartbeat.delay()
    wait_until("the worker", lambda: cache.get(HEARTBEAT_KEY) is not None)
    yield _platform
    _platform.hold_workers()
