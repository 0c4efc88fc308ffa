"""Who was let in counts against the limit of connections at once, and not only when accounting tells of it."""

from django.db import migrations, models

# Plans are kept as long as FreeRADIUS is connected, and were made when tables were small.
LASTING = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off"

SAME = """
CREATE FUNCTION radius_same(one bigint, one_port text, one_mac text, other bigint, other_port text, other_mac text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
-- As radius_same_router says it of a session: by the MAC where both are known, else by device and port.
SELECT CASE
    WHEN one_mac <> '' AND other_mac <> '' THEN one_mac = other_mac
    ELSE one_port <> '' AND one_port = other_port AND one = other END
$$
"""

# What radius_authorize has found holds until here unless somebody else was let in meanwhile. So here, where the password is
# known to be right, one at a time looks for that, counts again if it is so, and writes down that it is let in. Accounting of a
# line waits for the same lock: nobody is counted twice, or not at all, while the first packet about them is written.
ACCEPTED = f"""
CREATE FUNCTION radius_accepted(asked_login text, asked_device text, asked_mac text, asked_port text, said_given text)
RETURNS text {LASTING} AS $$
DECLARE
    -- Routers tell again for half a minute what was not acknowledged (RFC 5080, 2.2.1): the question as often as the first
    -- packet of accounting. Whoever has not been told of after both has not come to be connected.
    counts_for CONSTANT interval := '1 minute';
    rounding CONSTANT interval := '2 seconds';  -- of Acct-Delay-Time and Acct-Session-Time, which are whole seconds
    own_mac text := radius_mac(asked_mac);
    own_port text := left(asked_port, 64);
    asked record;
    is_full boolean;
BEGIN
    SELECT line.id AS line, asking.id AS device, asking.heard_at,
        pg_advisory_xact_lock(hashtextextended('internet.accounting', line.id)) AS alone INTO asked
        FROM internet_line line, internet_device asking
        WHERE line.login = lower(asked_login) AND asking.address = asked_device::inet AND asking.ended_at IS NULL;
    IF NOT FOUND THEN
        RETURN 'unknown';
    END IF;
    IF EXISTS (
            SELECT FROM internet_answer let_in
            WHERE let_in.line_id = asked.line AND let_in.at > now() - counts_for AND let_in.accepted
              AND NOT radius_same(let_in.device_id, let_in.port, let_in.mac, asked.device, own_port, own_mac)) THEN
        SELECT (
            SELECT count(*) FROM internet_session session
            WHERE session.line_id = asked.line AND session.ended_at IS NULL
              AND session.heard_at > now() - make_interval(mins => rules.silent_minutes)
              AND NOT radius_same_router(session, asked.device, own_port, own_mac)
        ) + (  -- a router that has asked again and again is one
            SELECT count(DISTINCT CASE WHEN let_in.mac <> '' THEN let_in.mac ELSE concat_ws(' ', let_in.device_id, let_in.port) END)
            FROM internet_answer let_in
            WHERE let_in.line_id = asked.line AND let_in.at > now() - counts_for AND let_in.accepted
              AND NOT radius_same(let_in.device_id, let_in.port, let_in.mac, asked.device, own_port, own_mac)
              AND NOT EXISTS (  -- its session counts for it
                SELECT FROM internet_session told
                WHERE told.line_id = asked.line AND told.ended_at IS NULL
                  AND told.heard_at > now() - make_interval(mins => rules.silent_minutes)
                  AND radius_same_router(told, let_in.device_id, let_in.port, let_in.mac))
              AND NOT EXISTS (  -- or has come and gone
                SELECT FROM internet_session over
                WHERE over.line_id = asked.line AND over.began_at >= let_in.at - rounding AND over.ended_at >= let_in.at
                  AND radius_same_router(over, let_in.device_id, let_in.port, let_in.mac))
        ) >= rules.sessions INTO is_full FROM internet_rules rules;
        IF is_full THEN
            RETURN 'connected';
        END IF;
    END IF;
    INSERT INTO internet_answer (at, login, line_id, device_id, mac, port, accepted, given, why)
        VALUES (now(), left(asked_login, 64), asked.line, asked.device, own_mac, own_port, true, left(said_given, 40), '');
    IF asked.heard_at IS NULL OR asked.heard_at < date_trunc('minute', now()) THEN
        PERFORM radius_heard(asked_device);
    END IF;
    RETURN 'accepted';
END $$
"""

FUNCTIONS = {
    "radius_same(bigint, text, text, bigint, text, text)": SAME,
    "radius_accepted(text, text, text, text, text)": ACCEPTED,
}


class Migration(migrations.Migration):
    dependencies = [
        ("internet", "0007_accounting"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="port",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        *(
            migrations.RunSQL([made, f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC"], f"DROP FUNCTION {name}")
            for name, made in FUNCTIONS.items()
        ),
    ]
