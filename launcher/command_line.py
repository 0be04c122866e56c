"""The arguments of ``./run``, and how it ends."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from launcher.errors import LauncherError, StopRequested
from launcher.home import Home
from launcher.manage import manage
from launcher.serve import serve
from launcher.testing import run_tests

_PORT_DEFAULT = 8000
_USAGE = """\
  ./run [--port N] [--no-demo]    set up what is missing, start everything, stop it with Ctrl-C
  ./run test [pytest arguments]   run the tests on services of their own
  ./run manage COMMAND ...        run a management command against the running set,
                                  or against services started for it

State lies in var/, or in the folder that LOANWRIGHT_HOME names. DATABASE_URL and REDIS_URL
replace the embedded PostgreSQL and Valkey.
"""


def main(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status; every refusal is one line."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _request_stop)
    try:
        return _dispatch(list(arguments))
    except StopRequested:
        # Stopping is how serving ends; a command or a test run was cut off.
        return 130 if list(arguments[:1]) in (["test"], ["manage"]) else 0
    except LauncherError as error:
        print(f"run: {error}", file=sys.stderr)
        return error.exit_status


def _request_stop(number: int, frame: FrameType | None) -> None:
    # Asked once is enough: what follows is stopping, which must not be interrupted.
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise StopRequested


def _dispatch(arguments: list[str]) -> int:
    if arguments[:1] == ["test"]:
        return run_tests(Home.from_environment(), arguments[1:])
    if arguments[:1] == ["manage"]:
        if not arguments[1:]:
            raise LauncherError("./run manage needs a command: ./run manage help")
        return manage(Home.from_environment(), arguments[1:])
    options = _parse(arguments)
    serve(Home.from_environment(), port=options.port, with_demo=not options.no_demo)
    return 0


class _Parser(argparse.ArgumentParser):
    """Refuses like everything else here: in one line."""

    def error(self, message: str) -> NoReturn:
        raise LauncherError(f"{message} (see ./run --help)")


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = _Parser(
        prog="./run",
        usage=_USAGE.lstrip(),
        add_help=True,
        allow_abbrev=False,
    )
    port = os.environ.get("LOANWRIGHT_PORT", str(_PORT_DEFAULT))
    parser.add_argument("--port", type=_port, default=port, metavar="N")
    parser.add_argument("--no-demo", action="store_true")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise LauncherError(f"--port must be a number from 1 to 65535, not {text!r}.")
    return int(text)
