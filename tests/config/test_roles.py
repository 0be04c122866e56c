"""The tests themselves run as the application runs: without owning a table."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from tests.foundation.databases import WorkerDatabase


@pytest.mark.django_db
def test_tests_run_as_the_role_that_owns_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles "
            "WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("loanwright_app", False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [("loanwright_owner",)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE django_session",
        "DROP TABLE django_session",
        "ALTER TABLE django_session DISABLE TRIGGER ALL",
        "ALTER TABLE django_session ADD COLUMN more int",
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_may_not_pass_by_the_guards(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_application_may_use_every_table_and_sequence() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT has_table_privilege(oid, 'SELECT, INSERT')"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND CASE relkind WHEN 'S' THEN NOT has_sequence_privilege(oid, 'USAGE') END"
        )
        assert cursor.fetchall() == []


def _count_content_types() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_content_type WHERE app_label = 'left_behind'")
        row = cursor.fetchone()
    return int(row[0])


@pytest.mark.real_commits
@pytest.mark.parametrize("attempt", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(attempt: int) -> None:
    assert _count_content_types() == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_content_type (app_label, model) VALUES (%s, 'x')", ["left_behind"]
        )
    assert _count_content_types() == 1


def test_the_owner_may_change_the_schema(
    owner_connection: psycopg.Connection[tuple[object, ...]], fresh_database: WorkerDatabase
) -> None:
    owner_connection.execute("ALTER TABLE django_session ADD COLUMN more int")
    with connection.cursor() as cursor:
        cursor.execute("SELECT more FROM django_session")
        assert cursor.fetchall() == []
