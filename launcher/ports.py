"""TCP ports on the loopback interface."""

import socket

from launcher.errors import LauncherError

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether something could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """Return a port that is free now; another process may still be quicker."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def insist(port: int) -> None:
    """Refuse a port that is taken.

    Raises:
        LauncherError: something listens there, or we may not.
    """
    if not is_free(port):
        raise LauncherError(
            f"Port {port} on {LOOPBACK} is taken or not allowed; choose another with --port N."
        )
