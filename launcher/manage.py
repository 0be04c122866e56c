"""``./run manage COMMAND``: a management command with the services it needs."""

import os
import subprocess
import time
from collections.abc import Sequence

from launcher.errors import LauncherError, StopRequested
from launcher.home import REPOSITORY, Home
from launcher.preparation import Preparation
from launcher.services import Services
from launcher.venv import RUNTIME, Environment

_START_SECONDS_MAX = 180


def manage(home: Home, arguments: Sequence[str]) -> int:
    """Run a command against the running set, or start the services for it; return its status.

    Raises:
        LauncherError: the services cannot be started.
    """
    venv = Environment(home)
    if home.claim(f"./run manage {arguments[0]}"):
        try:
            return _with_own_services(home, venv, arguments)
        finally:
            home.release()
    home.join()
    return _run(venv, arguments, _wait_for_services(home))


def _with_own_services(home: Home, venv: Environment, arguments: Sequence[str]) -> int:
    venv.prepare(RUNTIME)
    services = Services(home, venv)
    try:
        services.start()
        preparation = Preparation(home, venv, services)
        preparation.compile_messages()
        if arguments[0] not in {"migrate", "makemigrations", "check"}:
            preparation.migrate()
        home.publish(services.for_publishing())
        status = _run(venv, arguments, services.environment)
        home.wait_for_guests()
        return status
    finally:
        services.stop()


def _wait_for_services(home: Home) -> dict[str, str]:
    deadline = time.monotonic() + _START_SECONDS_MAX
    while time.monotonic() < deadline:
        environment = home.published()
        if environment is not None:
            return environment
        time.sleep(0.1)
    raise LauncherError(f"The services of {home.path} do not start ({home.holder()}).")


def _run(venv: Environment, arguments: Sequence[str], environment: dict[str, str]) -> int:
    """Run the command in our place: its output, input, folder and signals are ours."""
    command = subprocess.Popen(
        [str(venv.python), str(REPOSITORY / "manage.py"), *arguments],
        env={**os.environ, **environment, **_choices_of_the_caller()},
    )
    try:
        return command.wait()
    except StopRequested:
        command.terminate()
        command.wait()
        raise


def _choices_of_the_caller() -> dict[str, str]:
    """Return what the caller may choose for one command, whatever the running set has."""
    names = ("LOANWRIGHT_DB_ROLE", "LOANWRIGHT_LOG_LEVEL", "DJANGO_SETTINGS_MODULE", "LANGUAGE")
    return {name: os.environ[name] for name in names if name in os.environ}
