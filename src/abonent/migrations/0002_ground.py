"""What models cannot say: the partitioned journal, the books, the operator's own account."""

from django.db import migrations

JOURNAL = """
CREATE SEQUENCE journal_event_id_seq AS bigint;
CREATE TABLE journal_event (
    id bigint NOT NULL DEFAULT nextval('journal_event_id_seq'),
    at timestamptz NOT NULL,
    kind varchar(60) NOT NULL,
    account_id bigint,
    subject varchar(120) NOT NULL DEFAULT '',
    by_id bigint,
    for_id bigint,
    via varchar(20) NOT NULL DEFAULT 'web',
    data jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE TABLE journal_event_rest PARTITION OF journal_event DEFAULT;
CREATE INDEX event_of_account ON journal_event (account_id, at);
CREATE INDEX event_about ON journal_event (subject, at) WHERE subject <> '';

CREATE FUNCTION journal_make_month(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    part text := 'journal_event_' || to_char(month, 'YYYY_MM');
    first timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    last timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    IF to_regclass(part) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF journal_event FOR VALUES FROM (%L) TO (%L)', part, first, last);
    END IF;
END $$;
REVOKE ALL ON FUNCTION journal_make_month(date) FROM PUBLIC;
"""

GROUND = """
INSERT INTO billing_book (id, code, kind) VALUES
    (1, 'receivable', 'CUSTOMER'), (2, 'sales', 'INCOME'), (3, 'bank:main', 'BANK'), (4, 'till:office', 'CASH'),
    (5, 'unmatched', 'CLEARING'), (6, 'refunds', 'CLEARING'), (7, 'written-off', 'LOSS'), (8, 'gateway-fees', 'LOSS');
SELECT setval(pg_get_serial_sequence('billing_book', 'id'), 100);
INSERT INTO people_account (id, number, kind, holder, sort_key, tax_id, language, opened_on)
VALUES (0, '0', 'HOUSE', '', '', '', 'en', '2000-01-01');
CREATE TABLE web_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX web_cache_expires ON web_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("abonent", "0001_initial")]
    operations = [
        migrations.RunSQL(JOURNAL, "DROP FUNCTION journal_make_month(date); DROP TABLE journal_event; DROP SEQUENCE journal_event_id_seq;"),
        migrations.RunSQL(GROUND, "DROP TABLE web_cache; DELETE FROM people_account WHERE id = 0; DELETE FROM billing_book;"),
    ]
