"""Whether this installation is alive, and whether it can serve."""

import time
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

HEARTBEAT_KEY = "worker-heartbeat"
_migrations_are_applied = False


class NotReady(Exception):
    """A part of the installation cannot serve; the text is fit for an operator."""


def record_heartbeat(*, at: float) -> None:
    """Note that a worker executed something at this Unix time."""
    cache.set(HEARTBEAT_KEY, at, timeout=24 * 60 * 60)


def _check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _check_cache() -> None:
    cache.set("health", "ok", timeout=10)
    if cache.get("health") != "ok":
        raise NotReady("what is written cannot be read back")


def _check_worker() -> None:
    beat = cache.get(HEARTBEAT_KEY)
    if beat is None:
        raise NotReady("no worker has been heard of")
    silent = time.time() - beat
    if silent > settings.WORKER_HEARTBEAT_SECONDS_MAX:
        raise NotReady(f"no worker has been heard of for {silent:.0f} s")


def _check_migrations() -> None:
    """Compare the schema with the code; once they agree, this process need not ask again."""
    global _migrations_are_applied
    if _migrations_are_applied:
        return
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise NotReady(f"{len(missing)} migrations are not applied")
    _migrations_are_applied = True


CHECKS: dict[str, Callable[[], None]] = {
    "database": _check_database,
    "cache": _check_cache,
    "worker": _check_worker,
    "migrations": _check_migrations,
}


def _outcome(check: Callable[[], None]) -> dict[str, Any]:
    started = time.monotonic()
    problem = ""
    try:
        check()
    except NotReady as not_ready:
        problem = str(not_ready)
    except (DatabaseError, redis.RedisError, OSError) as error:
        # The class alone: messages of drivers carry addresses and user names.
        problem = f"unreachable ({type(error).__name__})"
    outcome: dict[str, Any] = {
        "ok": not problem,
        "milliseconds": round((time.monotonic() - started) * 1000, 1),
    }
    if problem:
        outcome["problem"] = problem
    return outcome


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as this process answers at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, cache, worker and migrations are all right, else 503."""
    checks = {name: _outcome(check) for name, check in CHECKS.items()}
    is_ready = all(check["ok"] for check in checks.values())
    body = {"status": "ok" if is_ready else "unavailable", "checks": checks}
    return JsonResponse(body, status=200 if is_ready else 503)
