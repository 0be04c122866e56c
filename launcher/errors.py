"""What can go wrong while starting, each with one line for the person at the terminal."""


class LauncherError(Exception):
    """Nothing can be started like this; the text says what would be right. Exit status 2."""

    exit_status = 2


class ServiceFailed(LauncherError):
    """Something that was started did not stay up or never became ready. Exit status 1."""

    exit_status = 1


class StopRequested(BaseException):
    """SIGINT, SIGTERM or SIGHUP arrived: stop everything and leave with status 0."""
