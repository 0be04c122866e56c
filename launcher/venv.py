"""The Python environment: made from the hashed lock, remade only when the lock changes."""

import importlib.util
import json
import os
import shutil
import sys
import time
from hashlib import sha256
from pathlib import Path

from launcher import processes
from launcher.errors import LauncherError
from launcher.home import REPOSITORY, Home, say

RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
_MARKER = "loanwright-locks.json"


class Environment:
    """A virtual environment that holds exactly what a lock says.

    ``LOANWRIGHT_VENV`` may name one that somebody else has made; that one is used as it is.
    """

    def __init__(self, home: Home) -> None:
        named = os.environ.get("LOANWRIGHT_VENV")
        self.path = Path(named).expanduser().absolute() if named else home.path / "venv"
        self._home = home
        self._is_foreign = (
            named is not None
            and (self.path / "bin" / "python").exists()
            and not (self.path / _MARKER).exists()
        )

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.path / "bin" / "python"

    @property
    def packages(self) -> Path:
        """Where its packages lie."""
        return next(self.path.glob("lib/python3.*/site-packages"))

    def fingerprint(self) -> str:
        """Change whenever what is installed changes."""
        if self._is_foreign:
            return str(self.path)
        return sha256(json.dumps(self._installed(), sort_keys=True).encode()).hexdigest()

    def prepare(self, lock: str) -> None:
        """Install what the lock names unless that has been done.

        Raises:
            LauncherError: an environment cannot be made, or something cannot be installed.
        """
        if self._is_foreign:
            return
        wanted = {"python": sys.version, lock: _digest(REPOSITORY / lock)}
        installed = self._installed()
        if wanted.items() <= installed.items() and self.python.exists():
            return
        if installed.get("python") != sys.version or not self.python.exists():
            self._make()
            installed = {}
        say(f"Installing the packages of {lock} (only when they change) ...")
        started = time.monotonic()
        self._install(lock)
        # Another lock may have been installed over by this one; only what is certain is kept.
        kept = {RUNTIME: _digest(REPOSITORY / RUNTIME)} if lock == DEVELOPMENT else {}
        (self.path / _MARKER).write_text(json.dumps({**kept, **wanted}), encoding="utf-8")
        say(f"Installed in {time.monotonic() - started:.0f} s.")

    def _installed(self) -> dict[str, str]:
        try:
            return dict(json.loads((self.path / _MARKER).read_text("utf-8")))
        except (OSError, ValueError):
            return {}

    def _make(self) -> None:
        for module, package in (("venv", "python3-venv"), ("ensurepip", "python3-venv")):
            if importlib.util.find_spec(module) is None:
                raise LauncherError(
                    f"This Python has no '{module}' module, so no environment can be made: "
                    f"install {package} (apt-get install {package})."
                )
        if self.path.exists():
            shutil.rmtree(self.path)
        log = self._home.logs / "install.log"
        making = processes.start("venv", [sys.executable, "-m", "venv", self.path], log=log)
        if making.process.wait():
            shutil.rmtree(self.path, ignore_errors=True)
            raise LauncherError(f"No environment can be made in {self.path}: {making.last_words()}")

    def _install(self, lock: str) -> None:
        log = self._home.logs / "install.log"
        command = [
            *(self.python, "-m", "pip", "install", "--require-hashes", "--no-deps"),
            *("--no-input", "--no-compile", "--disable-pip-version-check", "--quiet"),
            *("-r", REPOSITORY / lock),
        ]
        installing = processes.start("pip", command, log=log, cwd=REPOSITORY)
        try:
            status = installing.process.wait()
        except BaseException:
            processes.stop([installing])
            raise
        if status:
            raise LauncherError(
                f"The packages of {lock} cannot be installed: {installing.last_words()} "
                f"(more in {log})"
            )


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
