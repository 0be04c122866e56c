"""Reads the process environment: one place that says what a wrong value looks like."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """Return a variable; without a default it must be set.

    Raises:
        ImproperlyConfigured: the variable is missing and has no default.
    """
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} must be set.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no variable.

    Raises:
        ImproperlyConfigured: the value is neither a yes nor a no.
    """
    value = os.environ.get(name)
    if value is None:
        return default
    lowered = value.strip().lower()
    if lowered in _TRUE:
        return True
    if lowered in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def integer(name: str, *, default: int) -> int:
    """Return a whole number.

    Raises:
        ImproperlyConfigured: the value is not a whole number.
    """
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str, url: str, *, process: str, statement_timeout_ms: int) -> dict[str, Any]:
    """Turn a ``postgresql`` URL into Django's dictionary.

    A socket directory is given as ``?host=/path``. Sessions carry the name of the process, so
    that ``pg_stat_activity`` can be read, and timeouts, so that no request can hold a lock for
    ever: a web request gives up on a lock long before the person does.

    Raises:
        ImproperlyConfigured: not a PostgreSQL URL, or it names no database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host/name.")
    query = dict(parse_qsl(parts.query))
    session = f"-c lock_timeout={integer('LOANWRIGHT_LOCK_TIMEOUT_MS', default=10_000)}"
    if statement_timeout_ms:
        session += f" -c statement_timeout={statement_timeout_ms}"
        session += f" -c idle_in_transaction_session_timeout={2 * statement_timeout_ms}"
    options: dict[str, Any] = {
        "connect_timeout": 5,
        "application_name": f"loanwright {process}",
        "options": session,
    }
    if "sslmode" in query:
        options["sslmode"] = query["sslmode"]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or query.get("port") or ""),
        "CONN_MAX_AGE": integer("LOANWRIGHT_CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def redis_database(url: str, number: int) -> str:
    """Return the same Redis server's URL with another database number."""
    parts = urlsplit(url)
    return parts._replace(path=f"/{number}").geturl()
