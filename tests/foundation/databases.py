"""One migrated template for the whole machine, one copy of it for each test process.

The template is made once for each state of the migrations and kept by the server, so the next
run starts at once. Tests reach their copy as the application's role, which owns no table:
what the ledger's guards refuse in production they refuse here.

A test that commits (``real_commits``, ``fresh_database`` or pytest-django's transactional
fixtures) leaves its database dirty. It is not flushed, because nobody may TRUNCATE the ledger:
it is dropped and copied again.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parent.parent.parent
_LOCK = 0x10A4  # any number that nobody else locks
_PREFIX = "loanwright_template_"


def database_url(name: str, *, owner: bool = False) -> str:
    """Return the address of a database on the server of this run."""
    variable = "DATABASE_OWNER_URL" if owner else "DATABASE_URL"
    parts = urlsplit(os.environ.get(variable) or os.environ["DATABASE_URL"])
    return parts._replace(path=f"/{name}").geturl()


def _connect_as_owner(name: str | None = None) -> psycopg.Connection[Any]:
    maintenance = urlsplit(os.environ["DATABASE_URL"]).path.strip("/")
    return psycopg.connect(database_url(name or maintenance, owner=True), autocommit=True)


def _migrations_digest() -> str:
    total = sha256()
    for path in [
        *sorted(REPOSITORY.glob("*/migrations/*.py")),
        REPOSITORY / "config" / "settings" / "base.py",
        REPOSITORY / "config" / "database" / "roles.sql",
        REPOSITORY / "requirements-dev.txt",
    ]:
        total.update(str(path.relative_to(REPOSITORY)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _exists(owner: psycopg.Connection[Any], name: str) -> bool:
    found = owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found is not None


def _drop(owner: psycopg.Connection[Any], name: str) -> None:
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _copy(owner: psycopg.Connection[Any], name: str, template: str) -> None:
    owner.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )


def _migrate(name: str) -> None:
    done = subprocess.run(
        [sys.executable, str(REPOSITORY / "manage.py"), "migrate", "--no-input", "-v", "0"],
        env={
            **os.environ,
            "DATABASE_OWNER_URL": database_url(name, owner=True),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.exit(f"The migrations do not run:\n{done.stdout}{done.stderr}", returncode=1)


def prepare_template() -> str:
    """Return the template for the migrations as they are, making it where it is missing.

    Test processes that start together wait for the one that makes it.
    """
    template = _PREFIX + _migrations_digest()
    with _connect_as_owner() as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        if not _exists(owner, template):
            unfinished = f"{template}_new"
            _drop(owner, unfinished)
            owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
            _migrate(unfinished)
            old = owner.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{_PREFIX}%"]
            ).fetchall()
            for (name,) in old:
                if name != unfinished:
                    _drop(owner, name)
            owner.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(unfinished), sql.Identifier(template)
                )
            )
        owner.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    return template


class WorkerDatabase:
    """The database of this test process."""

    def __init__(self) -> None:
        self.name = f"loanwright_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        self.template = ""

    @property
    def url(self) -> str:
        """Its address for the application's role."""
        return database_url(self.name)

    @property
    def owner_url(self) -> str:
        """Its address for the role that owns the tables."""
        return database_url(self.name, owner=True)

    def renew(self) -> None:
        """Replace it by a new copy of the template, and forget what the cache knew of the old."""
        connections.close_all()
        with _connect_as_owner() as owner:
            _drop(owner, self.name)
            _copy(owner, self.name, self.template)
        cache.clear()

    def remove(self) -> None:
        """Drop it at the end of the session."""
        connections.close_all()
        with _connect_as_owner() as owner:
            _drop(owner, self.name)


worker_database = WorkerDatabase()


def _renew_instead_of_flush(self: TransactionTestCase) -> None:
    worker_database.renew()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Point Django at this process's own copy of the template."""
    if not os.environ.get("DATABASE_OWNER_URL"):
        pytest.exit("These tests need their services: start them with ./run test", returncode=2)
    with django_db_blocker.unblock():
        worker_database.template = prepare_template()
        for databases in (settings.DATABASES, connections.settings):
            databases["default"]["NAME"] = worker_database.name
        connections["default"].settings_dict["NAME"] = worker_database.name
        worker_database.renew()
    yield
    with django_db_blocker.unblock():
        worker_database.remove()


def pytest_configure(config: pytest.Config) -> None:
    """Let tests that commit end with a new copy."""
    TransactionTestCase._fixture_teardown = _renew_instead_of_flush  # type: ignore[attr-defined]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests marked ``real_commits`` pytest-django's access to the database."""
    for item in items:
        if item.get_closest_marker("real_commits"):
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture
def fresh_database(transactional_db: None) -> WorkerDatabase:
    """Return a database that this test may commit to; it is replaced afterwards."""
    return worker_database


@pytest.fixture
def owner_connection(fresh_database: WorkerDatabase) -> Iterator[psycopg.Connection[Any]]:
    """Return a connection as the owner of the tables, who may do more than the application."""
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection:
        yield connection
