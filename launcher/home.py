"""The state folder: where an installation keeps its data, its secrets and who is using it."""

import fcntl
import json
import os
import secrets
import string
import sys
from base64 import b64encode
from pathlib import Path
from typing import IO, Any

from launcher.errors import LauncherError

REPOSITORY = Path(__file__).resolve().parent.parent


def say(text: str) -> None:
    """Tell the person at the terminal; standard output belongs to commands."""
    print(text, file=sys.stderr, flush=True)


def write_private(path: Path, text: str) -> None:
    """Write a file that only this account can read, all of it or nothing."""
    temporary = path.with_name(f"{path.name}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)


class Home:
    """One installation's state folder, ``var/`` unless ``LOANWRIGHT_HOME`` names another."""

    def __init__(self, path: Path, *, within: Path | None = None) -> None:
        self.path = path
        # The folder that was named for us; this one may lie inside of it.
        self.root = within or path
        self.logs = path / "log"
        self._lock: IO[str] | None = None
        self._guests: IO[str] | None = None

    @classmethod
    def from_environment(cls) -> "Home":
        """Open the state folder, making it when it is missing.

        Raises:
            LauncherError: the folder cannot be made or written.
        """
        named = os.environ.get("LOANWRIGHT_HOME")
        path = Path(named).expanduser().absolute() if named else REPOSITORY / "var"
        home = cls(path)
        try:
            if not path.exists():
                path.mkdir(parents=True, mode=0o700)
            home.logs.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise LauncherError(f"The state folder {path} cannot be used: {error.strerror}.")
        if not os.access(path, os.W_OK | os.X_OK) or not os.access(home.logs, os.W_OK):
            raise LauncherError(
                f"The state folder {path} belongs to another account; "
                "set LOANWRIGHT_HOME to a folder of your own."
            )
        return home

    def claim(self, purpose: str) -> bool:
        """Become the one that starts and stops services here; False when somebody else is."""
        lock = open(self.path / "run.lock", "a+", encoding="utf-8")  # noqa: SIM115
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        lock.truncate(0)
        lock.write(f"{os.getpid()} {purpose}")
        lock.flush()
        self._lock = lock
        self.running_path.unlink(missing_ok=True)
        return True

    def holder(self) -> str:
        """Say who has claimed the folder: process id and purpose."""
        pid, _, purpose = (self.path / "run.lock").read_text(encoding="utf-8").partition(" ")
        return f"process {pid}, {purpose}" if purpose else "another process"

    @property
    def running_path(self) -> Path:
        """Where the claimer writes how to reach its services."""
        return self.path / "running.json"

    def publish(self, environment: dict[str, str]) -> None:
        """Let ``./run manage`` find the running services."""
        write_private(self.running_path, json.dumps({"environment": environment}))

    def published(self) -> dict[str, str] | None:
        """Return the environment of the running services, or None while there is none."""
        try:
            found: dict[str, Any] = json.loads(self.running_path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return dict(found["environment"])

    def join(self) -> None:
        """Use services that another process stops: it waits for us before it does."""
        self._guests = open(self.path / "guests.lock", "a", encoding="utf-8")  # noqa: SIM115
        fcntl.flock(self._guests, fcntl.LOCK_SH)

    def wait_for_guests(self) -> None:
        """Wait until every guest is done."""
        with open(self.path / "guests.lock", "a", encoding="utf-8") as guests:
            fcntl.flock(guests, fcntl.LOCK_EX)

    def release(self) -> None:
        """Give the claim up."""
        if self._lock is not None:
            self.running_path.unlink(missing_ok=True)
            self._lock.truncate(0)
            self._lock.close()
            self._lock = None

    def secrets(self) -> dict[str, str]:
        """Return this installation's secrets, made on its first start and kept ever after."""
        path = self.path / "secrets.json"
        kept: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        fresh = {
            "LOANWRIGHT_SECRET_KEY": secrets.token_urlsafe(64),
            "LOANWRIGHT_FIELD_KEYS": f"k1:{_key()}",
            "LOANWRIGHT_BLIND_INDEX_KEY": _key(),
            "LOANWRIGHT_BANK_SECRET": secrets.token_urlsafe(48),
            "LOANWRIGHT_SEAL_PASSPHRASE": secrets.token_urlsafe(32),
            "POSTGRES_PASSWORD": password(),
            "OWNER_PASSWORD": password(),
            "APP_PASSWORD": password(),
            "VALKEY_PASSWORD": password(),
        }
        if fresh.keys() - kept.keys():
            kept = {**fresh, **kept}
            write_private(path, json.dumps(kept, indent=1))
        return kept


def password() -> str:
    """Make a password that needs no quoting in a URL, in SQL or in a configuration file."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(40))


def _key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()
