"""What lines carry: samples, means, volumes, in partitions; and accounting as the only one who writes them."""

from django.db import migrations, models

OURS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
# Whoever needs a table for itself alone (a new partition, one that goes) waits for it two seconds and comes again later:
# behind it everybody waits, and a copy of the database may hold the table for an hour.
ALONE = f"{OURS} SET lock_timeout = '2s'"

TABLES = """
CREATE TABLE internet_sample (
    line_id bigint NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL CHECK (until > since),
    in_bytes bigint NOT NULL,
    out_bytes bigint NOT NULL,
    in_packets bigint NOT NULL,
    out_packets bigint NOT NULL
) PARTITION BY RANGE (since);
CREATE TABLE internet_sample_rest PARTITION OF internet_sample DEFAULT;
CREATE INDEX sample_of_line ON internet_sample (line_id, since);

CREATE TABLE internet_mean (
    line_id bigint NOT NULL,
    minutes smallint NOT NULL,
    at timestamptz NOT NULL,
    seconds integer NOT NULL,
    in_bytes bigint NOT NULL,
    out_bytes bigint NOT NULL,
    in_packets bigint NOT NULL,
    out_packets bigint NOT NULL,
    PRIMARY KEY (line_id, minutes, at)
) PARTITION BY LIST (minutes);
CREATE TABLE internet_half PARTITION OF internet_mean FOR VALUES IN (30) PARTITION BY RANGE (at);
CREATE TABLE internet_half_rest PARTITION OF internet_half DEFAULT;
CREATE TABLE internet_hour PARTITION OF internet_mean FOR VALUES IN (60) PARTITION BY RANGE (at);
CREATE TABLE internet_hour_rest PARTITION OF internet_hour DEFAULT;

CREATE TABLE internet_volume (
    line_id bigint NOT NULL,
    day date NOT NULL,
    in_bytes bigint NOT NULL,
    out_bytes bigint NOT NULL,
    PRIMARY KEY (line_id, day)
) PARTITION BY RANGE (day);
CREATE TABLE internet_volume_rest PARTITION OF internet_volume DEFAULT;

ALTER TABLE internet_session SET (fillfactor = 70);
"""
GONE = "DROP TABLE internet_sample; DROP TABLE internet_mean; DROP TABLE internet_volume"

# Parts are named after when they begin: internet_sample_2026_11_22, internet_hour_2026_11.
MAKE_PART = f"""
CREATE FUNCTION internet_make_part(parent text, first date) RETURNS boolean {ALONE} AS $$
DECLARE
    is_month boolean := parent IN ('internet_hour', 'internet_volume');
    part text := parent || to_char(first, CASE WHEN is_month THEN '_YYYY_MM' ELSE '_YYYY_MM_DD' END);
    key text := CASE parent WHEN 'internet_sample' THEN 'since' WHEN 'internet_volume' THEN 'day' ELSE 'at' END;
    zone text := CASE WHEN parent = 'internet_volume' THEN '' ELSE '+00' END;
    low text := date_trunc('month', first)::date || zone;
    high text := (date_trunc('month', first) + interval '1 month')::date || zone;
    lies_elsewhere boolean;
BEGIN
    IF parent NOT IN ('internet_sample', 'internet_half', 'internet_hour', 'internet_volume') THEN
        RAISE EXCEPTION '% has no parts', parent;
    END IF;
    IF to_regclass(part) IS NOT NULL THEN
        RETURN false;
    END IF;
    IF NOT is_month THEN
        low := first || zone;
        high := first + 1 || zone;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I >= %L AND %I < %L)', parent || '_rest', key, low, key, high)
        INTO lies_elsewhere;
    IF lies_elsewhere THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING CONSTRAINTS) WITH (fillfactor = %s)', part, parent,
        CASE parent WHEN 'internet_volume' THEN 60 ELSE 100 END);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part, low, high);
    RETURN true;
END $$
"""

# What is thinned is set apart first, which takes an instant; what comes later for that day goes into the rest.
SET_APART = f"""
CREATE FUNCTION internet_set_apart(parent text, before date) RETURNS text {ALONE} AS $$
DECLARE
    part text;
    day date;
BEGIN
    IF parent NOT IN ('internet_sample', 'internet_half') THEN
        RAISE EXCEPTION '% is not thinned', parent;
    END IF;
    SELECT relname, to_date(right(relname, 10), 'YYYY_MM_DD') INTO part, day
        FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = parent::regclass AND relname ~ '_[0-9]{{4}}_[0-9]{{2}}_[0-9]{{2}}$'
          AND to_date(right(relname, 10), 'YYYY_MM_DD') < before
        ORDER BY relname LIMIT 1;
    IF part IS NULL THEN
        RETURN NULL;
    END IF;
    IF parent = 'internet_sample' THEN
        UPDATE internet_rules SET thinned_before = GREATEST(thinned_before, (day + 1)::timestamp AT TIME ZONE 'UTC');
    END IF;
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, part);
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
CREATE FUNCTION internet_thin() RETURNS text {OURS} SET work_mem = '256MB' AS $$
-- The oldest that was set apart becomes means and is gone, both or neither. Says which, or NULL when none is left.
DECLARE
    part text;
BEGIN
    SELECT relname INTO part FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relispartition
          AND relname ~ '^internet_(sample|half)_[0-9]{{4}}_[0-9]{{2}}_[0-9]{{2}}$'
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
        WHERE inhparent IN ('internet_hour'::regclass, 'internet_volume'::regclass) AND relname ~ '_[0-9]{{4}}_[0-9]{{2}}$'
          AND to_date(right(relname, 7), 'YYYY_MM') + interval '1 month' <= before ORDER BY relname
    LOOP
        EXECUTE format('DROP TABLE %I', part.relname);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM internet_hour_rest WHERE at < before::timestamp AT TIME ZONE 'UTC';
    DELETE FROM internet_volume_rest WHERE day < before;
    RETURN dropped;
END $$
"""

# A stretch of time cut at the midnights of a zone; `before` and `after` are the shares of it that are over then.
CUT = """
CREATE FUNCTION internet_cut(whole_since timestamptz, whole_until timestamptz, zone text)
RETURNS TABLE (day date, since timestamptz, until timestamptz, before float8, after float8) LANGUAGE sql STABLE AS $$
SELECT first::date, low, high,
    date_part('epoch', low - whole_since) / date_part('epoch', whole_until - whole_since),
    date_part('epoch', high - whole_since) / date_part('epoch', whole_until - whole_since)
FROM generate_series(date_trunc('day', whole_since AT TIME ZONE zone), whole_until AT TIME ZONE zone, interval '1 day') first,
    LATERAL (SELECT GREATEST(whole_since, first AT TIME ZONE zone) AS low,
        LEAST(whole_until, (first + interval '1 day') AT TIME ZONE zone) AS high) piece
WHERE low < high
$$
"""

CARRIED = """
CREATE FUNCTION internet_carried(line bigint, since timestamptz, until timestamptz, got bigint, sent bigint,
    got_packets bigint, sent_packets bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    zone text := COALESCE((SELECT rules.zone FROM internet_rules rules), 'UTC');
    first date := since AT TIME ZONE zone;
BEGIN
    IF (since AT TIME ZONE 'UTC')::date = ((until - interval '1 microsecond') AT TIME ZONE 'UTC')::date THEN
        INSERT INTO internet_sample VALUES (line, since, until, got, sent, got_packets, sent_packets);
    ELSE
        INSERT INTO internet_sample SELECT line, piece.since, piece.until,
                floor(got * after)::bigint - floor(got * before)::bigint,
                floor(sent * after)::bigint - floor(sent * before)::bigint,
                floor(got_packets * after)::bigint - floor(got_packets * before)::bigint,
                floor(sent_packets * after)::bigint - floor(sent_packets * before)::bigint
            FROM internet_cut(since, until, 'UTC') piece;
    END IF;
    IF got = 0 AND sent = 0 THEN
        RETURN;
    END IF;
    IF first = ((until - interval '1 microsecond') AT TIME ZONE zone)::date THEN
        INSERT INTO internet_volume AS volume VALUES (line, first, got, sent) ON CONFLICT (line_id, day) DO UPDATE
            SET in_bytes = volume.in_bytes + EXCLUDED.in_bytes, out_bytes = volume.out_bytes + EXCLUDED.out_bytes;
    ELSE
        INSERT INTO internet_volume AS volume SELECT line, piece.day,
                floor(got * after)::bigint - floor(got * before)::bigint,
                floor(sent * after)::bigint - floor(sent * before)::bigint
            FROM internet_cut(since, until, zone) piece ON CONFLICT (line_id, day) DO UPDATE
            SET in_bytes = volume.in_bytes + EXCLUDED.in_bytes, out_bytes = volume.out_bytes + EXCLUDED.out_bytes;
    END IF;
END $$
"""

# Packets come twice, late and in any order (RFC 2866, 2): counters only grow, and what one tells more than those before it
# is a sample. A router that was switched off may count its sessions from the beginning: a packet of which the session began
# after the one with its number was last heard of is of another session. `slack` is how long packets may be on their way.
# Whatever said that a session is over (its silence, our Disconnect, a "no such session", a device that says it was off and
# means its settings): if it reports later, it is not.
ACCOUNTED = f"""
CREATE FUNCTION radius_accounted(
    status text, asked_login text, asked_device text, said_number text, said_port text, said_mac text,
    said_address4 text, said_prefix6 text, said_class text, seconds bigint, delay bigint,
    in_octets bigint, in_gigawords bigint, out_octets bigint, out_gigawords bigint,
    said_in_packets bigint, said_out_packets bigint, said_cause text)
RETURNS text {OURS} AS $$
DECLARE
    slack CONSTANT interval := '20 seconds';
    moment timestamptz := now() - make_interval(secs => delay);
    began timestamptz := moment - make_interval(secs => LEAST(seconds, 400 * 86400));
    knows_age boolean := seconds > 0 OR status = 'Start';
    device bigint := radius_heard(asked_device);
    own_mac text := radius_mac(said_mac);
    own_mark text := md5(concat_ws(',', device, lower(asked_login), said_number));
    -- Seen from the customer; the router's Input is what the customer sent (RFC 2866, 5.3; RFC 2869, 5.1).
    got bigint := (out_gigawords << 32) + out_octets;
    sent bigint := (in_gigawords << 32) + in_octets;
    known record;
    own record;
    appears boolean;
    since timestamptz := began;
BEGIN
    IF status IN ('Accounting-On', 'Accounting-Off') THEN
        UPDATE internet_session SET ended_at = moment, cause = 'restarted'
            WHERE device_id = device AND ended_at IS NULL AND began_at <= moment;
        RETURN 'written';
    END IF;
    SELECT id, account_id INTO known FROM internet_line WHERE login = lower(asked_login);
    IF device IS NULL OR known.id IS NULL OR said_number = '' OR status NOT IN ('Start', 'Interim-Update', 'Stop') THEN
        RETURN 'unknown';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('internet.accounting', known.id));  -- of one line one at a time
    -- A router that begins anew says by it that what it had before is over.
    IF status = 'Start' THEN
        UPDATE internet_session session SET ended_at = moment, cause = 'replaced'
            WHERE session.line_id = known.id AND session.ended_at IS NULL AND session.began_at < moment
              AND CASE WHEN session.mark = own_mark THEN session.heard_at + slack < moment
                  ELSE radius_same_router(session, device, said_port, own_mac) END;
    END IF;
    SELECT session.id, session.ended_at, session.heard_at, session.in_bytes, session.out_bytes, session.in_packets, session.out_packets INTO own
        FROM internet_session session
        WHERE session.mark = own_mark AND (NOT knows_age OR session.began_at <= moment + slack AND began <=
            LEAST(session.heard_at + slack, CASE session.cause WHEN 'restarted' THEN session.ended_at END))
        ORDER BY abs(date_part('epoch', session.began_at - began)) LIMIT 1;
    appears := own.id IS NULL OR own.ended_at IS NOT NULL;
    IF own.id IS NULL THEN
        INSERT INTO internet_session (account_id, line_id, device_id, mark, number, port, mac, address4, prefix6, given,
            began_at, heard_at, ended_at, cause, in_bytes, out_bytes, in_packets, out_packets, drop, because, refused)
        VALUES (known.account_id, known.id, device, own_mark, left(said_number, 64), left(said_port, 64), own_mac,
            NULLIF(said_address4, '')::inet, left(said_prefix6, 43), COALESCE(NULLIF(left(said_class, 40), ''), (
                -- A router that keeps Class to itself was told what we last answered there: else it is told again by the hour.
                SELECT answer.given FROM internet_answer answer WHERE answer.line_id = known.id AND answer.device_id = device
                    AND answer.accepted AND answer.at <= began + slack ORDER BY answer.at DESC LIMIT 1), ''), began, moment,
            CASE WHEN status = 'Stop' THEN moment END, CASE WHEN status = 'Stop' THEN left(said_cause, 40) ELSE '' END,
            got, sent, said_out_packets, said_in_packets, false, '', '')
            RETURNING id INTO own.id;
    ELSE
        since := own.heard_at;
        UPDATE internet_session session SET
            port = COALESCE(NULLIF(left(said_port, 64), ''), session.port),
            mac = COALESCE(NULLIF(own_mac, ''), session.mac),
            address4 = COALESCE(NULLIF(said_address4, '')::inet, session.address4),
            prefix6 = COALESCE(NULLIF(left(said_prefix6, 43), ''), session.prefix6),
            given = COALESCE(NULLIF(session.given, ''), left(said_class, 40)),
            began_at = CASE WHEN began < session.began_at - interval '2 seconds' THEN began ELSE session.began_at END,
            heard_at = GREATEST(session.heard_at, moment),
            ended_at = CASE
                WHEN session.ended_at IS NULL OR session.cause IN ('silent', 'replaced') AND status = 'Stop'
                    THEN CASE WHEN status = 'Stop' THEN moment END
                WHEN session.cause IN ('silent', 'replaced') AND moment > session.ended_at
                  OR (session.cause IN ('gone', 'dropped') OR session.cause = 'restarted' AND seconds > 0)
                    AND moment > session.ended_at + slack AND status = 'Interim-Update'
                    THEN NULL
                ELSE session.ended_at END,
            cause = CASE
                WHEN session.ended_at IS NULL OR session.cause IN ('silent', 'replaced') AND status = 'Stop'
                    THEN CASE WHEN status = 'Stop' THEN left(said_cause, 40) ELSE '' END
                WHEN session.cause IN ('silent', 'replaced') AND moment > session.ended_at
                  OR (session.cause IN ('gone', 'dropped') OR session.cause = 'restarted' AND seconds > 0)
                    AND moment > session.ended_at + slack AND status = 'Interim-Update'
                    THEN ''
                ELSE session.cause END,
            in_bytes = GREATEST(session.in_bytes, got),
            out_bytes = GREATEST(session.out_bytes, sent),
            in_packets = GREATEST(session.in_packets, said_out_packets),
            out_packets = GREATEST(session.out_packets, said_in_packets)
        WHERE session.id = own.id;
        got := GREATEST(0, got - own.in_bytes);
        sent := GREATEST(0, sent - own.out_bytes);
        said_out_packets := GREATEST(0, said_out_packets - own.in_packets);
        said_in_packets := GREATEST(0, said_in_packets - own.out_packets);
    END IF;
    IF appears THEN
        -- What the line may do may have changed since it was let in, or while nothing was heard of it: nobody was told.
        UPDATE internet_session session SET asked_at = now() FROM internet_lines(now()) wanted
            WHERE session.id = own.id AND session.ended_at IS NULL AND session.given <> ''
              AND wanted.id = known.id AND wanted.given <> session.given;
    END IF;
    IF got + sent + said_out_packets + said_in_packets = 0 AND moment < since + interval '10 seconds' THEN
        RETURN 'written';  -- a start, or what was told already
    END IF;
    IF moment <= since THEN
        since := moment - make_interval(secs => COALESCE((SELECT interim_seconds FROM internet_rules), 300));
    END IF;
    PERFORM internet_carried(known.id, since, moment, got, sent, said_out_packets, said_in_packets);
    RETURN 'written';
END $$
"""

FUNCTIONS = {
    "internet_make_part(text, date)": MAKE_PART,
    "internet_set_apart(text, date)": SET_APART,
    "internet_thin()": THIN,
    "internet_thin_rest(date, date)": THIN_REST,
    "internet_drop_parts(date)": DROP_PARTS,
    "internet_cut(timestamptz, timestamptz, text)": CUT,
    "internet_carried(bigint, timestamptz, timestamptz, bigint, bigint, bigint, bigint)": CARRIED,
    "radius_accounted(text, text, text, text, text, text, text, text, text, "
    "bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, text)": ACCOUNTED,
}

BYTES = [
    ('in_bytes', models.BigIntegerField()),
    ('out_bytes', models.BigIntegerField()),
]
CARRIES = [
    *BYTES,
    ('in_packets', models.BigIntegerField()),
    ('out_packets', models.BigIntegerField()),
]


class Migration(migrations.Migration):

    dependencies = [
        ('internet', '0004_audit'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('pk', models.CompositePrimaryKey('line_id', 'since', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line_id', models.BigIntegerField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                *CARRIES,
            ],
            options={'db_table': 'internet_sample', 'managed': False},
        ),
        migrations.CreateModel(
            name='Mean',
            fields=[
                ('pk', models.CompositePrimaryKey('line_id', 'minutes', 'at', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line_id', models.BigIntegerField()),
                ('minutes', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('seconds', models.IntegerField()),
                *CARRIES,
            ],
            options={'db_table': 'internet_mean', 'managed': False},
        ),
        migrations.CreateModel(
            name='Volume',
            fields=[
                ('pk', models.CompositePrimaryKey('line_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line_id', models.BigIntegerField()),
                ('day', models.DateField()),
                *BYTES,
            ],
            options={'db_table': 'internet_volume', 'managed': False},
        ),
        migrations.RunSQL(TABLES, GONE),
        *(
            migrations.RunSQL([made, f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC"], f"DROP FUNCTION {name}")
            for name, made in FUNCTIONS.items()
        ),
    ]
