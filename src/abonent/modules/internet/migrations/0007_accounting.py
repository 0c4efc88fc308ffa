"""Accounting, which alone writes what lines carry: every packet adds what it tells more than those before it."""

from django.db import migrations

OURS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"

# A stretch of time cut at the midnights of a zone; `before` and `after` are the shares of it that are over then.
CUT = """
CREATE FUNCTION internet_cut(whole_since timestamptz, whole_until timestamptz, zone text)
RETURNS TABLE (day date, since timestamptz, until timestamptz, before float8, after float8) LANGUAGE sql STABLE AS $$
SELECT first::date, low, high,
    date_part('epoch', low - whole_since) / date_part('epoch', whole_until - whole_since),
    date_part('epoch', high - whole_since) / date_part('epoch', whole_until - whole_since)
FROM generate_series(date_trunc('day', whole_since AT TIME ZONE zone), whole_until AT TIME ZONE zone, interval '1 day') first,
    LATERAL (SELECT  -- where clocks are put back at midnight, it may be over twice before the first midnight
        CASE WHEN first <= whole_since AT TIME ZONE zone THEN whole_since ELSE first AT TIME ZONE zone END AS low,
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

FURTHER = """
CREATE FUNCTION radius_further(known bigint, said bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
-- Packets are counted in 32 bits (RFC 2866, 5.8 and 5.9), and no gigawords tell how often: after 2^32 a router begins anew.
SELECT CASE WHEN said > 0 AND said < known AND (said - known) & 4294967295 < 1::bigint << 31
    THEN known + ((said - known) & 4294967295) ELSE said END
$$
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
    device bigint;
    own_mac text;
    own_mark text;
    -- Seen from the customer; the router's Input is what the customer sent (RFC 2866, 5.3; RFC 2869, 5.1).
    -- No line carries 2^56: a router that says so has lost count, and adds nothing.
    got bigint := CASE WHEN out_gigawords < 1 << 24 THEN (out_gigawords << 32) + out_octets ELSE 0 END;
    sent bigint := CASE WHEN in_gigawords < 1 << 24 THEN (in_gigawords << 32) + in_octets ELSE 0 END;
    known record;
    own record;
    appears boolean;
    since timestamptz := began;
BEGIN
    IF status = 'Interim-Update' AND knows_age THEN  -- nearly every packet: a session under way tells more, and nothing else
        UPDATE internet_session session SET heard_at = moment, in_bytes = got, out_bytes = sent,
            in_packets = said_out_packets, out_packets = said_in_packets
        FROM (
            SELECT session.id, session.line_id, session.heard_at, session.in_bytes, session.out_bytes,
                session.in_packets, session.out_packets, asking.heard_at AS device_heard_at, rules.zone
            FROM internet_rules rules, internet_device asking JOIN internet_session session
              ON session.mark = md5(concat_ws(',', asking.id, lower(asked_login), said_number))
            WHERE asking.address = asked_device::inet AND asking.ended_at IS NULL
              AND session.ended_at IS NULL AND session.heard_at < moment
              AND began BETWEEN session.began_at - interval '2 seconds' AND session.heard_at + slack
              AND session.in_bytes <= got AND session.out_bytes <= sent
              AND session.in_packets <= said_out_packets AND session.out_packets <= said_in_packets
              AND left(said_port, 64) IN ('', session.port)
              AND (said_mac = '' OR session.mac = lower(translate(said_mac, ':-.', '')))
              AND (said_address4 = '' OR session.address4 = said_address4::inet)
              AND left(said_prefix6, 43) IN ('', session.prefix6) AND (session.given <> '' OR said_class = '')
            LIMIT 1 FOR NO KEY UPDATE OF session) was
        WHERE session.id = was.id RETURNING was.* INTO own;
        IF FOUND THEN
            IF own.device_heard_at IS NULL OR own.device_heard_at < date_trunc('minute', now()) THEN
                PERFORM radius_heard(asked_device);
            END IF;
            got := got - own.in_bytes;
            sent := sent - own.out_bytes;
            said_out_packets := said_out_packets - own.in_packets;
            said_in_packets := said_in_packets - own.out_packets;
            since := moment - interval '1 microsecond';  -- still of the same day, for whom a day ends
            IF got + sent + said_out_packets + said_in_packets = 0 AND moment < own.heard_at + interval '10 seconds' THEN
                RETURN 'written';  -- told already
            END IF;
            IF (own.heard_at AT TIME ZONE 'UTC')::date < (since AT TIME ZONE 'UTC')::date
                OR (own.heard_at AT TIME ZONE own.zone)::date < (since AT TIME ZONE own.zone)::date THEN
                PERFORM internet_carried(own.line_id, own.heard_at, moment, got, sent, said_out_packets, said_in_packets);
                RETURN 'written';
            END IF;
            -- As internet_carried does it for one day; in place, since calling it costs as much as the sample.
            INSERT INTO internet_sample
                VALUES (own.line_id, own.heard_at, moment, got, sent, said_out_packets, said_in_packets);
            IF got + sent > 0 THEN
                INSERT INTO internet_volume AS volume VALUES (own.line_id, since AT TIME ZONE own.zone, got, sent)
                    ON CONFLICT (line_id, day) DO UPDATE
                    SET in_bytes = volume.in_bytes + EXCLUDED.in_bytes, out_bytes = volume.out_bytes + EXCLUDED.out_bytes;
            END IF;
            RETURN 'written';
        END IF;
    END IF;
    device := radius_heard(asked_device);
    own_mac := radius_mac(said_mac);
    own_mark := md5(concat_ws(',', device, lower(asked_login), said_number));
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
        ORDER BY abs(date_part('epoch', session.began_at - began)) LIMIT 1 FOR NO KEY UPDATE;
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
        IF moment > since AND got >= own.in_bytes AND sent >= own.out_bytes THEN
            said_out_packets := radius_further(own.in_packets, said_out_packets);
            said_in_packets := radius_further(own.out_packets, said_in_packets);
        END IF;
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
    "internet_cut(timestamptz, timestamptz, text)": CUT,
    "internet_carried(bigint, timestamptz, timestamptz, bigint, bigint, bigint, bigint)": CARRIED,
    "radius_further(bigint, bigint)": FURTHER,
    "radius_accounted(text, text, text, text, text, text, text, text, text, "
    "bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, text)": ACCOUNTED,
}

NEW = ("radius_further(bigint, bigint)",)


class Migration(migrations.Migration):
    dependencies = [
        ("internet", "0006_told"),
    ]

    operations = [
        *(migrations.RunSQL(f"DROP FUNCTION {name}") for name in FUNCTIONS if name not in NEW),
        *(
            migrations.RunSQL([made, f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC"], f"DROP FUNCTION {name}")
            for name, made in FUNCTIONS.items()
        ),
    ]
