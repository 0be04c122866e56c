"""Children: how they start, end and are seen."""

import signal
import subprocess
import sys
from pathlib import Path

from launcher import processes
from tests.foundation.live_services import wait_until

_STUBBORN = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('here', flush=True); time.sleep(600)"
)


def test_a_zombie_is_not_alive() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    wait_until("a zombie", lambda: processes.process_state(child.pid) == "Z")

    assert not processes.is_living(child.pid)

    child.wait()
    assert processes.process_state(child.pid) is None


def test_a_child_that_ignores_the_polite_signal_is_killed(tmp_path: Path) -> None:
    child = processes.start(
        "stubborn",
        [sys.executable, "-c", _STUBBORN],
        log=tmp_path / "log",
        farewell=((signal.SIGTERM, 0.2), (signal.SIGKILL, 5)),
    )
    wait_until("its start", lambda: "here" in (tmp_path / "log").read_text("utf-8"))

    processes.stop([child])

    assert child.process.returncode == -signal.SIGKILL


def test_grandchildren_do_not_stay_behind(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys; print(subprocess.Popen(['sleep', '600']).pid, flush=True);"
        "sys.stdin.read()"
    )
    child = processes.start("parent", [sys.executable, "-c", script], log=tmp_path / "log")
    wait_until("its child", lambda: (tmp_path / "log").read_text("utf-8").strip() != "")
    grandchild = int((tmp_path / "log").read_text("utf-8"))

    processes.stop([child])

    wait_until("the end", lambda: not processes.is_living(grandchild), seconds=5)


def test_last_words_are_the_last_line_of_the_log(tmp_path: Path) -> None:
    child = processes.start(
        "speaker", [sys.executable, "-c", "print('first'); print('last\\n')"], log=tmp_path / "log"
    )
    child.process.wait()

    assert child.last_words() == "last"
    processes.stop([child])
