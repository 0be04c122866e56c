"""What the outside world remembers: one SQLite file, so that a restart forgets nothing."""

from __future__ import annotations

import contextlib
import pathlib
import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS nonces (nonce TEXT PRIMARY KEY, seen_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS movements (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    reference TEXT,
    fingerprint TEXT NOT NULL,
    bank_reference TEXT NOT NULL UNIQUE,
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    counterparty TEXT NOT NULL,
    remark TEXT NOT NULL,
    business_date TEXT NOT NULL,
    state TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    delivery TEXT NOT NULL,
    settles_at REAL NOT NULL,
    paid_on TEXT,
    UNIQUE (kind, reference)
);
CREATE INDEX IF NOT EXISTS movements_by_day ON movements (paid_on);
CREATE INDEX IF NOT EXISTS movements_to_settle ON movements (settles_at) WHERE state = 'accepted';
CREATE TABLE IF NOT EXISTS orders (
    reference TEXT PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    form_token TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    bank_reference TEXT NOT NULL UNIQUE,
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    subject TEXT NOT NULL,
    return_url TEXT NOT NULL,
    business_date TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    paid_on TEXT
);
CREATE TABLE IF NOT EXISTS sms (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    number TEXT NOT NULL,
    text TEXT NOT NULL,
    template TEXT NOT NULL,
    state TEXT NOT NULL,
    sent_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sms_by_number ON sms (number, id);
CREATE TABLE IF NOT EXISTS callbacks (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    event_id TEXT NOT NULL,
    body BLOB NOT NULL,
    due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_answer TEXT,
    done INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS callbacks_due ON callbacks (due_at) WHERE done = 0;
"""


class Store:
    """One connection behind one lock: two requests with one reference are told apart for sure."""

    def __init__(self, folder: pathlib.Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            folder / "sandbox.sqlite3", check_same_thread=False, isolation_level=None
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, *values: Any) -> sqlite3.Row | None:
        found = self.rows(statement, *values)
        return found[0] if found else None

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def insert(connection: sqlite3.Connection, table: str, **values: Any) -> int:
    """Insert one row. Table and column names come from this package's own code only."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    cursor = connection.execute(
        f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608
        tuple(values.values()),
    )
    return int(cursor.lastrowid or 0)
