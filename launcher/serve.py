"""``./run``: start everything, watch it, and stop everything."""

import json
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

from launcher import ports, processes
from launcher.errors import LauncherError, ServiceFailed
from launcher.home import REPOSITORY, Home
from launcher.preparation import Preparation
from launcher.processes import Child
from launcher.services import Services
from launcher.venv import RUNTIME, Environment

_READY_SECONDS_MAX = 90


class Platform:
    """Web, worker, beat and sandbox over running services."""

    def __init__(self, home: Home, venv: Environment, services: Services, *, port: int) -> None:
        self._home = home
        self._venv = venv
        self._services = services
        self._port = port
        self.url = f"http://{ports.LOOPBACK}:{port}"
        self.children: list[Child] = []
        self.sandbox_url = ""
        self._celery: list[object] = [
            venv.python,
            "-m",
            "celery",
            "-A",
            "config.celery",
            "--skip-checks",
        ]

    def choose_addresses(self) -> None:
        """Say where each part will listen, before anything that must know it starts."""
        environment = self._services.environment
        environment["LOANWRIGHT_PUBLIC_URL"] = environment.get("LOANWRIGHT_PUBLIC_URL", self.url)
        environment["LOANWRIGHT_BIND"] = f"{ports.LOOPBACK}:{self._port}"
        if "SANDBOX_URL" not in environment and (REPOSITORY / "sandbox" / "__main__.py").exists():
            following = self._port + 1
            sandbox = following if ports.is_free(following) else ports.any_free()
            self.sandbox_url = f"http://{ports.LOOPBACK}:{sandbox}"
            environment["SANDBOX_URL"] = self.sandbox_url

    def start_sandbox(self) -> None:
        """Start the outside world in a box, unless another one is named."""
        if not self.sandbox_url:
            return
        state = self._home.path / "sandbox"
        state.mkdir(exist_ok=True, mode=0o700)
        port = self.sandbox_url.rpartition(":")[2]
        environment = self._services.for_serving(
            SANDBOX_BANK_SECRET=self._services.environment["LOANWRIGHT_BANK_SECRET"],
            SANDBOX_CALLBACK_URL=self.url,
        )
        command = [self._venv.python, "-m", "sandbox", "--port", port, "--state", state]
        self._start("sandbox", command, environment)

    def start(self) -> None:
        """Start what readiness depends on: web and worker."""
        python = self._venv.python
        self._start(
            "web",
            [python, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi:application"],
            self._services.for_serving(LOANWRIGHT_PROCESS="web"),
        )
        self._start(
            "worker",
            [
                *self._celery,
                *("worker", "--concurrency", "2", "--without-gossip", "--without-mingle"),
            ],
            self._services.for_serving(LOANWRIGHT_PROCESS="worker"),
        )

    def start_beat(self) -> None:
        """Start the clock; it comes last, so that it takes no processor from those awaited."""
        schedule = self._home.path / "beat-schedule"
        self._start(
            "beat",
            [*self._celery, "beat", "--schedule", schedule, "--pidfile="],
            self._services.for_serving(LOANWRIGHT_PROCESS="beat"),
        )

    def wait_until_ready(self) -> None:
        """Wait until the platform says that it can serve.

        Raises:
            ServiceFailed: a part stopped, or it takes too long; says which and why.
        """
        deadline = time.monotonic() + _READY_SECONDS_MAX
        answer = "no answer"
        while time.monotonic() < deadline:
            self.insist_on_living()
            is_ready, answer = self._ask()
            if is_ready:
                return
            time.sleep(0.1)
        raise ServiceFailed(f"Not ready after {_READY_SECONDS_MAX} s: {answer}")

    def insist_on_living(self) -> None:
        """Check that everything that was started still runs.

        Raises:
            ServiceFailed: something has stopped by itself.
        """
        for child in [*self.children, *self._services.children]:
            if not child.is_alive():
                raise ServiceFailed(
                    f"{child.name} has stopped (status {child.process.returncode}): "
                    f"{child.last_words()} (more in {child.log})"
                )

    def stop(self) -> None:
        """Stop every process of the platform together."""
        processes.stop(self.children)
        self.children = []

    def _ask(self) -> tuple[bool, str]:
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5):  # noqa: S310
                return True, "ready"
        except urllib.error.HTTPError as error:
            checks = json.loads(error.read() or b"{}").get("checks", {})
            wrong = [f"{name} {c.get('problem', '')}" for name, c in checks.items() if not c["ok"]]
            return False, "; ".join(wrong) or f"status {error.code}"
        except (OSError, ValueError) as error:
            return False, str(error)

    def _start(self, name: str, command: list[object], environment: dict[str, str]) -> None:
        child = processes.start(
            name,
            command,
            log=self._home.logs / f"{name}.log",
            environment=environment,
            cwd=REPOSITORY,
            # A worker is given a moment for its task; a task that is cut off is done again.
            farewell=((signal.SIGTERM, 6), (signal.SIGQUIT, 3), (signal.SIGKILL, 5)),
        )
        self.children.append(child)


def serve(home: Home, *, port: int, with_demo: bool) -> None:
    """Set up what is missing, start everything, and watch it until asked to stop.

    Raises:
        LauncherError: the port or the state folder is taken, or something does not start.
        StopRequested: a signal asked us to stop; everything has been stopped.
    """
    if not home.claim(f"./run --port {port}"):
        raise LauncherError(
            f"Another ./run uses the state folder {home.path} ({home.holder()}); "
            "stop it, or set LOANWRIGHT_HOME to another folder."
        )
    ports.insist(port)
    venv = Environment(home)
    venv.prepare(RUNTIME)
    services = Services(home, venv)
    platform = Platform(home, venv, services, port=port)
    try:
        services.start()
        platform.choose_addresses()
        preparation = Preparation(home, venv, services)
        preparation.compile_messages()
        preparation.bring_up_to_date()
        platform.start_sandbox()
        platform.start()
        home.publish(services.for_publishing())
        seeding = preparation.start_seeding() if with_demo else None
        if seeding:
            preparation.finish_seeding(seeding)
        platform.wait_until_ready()
        platform.start_beat()
        _announce(home, platform)
        while True:
            time.sleep(0.5)
            platform.insist_on_living()
    finally:
        platform.stop()
        services.stop()
        home.release()


def _announce(home: Home, platform: Platform) -> None:
    print(f"\n  Borrowers   {platform.url}/")
    print(f"  Officers    {platform.url}/staff/")
    print(f"  Partners    {platform.url}/api/docs")
    if platform.sandbox_url:
        print(f"  Outside     {platform.sandbox_url}/  (bank, identity, bureau, text messages)")
    print(f"  Logs        {home.logs}")
    _announce_people(home.path / "demo.json")
    print(f"\nready: {platform.url}/", flush=True)


def _announce_people(path: Path) -> None:
    """Print who to sign in as, from what the demo left."""
    try:
        demo = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return
    print("\n  Sign in as")
    for person in demo.get("staff", []):
        print(f"    {person['username']:<24} {person['password']:<24} {person.get('role', '')}")
    for person in demo.get("borrowers", [])[:5]:
        print(f"    {person['username']:<24} {person['password']:<24} {person.get('note', '')}")
    print(f"  One-time secrets and the partner's keys: {path}")
