"""What a line may do at an instant: the one place that says so, for pages, jobs and RADIUS alike."""

from django.db import migrations

LINES = """
CREATE FUNCTION internet_lines(instant timestamptz) RETURNS TABLE (
    id bigint, account_id bigint, subscription_id bigint, login varchar, tariff_id bigint,
    down_kbits integer, up_kbits integer, level text, given text)
LANGUAGE sql STABLE AS $$
SELECT line.id, line.account_id, line.subscription_id, line.login, plan.tariff_id, plan.down_kbits, plan.up_kbits, now.level,
    CASE WHEN now.level = 'OFF' THEN '' ELSE now.level || ' ' || plan.down_kbits || '/' || plan.up_kbits END
FROM internet_line line
LEFT JOIN LATERAL (
    SELECT held.tariff_id,
        COALESCE((tariff.facts ->> 'down_kbits')::integer, 0) AS down_kbits,
        COALESCE((tariff.facts ->> 'up_kbits')::integer, 0) AS up_kbits
    FROM contracts_holding held JOIN contracts_tariff tariff ON tariff.id = held.tariff_id AND tariff.kind = 'PLAN'
    WHERE held.account_id = line.account_id AND held.subscription_id = line.subscription_id
      AND held.withdrawn_at IS NULL AND held.valid @> instant
    LIMIT 1) plan ON true
CROSS JOIN LATERAL (
    SELECT bool_or(limits.level = 'SUSPENDED') AS suspended, count(*) > 0 AS limited
    FROM contracts_restriction limits
    WHERE limits.account_id = line.account_id AND limits.lifted_at IS NULL
      AND (limits.subscription_id IS NULL OR limits.subscription_id = line.subscription_id)) restricted
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN plan.tariff_id IS NULL THEN 'OFF'
        WHEN restricted.suspended THEN 'SUSPENDED'
        WHEN restricted.limited THEN 'LIMITED'
        ELSE 'FREE' END AS level) now
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('internet', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(LINES, "DROP FUNCTION internet_lines(timestamptz)"),
    ]
