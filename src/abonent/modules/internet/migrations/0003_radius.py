"""What FreeRADIUS may ask and tell: functions that run with the owner's rights, for a role that can read no table."""

from django.db import migrations

OURS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"

MAC = """
CREATE FUNCTION radius_mac(said text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
-- Twelve small digits, or nothing: routers also say addresses and telephone numbers there (RFC 2865, 5.31).
SELECT COALESCE(regexp_replace(substring(lower(said) FROM
    '^(?:(?:[0-9a-f]{2}[:-]?){5}[0-9a-f]{2}|(?:[0-9a-f]{4}[.]){2}[0-9a-f]{4})'), '[^0-9a-f]', '', 'g'), '')
$$
"""

DEVICE = f"""
CREATE FUNCTION radius_device(address text) RETURNS text {OURS} STABLE AS $$
BEGIN
    RETURN (SELECT device.id || ' ' || device.secret FROM internet_device device
        WHERE device.address = radius_device.address::inet AND device.ended_at IS NULL);
END $$
"""

HEARD = f"""
CREATE FUNCTION radius_heard(address text) RETURNS bigint {OURS} AS $$
DECLARE
    found record;
BEGIN
    SELECT device.id, device.heard_at INTO found FROM internet_device device
        WHERE device.address = radius_heard.address::inet AND device.ended_at IS NULL;
    IF found.heard_at IS NULL OR found.heard_at < date_trunc('minute', now()) THEN
        -- Whoever comes while another writes it need not wait to write the same.
        UPDATE internet_device SET heard_at = date_trunc('minute', now())
            WHERE id = (SELECT id FROM internet_device WHERE id = found.id FOR NO KEY UPDATE SKIP LOCKED);
    END IF;
    RETURN found.id;
END $$
"""

SAME_ROUTER = """
CREATE FUNCTION radius_same_router(session internet_session, device bigint, port text, mac text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
-- By the MAC where both are known; a port is shared by many where a router names its interface.
SELECT CASE
    WHEN session.mac <> '' AND mac <> '' THEN session.mac = mac
    ELSE port <> '' AND session.port = port AND session.device_id = device END
$$
"""

REPLIES = """
CREATE FUNCTION radius_replies(device_vendor text, now_level text, names text[], facts text[])
RETURNS TABLE (place smallint, attribute text, value text) LANGUAGE plpgsql STABLE AS $$
DECLARE
    reply record;
    fact integer;
BEGIN
    FOR reply IN SELECT * FROM internet_reply WHERE vendor = device_vendor AND level = now_level ORDER BY internet_reply.place
    LOOP
        value := reply.value;
        FOR fact IN 1 .. cardinality(names) LOOP
            IF position(names[fact] IN value) > 0 THEN
                value := replace(value, names[fact], facts[fact]);  -- nothing, when there is no such fact
            END IF;
        END LOOP;
        IF value IS NOT NULL THEN
            place := reply.place;
            attribute := reply.attribute;
            RETURN NEXT;
        END IF;
    END LOOP;
END $$
"""

AUTHORIZE = f"""
CREATE FUNCTION radius_authorize(asked_login text, asked_device text, asked_mac text, asked_port text)
RETURNS TABLE (place integer, about text, attribute text, value text, op text) {OURS} STABLE AS $$
#variable_conflict use_column
DECLARE
    device record;
    line record;
    rules record;
    connected bigint;
    why text := '';
BEGIN
    SELECT known.id, known.vendor INTO device FROM internet_device known
        WHERE known.address = asked_device::inet AND known.ended_at IS NULL;
    SELECT known.*, now.level, now.given, now.down_kbits, now.up_kbits INTO line
        FROM internet_line known JOIN internet_lines(now()) now ON now.id = known.id
        WHERE known.login = lower(asked_login) AND now.login = lower(asked_login);
    SELECT * INTO rules FROM internet_rules;
    SELECT count(*) INTO connected FROM internet_session session
        WHERE session.line_id = line.id AND session.ended_at IS NULL
          AND session.heard_at > now() - make_interval(mins => rules.silent_minutes)
          AND NOT radius_same_router(session, device.id, asked_port, radius_mac(asked_mac));
    why := CASE
        WHEN device.id IS NULL THEN 'device'
        WHEN line.id IS NULL THEN 'unknown'
        WHEN line.secret = '' THEN 'no_password'
        WHEN line.level = 'OFF' THEN 'closed'
        WHEN line.mac_bound AND NOT (line.macs @> ARRAY[radius_mac(asked_mac)]::varchar[]) THEN 'mac'
        WHEN connected >= rules.sessions THEN 'connected'
        ELSE '' END;
    RETURN QUERY SELECT 1, asked_login, 'Abonent-Why', why, ':=' WHERE why <> '';
    IF device.id IS NULL OR line.id IS NULL OR line.secret = '' THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT 2, asked_login, said.attribute, said.value, ':=' FROM (VALUES
        ('Abonent-Line', line.id::text), ('Abonent-Sealed', line.secret), ('Abonent-Given', line.given))
        AS said (attribute, value) WHERE said.value <> '';
    RETURN QUERY SELECT 2 + reply.place, asked_login, 'Abonent-Reply', reply.attribute || ' = ' || reply.value, '+='
        FROM radius_replies(device.vendor, line.level,
            ARRAY['{{down_kbits}}', '{{up_kbits}}', '{{address4}}', '{{prefix6}}', '{{pool}}', '{{interim}}'],
            ARRAY[line.down_kbits::text, line.up_kbits::text, host(line.address4), NULLIF(line.prefix6, ''),
                CASE WHEN line.address4 IS NULL THEN COALESCE(NULLIF(line.pool, ''), rules.pool) END,
                rules.interim_seconds::text]) reply;
END $$
"""

ANSWERED = f"""
CREATE FUNCTION radius_answered(asked_login text, asked_device text, asked_mac text, said_given text, said_why text)
RETURNS text {OURS} AS $$
DECLARE
    device bigint := radius_heard(asked_device);
    line bigint := (SELECT id FROM internet_line WHERE login = lower(asked_login));
BEGIN
    -- A router with an old password asks again and again, for weeks: the same refusal is written down once a minute.
    IF said_why <> '' AND EXISTS (
            SELECT FROM (
                SELECT * FROM internet_answer WHERE line_id = line AND at > now() - interval '1 minute'
                UNION ALL
                SELECT * FROM internet_answer WHERE line IS NULL AND line_id IS NULL AND at > now() - interval '1 minute') last
            WHERE login = left(asked_login, 64) AND why = said_why AND mac = radius_mac(asked_mac)
              AND device_id IS NOT DISTINCT FROM device) THEN
        RETURN 'known';
    END IF;
    INSERT INTO internet_answer (at, login, line_id, device_id, mac, accepted, given, why)
    VALUES (now(), left(asked_login, 64), line, device, radius_mac(asked_mac), said_why = '',
        CASE WHEN said_why = '' THEN left(said_given, 40) ELSE '' END, left(said_why, 40));
    RETURN 'written';
END $$
"""

FUNCTIONS = {
    "radius_mac(text)": MAC,
    "radius_device(text)": DEVICE,
    "radius_heard(text)": HEARD,
    "radius_same_router(internet_session, bigint, text, text)": SAME_ROUTER,
    "radius_replies(text, text, text[], text[])": REPLIES,
    "radius_authorize(text, text, text, text)": AUTHORIZE,
    "radius_answered(text, text, text, text, text)": ANSWERED,
}


class Migration(migrations.Migration):

    dependencies = [
        ('internet', '0002_lines'),
    ]

    operations = [
        migrations.RunSQL([made, f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC"], f"DROP FUNCTION {name}")
        for name, made in FUNCTIONS.items()
    ]
