"""``./run test``: the tests on a PostgreSQL and a Valkey of their own."""

import subprocess
from collections.abc import Sequence

from launcher.errors import LauncherError, StopRequested
from launcher.home import REPOSITORY, Home
from launcher.preparation import Preparation
from launcher.services import Services
from launcher.venv import DEVELOPMENT, Environment

_PARALLEL = ("-n", "2")


def run_tests(home: Home, arguments: Sequence[str]) -> int:
    """Run pytest with the arguments and return its status.

    The test cluster stays in the state folder, so that its migrated template is there the next
    time; it is separate from the installation, which may be running meanwhile.

    Raises:
        LauncherError: a test run uses these services already, or they do not start.
    """
    tests = Home(home.path / "test", within=home.path)
    tests.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not tests.claim("./run test"):
        raise LauncherError(
            f"Another ./run test uses the state folder {home.path} ({tests.holder()}); "
            "wait for it, or set LOANWRIGHT_HOME to another folder."
        )
    venv = Environment(home)
    venv.prepare(DEVELOPMENT)
    services = Services(tests, venv, throwaway=True)
    try:
        services.start()
        Preparation(tests, venv, services).compile_messages()
        environment = {
            **services.environment,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "LOANWRIGHT_VENV": str(venv.path),
        }
        for name in ("LOANWRIGHT_PUBLIC_URL", "SANDBOX_URL"):
            environment.pop(name, None)
        return _pytest(venv, arguments, environment)
    finally:
        services.stop()
        tests.release()


def _pytest(venv: Environment, arguments: Sequence[str], environment: dict[str, str]) -> int:
    chosen = [] if any(_chooses_workers(argument) for argument in arguments) else _PARALLEL
    tests = subprocess.Popen(
        [str(venv.python), "-m", "pytest", *chosen, *arguments],
        cwd=REPOSITORY,
        env=environment,
    )
    try:
        return tests.wait()
    except StopRequested:
        tests.terminate()
        tests.wait()
        raise


def _chooses_workers(argument: str) -> bool:
    return argument.startswith(("-n", "--numprocesses")) or argument in {"--pdb", "-s"}
