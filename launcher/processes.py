"""Child processes that cannot outlive the launcher, however it ends."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launcher.errors import ServiceFailed

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _die_with_parent(with_signal: signal.Signals, parent: int) -> Callable[[], None]:
    """Return what a child runs before its program: ask the kernel for a signal at our death.

    It runs after the change of account, because that change would clear the request again.
    """

    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
            if os.getppid() != parent:  # we died between the fork and the request
                os._exit(1)

    return prepare


@dataclass(frozen=True)
class Account:
    """An account without rights that PostgreSQL runs as when we are root, which it refuses."""

    name: str
    uid: int
    gid: int

    @classmethod
    def unprivileged(cls) -> "Account | None":
        """Return ``postgres`` or ``nobody`` when we are root, else None: we run it ourselves."""
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(name, entry.pw_uid, entry.pw_gid)
        raise ServiceFailed("PostgreSQL cannot run as root, and there is no account 'nobody'.")

    def can_reach(self, path: Path) -> bool:
        """Whether this account may enter the folder or run the file."""
        tested = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
            check=False,
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=[],
        )
        return tested.returncode == 0


@dataclass
class Child:
    """A process that we started and that we stop."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    # In order of growing impatience, with the seconds each is given.
    farewell: Sequence[tuple[signal.Signals, float]] = field(
        default=((signal.SIGTERM, 10), (signal.SIGKILL, 5))
    )

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def last_words(self) -> str:
        """Return the last line of its log that says anything."""
        try:
            lines = self.log.read_text("utf-8", errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1][:300] if lines else ""


def start(
    name: str,
    command: Sequence[object],
    *,
    log: Path,
    environment: dict[str, str] | None = None,
    account: Account | None = None,
    cwd: Path | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    farewell: Sequence[tuple[signal.Signals, float]] | None = None,
) -> Child:
    """Start a child in a process group of its own, with its output in a log."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/" if account else cwd,
            env=environment,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=_die_with_parent(death_signal, os.getpid()),  # noqa: PLW1509 - no threads
        )
    child = Child(name, process, log)
    if farewell is not None:
        child.farewell = farewell
    return child


def stop(children: Sequence[Child]) -> None:
    """Stop children together, and whatever their process groups still hold."""
    waiting = [child for child in children if child.is_alive()]
    step = 0
    while waiting:
        pause = 0.0
        for child in waiting:
            number, seconds = child.farewell[min(step, len(child.farewell) - 1)]
            _signal(child, number)
            pause = max(pause, seconds)
        deadline = time.monotonic() + pause
        while waiting and time.monotonic() < deadline:
            waiting = [child for child in waiting if child.is_alive()]
            time.sleep(0.02)
        step += 1
    for child in children:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)


def _signal(child: Child, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        if number == signal.SIGKILL:
            os.killpg(child.process.pid, number)
        else:
            child.process.send_signal(number)


def process_state(pid: int) -> str | None:
    """Return the state letter of a process from /proc, None when there is none.

    A zombie is ``Z``: it answers signal 0 as if it lived, which is why nobody is asked that way.
    """
    try:
        status = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace")
    except OSError:
        return None
    return status.rpartition(")")[2].split()[0]


def is_living(pid: int) -> bool:
    """Whether the process runs and is no zombie."""
    return process_state(pid) not in {None, "Z", "X"}
