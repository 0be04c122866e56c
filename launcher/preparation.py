"""Brings database, static files and translations up to the code; does nothing twice."""

import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from launcher import processes
from launcher.errors import ServiceFailed
from launcher.home import REPOSITORY, Home, say
from launcher.processes import Child
from launcher.services import Services
from launcher.venv import Environment


class Preparation:
    """The steps between running services and a running platform."""

    def __init__(self, home: Home, venv: Environment, services: Services) -> None:
        self._home = home
        self._venv = venv
        self._services = services
        folder = services.database_folder
        # What belongs to our database is remembered beside it, so that both vanish together;
        # a database that is not ours may be changed by others, so its schema is always compared.
        self._database_is_ours = folder is not None
        elsewhere = sha256(services.environment["DATABASE_URL"].encode()).hexdigest()[:16]
        self._database_marks = (folder or home.path / f"database-{elsewhere}") / "prepared.json"
        self._database_marks.parent.mkdir(exist_ok=True)
        self._file_marks = home.path / "prepared.json"

    def compile_messages(self) -> None:
        """Compile translations whose source is newer, without the gettext tools."""
        sources = REPOSITORY.glob("**/locale/*/LC_MESSAGES/*.po")
        stale = [po for po in sources if _is_older(po.with_suffix(".mo"), po)]
        readable_only = [po for po in stale if not os.access(po.parent, os.W_OK)]
        if readable_only:
            say(f"{readable_only[0].parent} cannot be written: its translations stay as they are.")
        stale = [po for po in stale if po not in readable_only]
        if stale:
            script = REPOSITORY / "launcher" / "compile_messages.py"
            self._run("compile_messages", [script, *stale])

    def bring_up_to_date(self) -> None:
        """Migrate and collect static files, side by side: each keeps one processor busy."""
        collecting = self._start_collecting()
        try:
            self.migrate()
        except BaseException:
            processes.stop([collecting] if collecting else [])
            raise
        if collecting:
            _finish(collecting)
            self._mark(self._file_marks, "static", self._static_digest())

    def migrate(self) -> None:
        """Bring the schema up to the code, as the role that owns it."""
        # What roles may do is written by `prepare_installation`, so it is brought up to date here too.
        sources = [*REPOSITORY.glob("*/migrations/*.py"), *REPOSITORY.glob("*/role_permissions.py")]
        digest = _digest(sources, self._venv.fingerprint())
        if self._database_is_ours and _read(self._database_marks).get("migrations") == digest:
            return
        say("Migrating the database ...")
        self._manage("migrate", "--no-input")
        self._manage("prepare_installation")
        self._mark(self._database_marks, "migrations", digest)

    def _start_collecting(self) -> Child | None:
        """Start to collect static files with names that change with their content."""
        collected = self._home.path / "static" / "staticfiles.json"
        if collected.exists() and _read(self._file_marks).get("static") == self._static_digest():
            return None
        say("Collecting static files ...")
        return self._start_manage("collectstatic", "--no-input", "--clear", "-v", "0")

    def _static_digest(self) -> str:
        sources = [path for path in REPOSITORY.glob("*/static/**/*") if path.is_file()]
        return _digest(sources, self._venv.fingerprint())

    def start_seeding(self) -> Child | None:
        """Start filling an empty installation with the demo, once."""
        if not any(REPOSITORY.glob("*/management/commands/seed_demo.py")):
            return None
        if _read(self._database_marks).get("demo"):
            return None
        say("Seeding the demo ...")
        return self._start_manage("seed_demo")

    def finish_seeding(self, seeding: Child) -> None:
        """Wait for the demo and remember that it is there.

        Raises:
            ServiceFailed: it could not be seeded.
        """
        _finish(seeding)
        self._mark(self._database_marks, "demo", "seeded")

    def _manage(self, *arguments: str) -> None:
        _finish(self._start_manage(*arguments))

    def _start_manage(self, *arguments: str) -> Child:
        return processes.start(
            arguments[0],
            [self._venv.python, REPOSITORY / "manage.py", *arguments],
            log=self._home.logs / f"{arguments[0]}.log",
            environment=self._services.environment,
        )

    def _run(self, name: str, command: list[object]) -> None:
        log = self._home.logs / f"{name}.log"
        _finish(processes.start(name, [self._venv.python, *command], log=log, cwd=REPOSITORY))

    @staticmethod
    def _mark(path: Path, name: str, value: str) -> None:
        path.write_text(json.dumps({**_read(path), name: value}), encoding="utf-8")


def _finish(child: Child) -> None:
    try:
        status = child.process.wait()
    except BaseException:
        processes.stop([child])
        raise
    if status:
        raise ServiceFailed(f"{child.name} failed: {child.last_words()} (more in {child.log})")


def _read(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def _is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def _digest(paths: Iterable[Path], *more: str) -> str:
    total = sha256("\n".join(more).encode())
    for path in sorted(paths):
        total.update(str(path.relative_to(REPOSITORY)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()
