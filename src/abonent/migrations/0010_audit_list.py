"""The list of all changes is made from whatever tables the audit has, so that modules may add theirs in any order."""

from django.db import migrations

MAKE = """
CREATE FUNCTION audit_make_list() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parts text;
BEGIN
    SELECT string_agg(
        format(
            'SELECT pgh_id AS id, pgh_created_at AS at, pgh_label AS label, %L::text AS "table", %I AS row, '
            || CASE WHEN owner IS NULL THEN 'NULL::bigint' ELSE format('%I', owner) END
            || ' AS account_id, by_id, coalesce(pgh_context ->> ''page'', '''') AS page FROM %I',
            substr(name, length('audit_') + 1), key, name),
        ' UNION ALL ' ORDER BY name)
    INTO parts
    FROM (
        SELECT name,
            CASE WHEN 'id' = ANY(columns) THEN 'id' ELSE 'account_id' END AS key,
            CASE WHEN name = 'audit_account' THEN 'id' WHEN 'account_id' = ANY(columns) THEN 'account_id' END AS owner
        FROM (
            SELECT class.relname::text AS name, array_agg(attribute.attname::text) AS columns
            FROM pg_class class JOIN pg_attribute attribute ON attribute.attrelid = class.oid AND attribute.attnum > 0
            WHERE class.relkind = 'r' AND class.relnamespace = current_schema()::regnamespace
              AND class.relname LIKE 'audit\\_%'
            GROUP BY class.relname) tables
        WHERE 'pgh_id' = ANY(columns)) kept;
    EXECUTE 'CREATE OR REPLACE VIEW audit_change AS ' || parts;
END
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('abonent', '0009_fewer_index_rows'),
    ]

    operations = [
        migrations.RunSQL(MAKE, "DROP FUNCTION audit_make_list()"),
        migrations.RunSQL("SELECT audit_make_list()", migrations.RunSQL.noop),
    ]
