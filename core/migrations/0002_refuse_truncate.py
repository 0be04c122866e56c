"""What may never change may not be emptied either: TRUNCATE needs a statement trigger of its own."""

from django.db import migrations

TABLES = ("core_auditentry", "core_transitionlog", "core_document")

CREATE = """
CREATE FUNCTION core_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is insert-only: TRUNCATE refused', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_truncate();"
    for table in TABLES
)
DROP = (
    "".join(f"DROP TRIGGER refuse_truncate ON {table};" for table in TABLES)
    + "DROP FUNCTION core_refuse_truncate();"
)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
