"""The ledger's guards, in the database itself: partitions of postings, and triggers.

Refused, for every role, on the parents and on each partition: an unbalanced entry, an entry
without postings, postings that do not match their entry's lines and total, postings appended
later, a booking on any date but the open one, and every UPDATE, DELETE and TRUNCATE.

An entry and its postings are written in one statement. The primary key (obligation, entry, line)
with line <= the entry's lines makes later appending impossible without counting old rows: any
further posting would repeat a line. Statement-level triggers with transition tables cost about
5 % of an insert where deferred row triggers cost three times the insert.
"""

from django.db import migrations

PARTITIONS = 8

CREATE = """
CREATE TABLE lending_posting (
    obligation_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    line smallint NOT NULL CHECK (line >= 1),
    account varchar(32) NOT NULL,
    side varchar(1) NOT NULL CHECK (side IN ('D', 'C')),
    amount numeric(20, 2) NOT NULL CHECK (amount > 0),
    currency varchar(3) NOT NULL,
    PRIMARY KEY (obligation_id, entry_id, line)
) PARTITION BY HASH (obligation_id);

ALTER TABLE lending_journalentry
    ADD CONSTRAINT entry_has_lines CHECK (lines >= 2),
    ADD CONSTRAINT entry_has_total CHECK (total > 0);

CREATE FUNCTION lending_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is insert-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'Correct a mistake with reverse_entry.';
END $$;

CREATE FUNCTION lending_check_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT e.id INTO wrong FROM new_rows e
    WHERE NOT EXISTS (
        SELECT 1 FROM lending_posting p
        WHERE p.obligation_id = e.obligation_id AND p.entry_id = e.id AND p.line = 1
    ) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal entry % has no postings', wrong.id
            USING ERRCODE = 'check_violation',
                  HINT = 'Write an entry and all its postings in one statement: post_entry.';
    END IF;
    SELECT e.id, e.booked_on, b.open_on INTO wrong
    FROM new_rows e CROSS JOIN (SELECT max(open_on) AS open_on FROM core_businessdate) b
    WHERE e.booked_on IS DISTINCT FROM b.open_on LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal entry % booked on %, but the open business date is %',
            wrong.id, wrong.booked_on, wrong.open_on USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION lending_check_postings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT n.entry_id, n.lines AS found, n.debit, n.credit, e.lines, e.total INTO wrong
    FROM (
        SELECT entry_id, obligation_id, currency, count(*) AS lines, max(line) AS last_line,
               coalesce(sum(amount) FILTER (WHERE side = 'D'), 0) AS debit,
               coalesce(sum(amount) FILTER (WHERE side = 'C'), 0) AS credit
        FROM new_rows GROUP BY entry_id, obligation_id, currency
    ) n
    LEFT JOIN lending_journalentry e
        ON e.id = n.entry_id AND e.obligation_id = n.obligation_id AND e.currency = n.currency
    WHERE e.id IS NULL OR n.lines <> e.lines OR n.last_line <> e.lines
       OR n.debit <> e.total OR n.credit <> e.total
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION
            'postings of journal entry % do not match it: % of % lines, debit %, credit %, total %',
            wrong.entry_id, wrong.found, wrong.lines, wrong.debit, wrong.credit, wrong.total
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

DROP = """
DROP TABLE lending_posting;
ALTER TABLE lending_journalentry DROP CONSTRAINT entry_has_lines, DROP CONSTRAINT entry_has_total;
DROP TRIGGER refuse_change ON lending_journalentry;
DROP TRIGGER check_entries ON lending_journalentry;
DROP FUNCTION lending_check_postings();
DROP FUNCTION lending_check_entries();
DROP FUNCTION lending_refuse_change();
"""


def guards(table: str, check: str) -> str:
    """Triggers of one table or partition; a partition's own ones fire when it is addressed directly."""
    return f"""
    CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION lending_refuse_change();
    CREATE TRIGGER {check} AFTER INSERT ON {table}
        REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION lending_{check}();
    """


def partitions() -> str:
    sql = ""
    for n in range(PARTITIONS):
        sql += f"""
        CREATE TABLE lending_posting_{n} PARTITION OF lending_posting
            FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {n});
        CREATE INDEX lending_posting_{n}_entry ON lending_posting_{n} (entry_id);
        """
        sql += guards(f"lending_posting_{n}", "check_postings")
    return sql


HOUSE = """
INSERT INTO lending_obligation (id, kind, borrower_id, currency, next_event_on)
    OVERRIDING SYSTEM VALUE VALUES (1, 'house', NULL, 'CNY', NULL);
SELECT setval(pg_get_serial_sequence('lending_obligation', 'id'), 1);
"""


class Migration(migrations.Migration):
    dependencies = [("lending", "0001_initial"), ("core", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(partitions(), migrations.RunSQL.noop),
        migrations.RunSQL(
            guards("lending_posting", "check_postings")
            + guards("lending_journalentry", "check_entries"),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(HOUSE, "DELETE FROM lending_obligation WHERE id = 1"),
    ]
