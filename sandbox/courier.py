"""Carries signed callbacks to the platform, again and again until it answers 2xx."""

from __future__ import annotations

import concurrent.futures
import http.client
import json
import logging
import sqlite3
import threading
import time
import urllib.parse
from collections.abc import Callable
from typing import Any

from sandbox.config import Config
from sandbox.signing import sign
from sandbox.store import Store, insert

log = logging.getLogger("sandbox.courier")
_PARALLEL = 4
_IDLE_SECONDS = 1.0


class Courier:
    """``settle`` is called with the time before each round and answers when it wants the next."""

    def __init__(self, *, config: Config, store: Store) -> None:
        self._config, self._store = config, store
        self._settlers: list[Callable[[float], float | None]] = []
        self._wake, self._stopped = threading.Event(), threading.Event()
        self._under_way: set[int] = set()
        self._lock = threading.Lock()
        self._pool = concurrent.futures.ThreadPoolExecutor(_PARALLEL, "courier")
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def settle_with(self, settler: Callable[[float], float | None]) -> None:
        self._settlers.append(settler)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._wake.set()
        self._thread.join(timeout=5)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def wake(self) -> None:
        self._wake.set()

    def enqueue(
        self,
        connection: sqlite3.Connection,
        *,
        path: str,
        content: dict[str, Any],
        due_at: float,
        copies: int = 1,
    ) -> list[int]:
        """Put a callback in the post, inside the transaction that made it true."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return [
            insert(
                connection,
                "callbacks",
                path=path,
                event_id=content["event_id"],
                body=body,
                due_at=due_at,
            )
            for _ in range(copies)
        ]

    def deliver_now(self, callback_ids: list[int]) -> None:
        """Try these once before returning; what is not accepted is tried again later."""
        for callback_id in callback_ids:
            if self._claim(callback_id):
                self._deliver(callback_id)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            now = time.time()
            try:
                wanted = [settler(now) for settler in self._settlers]
                wanted.append(self._send_due(now))
            except sqlite3.OperationalError:
                # A full or busy disk passes: what is due stays due.
                log.exception("this round failed, the next one comes")
                wanted = [now + _IDLE_SECONDS]
            next_at = min((at for at in wanted if at is not None), default=now + _IDLE_SECONDS)
            self._wake.wait(min(max(next_at - time.time(), 0.01), _IDLE_SECONDS))

    def _send_due(self, now: float) -> float | None:
        if self._config.callback_url is None:
            return None
        with self._lock:
            busy = len(self._under_way)
        rows = self._store.rows(
            "SELECT id, due_at FROM callbacks WHERE done = 0 ORDER BY due_at, id LIMIT ?",
            busy + 2 * _PARALLEL,
        )
        for row in rows:
            if row["due_at"] > now:
                return float(row["due_at"])
            if self._claim(row["id"]):
                self._pool.submit(self._deliver, row["id"])
        return None

    def _claim(self, callback_id: int) -> bool:
        with self._lock:
            if callback_id in self._under_way:
                return False
            self._under_way.add(callback_id)
            return True

    def _deliver(self, callback_id: int) -> None:
        try:
            row = self._store.row("SELECT * FROM callbacks WHERE id = ?", callback_id)
            if row is None or row["done"] or self._config.callback_url is None:
                return
            answer = self._post(row["path"], row["body"])
            done = answer.isdigit() and 200 <= int(answer) < 300
            pause = min(
                self._config.retry_seconds * 2 ** min(row["attempts"], 20),
                self._config.retry_seconds_max,
            )
            with self._store.transaction() as connection:
                connection.execute(
                    "UPDATE callbacks SET done = ?, attempts = attempts + 1, last_answer = ?,"
                    " due_at = ? WHERE id = ?",
                    (int(done), answer, time.time() + pause, callback_id),
                )
            if not done:
                log.info("callback %s answered %s, again in %.1f s", row["path"], answer, pause)
        except sqlite3.ProgrammingError:
            # The store closes while a delivery is under way: the row stays due for the next start.
            if not self._stopped.is_set():
                raise
        finally:
            with self._lock:
                self._under_way.discard(callback_id)
            self._wake.set()

    def _post(self, path: str, body: bytes) -> str:
        """Send one callback; the status, or what went wrong on the way."""
        url = urllib.parse.urlsplit((self._config.callback_url or "").rstrip("/") + path)
        secure = url.scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connect(
            url.hostname or "", url.port, timeout=self._config.callback_timeout_seconds
        )
        headers = sign(
            key_id=self._config.bank_key_id,
            secret=self._config.bank_secret,
            method="POST",
            path=url.path,
            body=body,
            now=time.time(),
        )
        headers["Content-Type"] = "application/json"
        try:
            connection.request("POST", url.path, body=body, headers=headers)
            return str(connection.getresponse().status)
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()
