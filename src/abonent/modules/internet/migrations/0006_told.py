"""Days of traffic set apart until they are means, volumes in one table, how charts read, and plans that use indexes."""

from django.db import migrations

OURS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
# Whoever needs a table for itself alone (a new partition, one that goes) waits for it two seconds and comes again later:
# behind it everybody waits, and a copy of the database may hold the table for an hour.
ALONE = f"{OURS} SET lock_timeout = '2s'"
# Plans are kept as long as FreeRADIUS is connected, and were made when tables were small.
LASTING = f"{OURS} SET enable_seqscan = off"

BEFORE = (
    "internet_make_part(text, date)",
    "internet_set_apart(text, date)",
    "internet_thin()",
    "internet_thin_rest(date, date)",
    "internet_drop_parts(date)",
)
TABLES = """
-- Days that are to become means, until they are: nothing is written into them any more, and charts read them as before.
CREATE TABLE internet_apart (LIKE internet_sample INCLUDING CONSTRAINTS) PARTITION BY RANGE (since);
CREATE INDEX apart_of_line ON internet_apart (line_id, since);
CREATE VIEW internet_told AS SELECT * FROM internet_sample UNION ALL SELECT * FROM internet_apart;
CREATE TABLE internet_volume_before AS SELECT * FROM internet_volume;
DROP TABLE internet_volume;
CREATE TABLE internet_volume (
    line_id bigint NOT NULL,
    day date NOT NULL,
    in_bytes bigint NOT NULL,
    out_bytes bigint NOT NULL,
    PRIMARY KEY (line_id, day)
) WITH (fillfactor = 60);
INSERT INTO internet_volume SELECT line_id, day, in_bytes, out_bytes FROM internet_volume_before ORDER BY day, line_id;
DROP TABLE internet_volume_before;
"""
# Of each row in a day's table it is known that it is of that day; days that were set apart before become means like others.
DAYS = """
DO $$
DECLARE
    part record;
BEGIN
    FOR part IN SELECT relname, relispartition AS is_there, to_date(right(relname, 10), 'YYYY_MM_DD') AS day FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
          AND relname ~ '^internet_sample_[0-9]{4}_[0-9]{2}_[0-9]{2}$'
    LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT its_day CHECK (since >= %L AND since < %L)',
            part.relname, part.day || '+00', part.day + 1 || '+00');
        IF NOT part.is_there THEN
            EXECUTE format('ALTER TABLE internet_apart ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                part.relname, part.day || '+00', part.day + 1 || '+00');
        END IF;
    END LOOP;
    FOR part IN SELECT relname, to_date(right(relname, 10), 'YYYY_MM_DD') AS day FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relispartition
          AND relname ~ '^internet_half_[0-9]{4}_[0-9]{2}_[0-9]{2}$'
    LOOP
        EXECUTE format('ALTER TABLE internet_half ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            part.relname, part.day || '+00', part.day + 1 || '+00');
    END LOOP;
END $$
"""

# Parts are named after when they begin: internet_sample_2026_11_22, internet_hour_2026_11.
MAKE_PART = f"""
CREATE FUNCTION internet_make_part(parent text, first date) RETURNS boolean {ALONE} AS $$
DECLARE
    is_month boolean := parent = 'internet_hour';
    part text := parent || to_char(first, CASE WHEN is_month THEN '_YYYY_MM' ELSE '_YYYY_MM_DD' END);
    key text := CASE parent WHEN 'internet_sample' THEN 'since' ELSE 'at' END;
    low text := date_trunc('month', first)::date || '+00';
    high text := (date_trunc('month', first) + interval '1 month')::date || '+00';
    lies_elsewhere boolean;
BEGIN
    IF parent NOT IN ('internet_sample', 'internet_half', 'internet_hour') THEN
        RAISE EXCEPTION '% has no parts', parent;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('internet.parts', 0));  -- by night and by "abonent migrate" one at a time
    IF to_regclass(part) IS NOT NULL THEN
        RETURN false;
    END IF;
    IF NOT is_month THEN
        low := first || '+00';
        high := first + 1 || '+00';
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I >= %L AND %I < %L)', parent || '_rest', key, low, key, high)
        INTO lies_elsewhere;
    IF lies_elsewhere THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING CONSTRAINTS)', part, parent);
    IF parent = 'internet_sample' THEN  -- known of each row, so that it need not be looked through when it is set apart
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT its_day CHECK (since >= %L AND since < %L)', part, low, high);
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part, low, high);
    RETURN true;
END $$
"""

# A day is set apart first, which takes an instant; what comes later for it goes into the rest.
SET_APART = f"""
CREATE FUNCTION internet_set_apart(before date) RETURNS text {ALONE} AS $$
DECLARE
    part text;
    day date;
BEGIN
    SELECT relname, to_date(right(relname, 10), 'YYYY_MM_DD') INTO part, day
        FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'internet_sample'::regclass AND relname ~ '_[0-9]{{4}}_[0-9]{{2}}_[0-9]{{2}}$'
          AND to_date(right(relname, 10), 'YYYY_MM_DD') < before
        ORDER BY relname LIMIT 1;
    IF part IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE internet_rules SET thinned_before = GREATEST(thinned_before, (day + 1)::timestamp AT TIME ZONE 'UTC');
    EXECUTE format('ALTER TABLE internet_sample DETACH PARTITION %I', part);
    EXECUTE format('ALTER TABLE internet_apart ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        part, day || '+00', day + 1 || '+00');
    RETURN part;
END $$
"""

# The shares of a sample add up to all of it, to the byte.
SPREAD = """
    INSERT INTO internet_mean AS kept (line_id, minutes, at, seconds, in_bytes, out_bytes, in_packets, out_packets)
    SELECT line_id, 30, to_timestamp(slot * 1800), LEAST(1800, round(sum((after - before) * seconds)))::integer,
        sum(floor(in_bytes * after) - floor(in_bytes * before))::bigint,
        sum(floor(out_bytes * after) - floor(out_bytes * before))::bigint,
        sum(floor(in_packets * after) - floor(in_packets * before))::bigint,
        sum(floor(out_packets * after) - floor(out_packets * before))::bigint
    FROM (
        SELECT said.*, slot,
            CASE WHEN slot = first THEN 0 ELSE LEAST(1, (slot * 1800 - low) / seconds) END AS before,
            CASE WHEN slot = last THEN 1 ELSE LEAST(1, ((slot + 1) * 1800 - low) / seconds) END AS after
        FROM (
            SELECT *, floor(low / 1800)::bigint AS first,
                GREATEST(floor(low / 1800), ceil((low + seconds) / 1800) - 1)::bigint AS last
            FROM (
                SELECT gone.*, date_part('epoch', since) AS low, date_part('epoch', until - since) AS seconds
                FROM gone) timed) said,
        generate_series(first, last) slot) shares
    GROUP BY line_id, slot ORDER BY line_id, slot
"""
HOURS = """
    INSERT INTO internet_mean AS kept (line_id, minutes, at, seconds, in_bytes, out_bytes, in_packets, out_packets)
    SELECT line_id, 60, date_trunc('hour', at, 'UTC') AS hour, sum(seconds),
        sum(in_bytes)::bigint, sum(out_bytes)::bigint, sum(in_packets)::bigint, sum(out_packets)::bigint
    FROM gone GROUP BY line_id, hour ORDER BY line_id, hour
"""
TOGETHER = """
    ON CONFLICT (line_id, minutes, at) DO UPDATE SET
        seconds = LEAST(EXCLUDED.minutes * 60, kept.seconds + EXCLUDED.seconds),
        in_bytes = kept.in_bytes + EXCLUDED.in_bytes, out_bytes = kept.out_bytes + EXCLUDED.out_bytes,
        in_packets = kept.in_packets + EXCLUDED.in_packets, out_packets = kept.out_packets + EXCLUDED.out_packets
"""

THIN = f"""
CREATE FUNCTION internet_thin(half date) RETURNS text {ALONE} SET work_mem = '256MB' AS $$
-- A day that was set apart, or else one of halves of before a day, becomes means and is gone, both or neither: charts read
-- the one or the other. Says which, or NULL when none is left.
DECLARE
    part text;
BEGIN
    SELECT relname INTO part FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent IN ('internet_apart'::regclass, 'internet_half'::regclass)
          AND relname ~ '_[0-9]{{4}}_[0-9]{{2}}_[0-9]{{2}}$'
          AND (inhparent = 'internet_apart'::regclass OR to_date(right(relname, 10), 'YYYY_MM_DD') < half)
        ORDER BY relname DESC LIMIT 1;  -- samples first: they become halves
    IF part IS NULL THEN
        RETURN NULL;
    END IF;
    IF part LIKE 'internet_sample%' THEN
        EXECUTE format('WITH gone AS (SELECT * FROM %I)', part) || $spread${SPREAD}{TOGETHER}$spread$;
    ELSE
        EXECUTE format('WITH gone AS (SELECT * FROM %I)', part) || $hours${HOURS}{TOGETHER}$hours$;
    END IF;
    EXECUTE format('DROP TABLE %I', part);
    RETURN part;
END $$
"""

THIN_REST = f"""
CREATE FUNCTION internet_thin_rest(fine date, half date) RETURNS void {OURS} SET work_mem = '256MB' AS $$
-- What came late, or for days that had no part: samples of before one day, halves of before another.
BEGIN
    UPDATE internet_rules SET thinned_before = GREATEST(thinned_before, fine::timestamp AT TIME ZONE 'UTC');
    WITH gone AS (DELETE FROM internet_sample_rest WHERE since < fine::timestamp AT TIME ZONE 'UTC' RETURNING *)
    {SPREAD}{TOGETHER};
    WITH gone AS (DELETE FROM internet_half_rest WHERE at < half::timestamp AT TIME ZONE 'UTC' RETURNING *)
    {HOURS}{TOGETHER};
END $$
"""

DROP_PARTS = f"""
CREATE FUNCTION internet_drop_parts(before date) RETURNS integer {ALONE} AS $$
DECLARE
    part record;
    dropped integer := 0;
BEGIN
    FOR part IN
        SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'internet_hour'::regclass AND relname ~ '_[0-9]{{4}}_[0-9]{{2}}$'
          AND to_date(right(relname, 7), 'YYYY_MM') + interval '1 month' <= before ORDER BY relname
    LOOP
        EXECUTE format('DROP TABLE %I', part.relname);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM internet_hour_rest WHERE at < before::timestamp AT TIME ZONE 'UTC';
    DELETE FROM internet_volume WHERE day < before;
    RETURN dropped;
END $$
"""

# What a line carried, by slots of time. Each stretch is shared out by time over the slots that it touches: the first, the last,
# and those between, where there are any. A line with two connections at once knows no more seconds than there are.
# The plan is made once for all lines and days: making it takes as long as the rest.
SHARES = """
        WITH stretch AS MATERIALIZED (
            SELECT *, high - low AS long, GREATEST(0, floor(low / width))::integer AS first,
                LEAST(slots, ceil(high / width))::integer - 1 AS last
            FROM ({}) said WHERE high > 0
        )
        SELECT place, sum(came * share) * each / LEAST(width, sum(known * share)),
            sum(went * share) * each / LEAST(width, sum(known * share))
        FROM (
            SELECT first AS place, known, came, went,
                (LEAST(high, (first + 1) * width) - GREATEST(low, 0)) / long AS share
            FROM stretch
            UNION ALL
            SELECT last, known, came, went, (LEAST(high, (last + 1) * width) - last * width) / long
            FROM stretch WHERE last > first
            UNION ALL
            SELECT middle, known, came, went, width / long
            FROM stretch, generate_series(first + 1, last - 1) middle WHERE last > first + 1) shares
        GROUP BY place HAVING sum(known * share) >= 1;
"""
STRETCHES = """
            SELECT date_part('epoch', since - asked_since) AS low, date_part('epoch', until - asked_since) AS high,
                date_part('epoch', until - since) AS known, CASE WHEN packets THEN in_packets ELSE in_bytes END AS came,
                CASE WHEN packets THEN out_packets ELSE out_bytes END AS went
            FROM {} WHERE line_id = line AND since >= midnight AND since < asked_until AND until > asked_since"""
MEANS = """
            SELECT date_part('epoch', at - asked_since), date_part('epoch', at - asked_since) + minutes * 60,
                seconds, CASE WHEN packets THEN in_packets ELSE in_bytes END, CASE WHEN packets THEN out_packets ELSE out_bytes END
            FROM internet_mean
            WHERE line_id = line AND minutes IN (30, 60) AND at > asked_since - interval '1 hour' AND at < asked_until"""
SLOTS = f"""
CREATE FUNCTION internet_slots(line bigint, asked_since timestamptz, asked_until timestamptz, width float8, packets boolean)
RETURNS TABLE (slot integer, came_each_second float8, went_each_second float8)
LANGUAGE plpgsql SET plan_cache_mode = 'force_generic_plan' AS $$
-- Means of slots of `width` seconds; those of which less than a second is known are left out. Volatile, so that whoever had to
-- wait until a day was thinned looks at its means as they are then: to who asked before, they would not be there yet. No day
-- is set apart between the question whether it is, and the answer.
DECLARE
    each float8 := CASE WHEN packets THEN 1 ELSE 8 END;
    slots integer := date_part('epoch', asked_until - asked_since) / width;
    midnight timestamptz := date_trunc('day', asked_since, 'UTC');
BEGIN
    LOCK TABLE ONLY internet_sample IN ACCESS SHARE MODE;
    IF asked_since >= COALESCE((SELECT thinned_before FROM internet_rules), '-infinity') THEN  -- nothing of it is a mean yet
        RETURN QUERY {SHARES.format(STRETCHES.format("internet_sample"))}
    ELSE
        RETURN QUERY {SHARES.format(f"{STRETCHES.format('internet_told')} UNION ALL {MEANS}")}
    END IF;
END $$
"""

FUNCTIONS = {
    "internet_make_part(text, date)": MAKE_PART,
    "internet_set_apart(date)": SET_APART,
    "internet_thin(date)": THIN,
    "internet_thin_rest(date, date)": THIN_REST,
    "internet_drop_parts(date)": DROP_PARTS,
    "internet_slots(bigint, timestamptz, timestamptz, float8, boolean)": SLOTS,
}

HURRIED = ("radius_device(text)", "radius_heard(text)", "radius_authorize(text, text, text, text)")

ANSWERED = f"""
CREATE OR REPLACE FUNCTION radius_answered(asked_login text, asked_device text, asked_mac text, said_given text, said_why text)
RETURNS text {LASTING} AS $$
DECLARE
    device bigint := radius_heard(asked_device);
    line bigint := (SELECT id FROM internet_line WHERE login = lower(asked_login));
    -- What is nobody's login may be a password that was typed into the wrong field.
    said_login text := CASE WHEN line IS NULL THEN left(asked_login, 3) || '…' ELSE left(asked_login, 64) END;
BEGIN
    -- A router with an old password asks again and again, for weeks: the same refusal is written down once a minute.
    IF said_why <> '' AND EXISTS (
            SELECT FROM (
                SELECT * FROM internet_answer WHERE line_id = line AND at > now() - interval '1 minute'
                UNION ALL
                SELECT * FROM internet_answer WHERE line IS NULL AND line_id IS NULL AND at > now() - interval '1 minute') last
            WHERE login = said_login AND why = said_why AND mac = radius_mac(asked_mac)
              AND device_id IS NOT DISTINCT FROM device) THEN
        RETURN 'known';
    END IF;
    INSERT INTO internet_answer (at, login, line_id, device_id, mac, accepted, given, why)
    VALUES (now(), said_login, line, device, radius_mac(asked_mac), said_why = '',
        CASE WHEN said_why = '' THEN left(said_given, 40) ELSE '' END, left(said_why, 40));
    RETURN 'written';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("internet", "0005_traffic"),
    ]

    operations = [
        *(migrations.RunSQL(f"DROP FUNCTION {name}") for name in BEFORE),
        migrations.RunSQL(TABLES),
        migrations.RunSQL([DAYS]),
        migrations.AlterModelTable("Sample", "internet_told"),
        *(
            migrations.RunSQL([made, f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC"], f"DROP FUNCTION {name}")
            for name, made in FUNCTIONS.items()
        ),
        migrations.RunSQL([ANSWERED]),
        *(migrations.RunSQL(f"ALTER FUNCTION {name} SET enable_seqscan = off") for name in HURRIED),
    ]
