"""An installation of its own for a test: a state folder, and ``./run`` with it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from launcher.postgres import UNREACHABLE_HOMES
from tests.foundation.live_services import wait_until

REPOSITORY = Path(__file__).resolve().parent.parent.parent
# A test run has services of its own; an installation under test must not use those.
_NOT_OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


class Installation:
    """One state folder in a closed temporary folder, as ``mktemp -d`` makes them."""

    def __init__(self, *, closed_above: bool = False) -> None:
        self._top = Path(tempfile.mkdtemp(prefix="loanwright-installation-"))
        self.home = self._top / "state" if closed_above else self._top
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in _NOT_OURS and not name.startswith(("LOANWRIGHT_", "PYTEST_"))
        }
        self.environment = {
            **inherited,
            "LOANWRIGHT_HOME": str(self.home),
            "LOANWRIGHT_VENV": sys.prefix,
        }
        self.serving: subprocess.Popen[str] | None = None

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command line to its end."""
        return subprocess.run(
            [sys.executable, str(REPOSITORY / "run"), *arguments],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    def serve(self, port: int) -> list[str]:
        """Start serving and return what was printed up to ``ready:``."""
        self.serving = subprocess.Popen(
            [sys.executable, str(REPOSITORY / "run"), "--port", str(port), "--no-demo"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.serving.stdout is not None
        lines = []
        for line in self.serving.stdout:
            lines.append(line.rstrip("\n"))
            if line.startswith("ready:"):
                break
        return lines

    def end(self, number: signal.Signals) -> int:
        """Send a signal to what serves and return its exit status."""
        assert self.serving is not None
        self.serving.send_signal(number)
        status = self.serving.wait(timeout=60)
        assert self.serving.stdout is not None
        self.serving.stdout.close()
        self.serving = None
        return status

    def processes(self) -> list[str]:
        """Return the command lines of living processes that were started with this folder."""
        mark = f"LOANWRIGHT_HOME={self.home}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found

    def wait_until_nothing_is_left(self, *, seconds: float) -> None:
        """Wait for every process of this folder to end."""
        wait_until(f"the end of {self.processes()}", lambda: not self.processes(), seconds=seconds)

    def remove(self) -> None:
        """Stop what still runs and remove the folder."""
        if self.serving is not None:
            self.end(signal.SIGTERM)
        note = self.home / "postgres-elsewhere"
        if note.exists():
            elsewhere = Path(note.read_text("utf-8").strip())
            assert elsewhere.is_relative_to(UNREACHABLE_HOMES)
            shutil.rmtree(elsewhere)
        deadline = time.monotonic() + 5
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        shutil.rmtree(self._top)
