"""Interest on what is paid late, as the profile's formula has it. A contributor of charges; it may be switched off.

Simple interest by days over a year of 365 (Kodeks cywilny, art. 481), and none on interest itself (art. 482): what a bill
charges of it is a debt of the service "interest". Days are counted from the one after the due day (the working day that
comes after a Sunday) to the one on which it was paid, for stretches from one bill to the next, each on a basis of its own: a payment that is booked late with an earlier
day, or one taken back, comes as a difference within the months that a run looks at.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from abonent import profile
from abonent.billing.bulk.fees import facts_of
from abonent.billing.models import Batch, Period
from abonent.billing.queries.periods import A_DAY, LOOKBACK_MONTHS, month_later, period_of
from abonent.profile.days_off import is_working_day

SOURCE = "interest"

LONGEST_REST = timedelta(days=14)
"""So long before the days that are looked at a bill may have been due and yet be late in them only."""

# Account by account (LATERAL, fenced by OFFSET 0): however the planner guesses, it never reads the whole ledger. What a
# correction took away was never owed. A dispute holds the days since it was made back until it has its answer.
_LATE = """
off AS (
    SELECT * FROM unnest(%(off)s::date[], %(working)s::date[]) AS of (day, working)
), disputed AS MATERIALIZED (
    SELECT entry_id, min((made_at AT TIME ZONE %(zone)s)::date) AS until FROM billing_respite
    WHERE kind = 'DISPUTE' AND ended_at IS NULL GROUP BY entry_id
), late AS MATERIALIZED (
    SELECT entry.account_id, entry.id, entry.invoice_id, entry.amount, coalesce(off.working, entry.due_on) AS due_on,
           entry.due_on AS said_on, least(%(until)s::date, disputed.until) AS until
    FROM billing_payer payer CROSS JOIN LATERAL (
        SELECT * FROM billing_entry WHERE account_id = payer.account_id AND debit_id = 1 OFFSET 0) entry
    LEFT JOIN off ON off.day = entry.due_on LEFT JOIN disputed ON disputed.entry_id = entry.id
    WHERE payer.cycle = %(cycle)s AND payer.account_id BETWEEN %(low)s AND %(high)s
      AND entry.service <> %(source)s AND coalesce(off.working, entry.due_on) < %(until)s::date - 1
), paid AS MATERIALIZED (
    SELECT pays.* FROM (SELECT DISTINCT account_id FROM late) account CROSS JOIN LATERAL (
        SELECT allocation.debit_id, credit.kind, credit.value_on, allocation.amount FROM billing_allocation allocation
        JOIN billing_entry credit ON credit.account_id = allocation.account_id AND credit.id = allocation.credit_id
        WHERE allocation.account_id = account.account_id OFFSET 0) pays
), change AS (
    SELECT id, until, due_on + 1 AS day, amount FROM late
    UNION ALL
    SELECT late.id, late.until, 1 + CASE WHEN paid.kind = 'CORRECTION' THEN late.due_on
                                        ELSE greatest(paid.value_on, late.due_on) END, -paid.amount
    FROM late JOIN paid ON paid.debit_id = late.id
), step AS (
    SELECT id, sum(sum(amount)) OVER earlier AS open,
           daterange(day, greatest(day, least(lead(day) OVER earlier, until))) AS days
    FROM change GROUP BY id, until, day WINDOW earlier AS (PARTITION BY id ORDER BY day)
)"""

_OUGHT = """
stretch AS (
    SELECT first, daterange(first, next) AS days FROM unnest(%(firsts)s::date[], %(nexts)s::date[]) AS of (first, next)
), rate AS (
    SELECT percent, daterange(since, next) AS days
    FROM jsonb_to_recordset(%(rates)s::jsonb) AS of (since date, next date, percent numeric)
), part AS (
    SELECT step.id, stretch.first, step.open, rate.percent, on_.days, upper(on_.days) - lower(on_.days) AS n
    FROM step JOIN stretch ON stretch.days && step.days JOIN rate ON rate.days && (stretch.days * step.days)
    CROSS JOIN LATERAL (SELECT step.days * stretch.days * rate.days AS days) on_
    WHERE step.open > 0
), ought AS (
    SELECT late.account_id, format('interest:%%s:%%s', late.id, part.first) AS basis,
           round(sum(part.open * part.percent * part.n) / 36500, 2) AS amount,
           daterange(min(lower(part.days)), max(upper(part.days))) AS days, late.said_on AS due_on,
           late.invoice_id,
           jsonb_agg(jsonb_build_object('amount', part.open::text, 'percent', part.percent::text, 'days', part.n)
                     ORDER BY lower(part.days)) AS parts
    FROM part JOIN late USING (id) GROUP BY late.account_id, late.id, late.said_on, late.invoice_id, part.first
)"""

# As the run compares it; what is older than the stretches that are worked out again stays as it was charged.
_CHARGED = """
charged AS (
    SELECT charge.account_id, charge.basis, sum(charge.amount) AS amount,
           split_part(charge.basis, ':', 3)::date < (%(firsts)s::date[])[1] AS old
    FROM billing_payer payer CROSS JOIN LATERAL (
        SELECT * FROM billing_charge charge
        WHERE charge.account_id = payer.account_id AND upper(days) > lower(%(window)s::daterange)
          AND days && %(window)s::daterange AND source = %(source)s OFFSET 0) charge
    WHERE payer.cycle = %(cycle)s AND payer.account_id BETWEEN %(low)s AND %(high)s
    GROUP BY charge.account_id, charge.basis
)"""

# More is charged once it has grown to the least that is; less comes back at once.
_INTEREST = f"""
WITH {_LATE}, {_OUGHT}, {_CHARGED}, compared AS (
    SELECT account_id, basis, days, due_on, invoice_id, parts, old, ought.amount AS ought,
           coalesce(charged.amount, 0.00) AS charged
    FROM ought FULL JOIN charged USING (account_id, basis)
), due AS (
    SELECT *, CASE WHEN old OR ought > charged AND %(smallest)s > sum(coalesce(ought, 0) - charged)
                        FILTER (WHERE old IS NOT TRUE) OVER (PARTITION BY account_id)
                   THEN charged ELSE ought END AS amount
    FROM compared
)
INSERT INTO draft_ought
SELECT due.account_id, NULL, NULL, %(source)s, %(source)s, %(name)s, due.days, 1, 'once', due.amount, due.amount, true,
       %(vat)s, jsonb_build_object('rule', 'interest', 'bill', invoice.number, 'due_on', due.due_on, 'parts', due.parts,
                                   'law', %(law)s::text), due.basis
FROM due LEFT JOIN billing_invoice invoice ON invoice.id = due.invoice_id WHERE due.amount <> 0
"""


def charges() -> bool:
    """Tell whether the profile lets interest be charged; when it does not, what was charged before stays."""
    return profile.current().interest.charge


def prepare(period: Period) -> None:
    """Nothing is shared between accounts here."""


def draft(batch: Batch) -> None:
    """Write what ought to be charged for being late until the day before the bill, for the months that a run looks at."""
    interest, found = profile.current().interest, list(stretches(batch.period))
    off = dict(_days_off(found[0][0], found[-1][1]))
    facts: dict[str, Any] = {
        **facts_of(batch, source=SOURCE),
        "until": found[-1][1],
        "firsts": [first for first, _ in found],
        "nexts": [after for _, after in found],
        "off": list(off),
        "working": list(off.values()),
        "rates": Jsonb(list(_rates())),
        "smallest": interest.smallest,
        "name": Jsonb(_name()),
        "vat": interest.vat,
        "law": interest.law,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INTEREST, facts)


def stretches(period: Period) -> Iterator[tuple[date, date]]:
    """Return the stretches from bill to bill, [first, next), that a run of this period works out: all inside its window.

    Where bills come at the end of what they bill, they are the periods themselves. What was billed had the bill day of its
    time, whatever the profile says by now: another stretch would be charged beside it.
    """
    cycle = next(cycle for cycle in profile.current().billing.cycles if cycle.code == period.cycle)
    earliest = month_later(period.days.lower, 1 - LOOKBACK_MONTHS)
    months = [month_later(earliest, count) for count in range(-1, LOOKBACK_MONTHS)]
    billed = Period.objects.filter(cycle=cycle.code, days__startswith__in=months).exclude(state=Period.State.OPEN)
    known = {each.days.lower: each for each in billed}
    ends = {_counted_until(known.get(month) or period_of(cycle, month=month)) for month in months}
    until = _counted_until(period)
    yield from pairwise([*sorted(end for end in ends if earliest <= end < until), until])


def _counted_until(period: Period) -> date:
    """Return the first day that the bills of a period do not count any more."""
    day: date = min(period.bill_on, period.days.upper)
    return day


def _days_off(first: date, until: date) -> Iterator[tuple[date, date]]:
    """Return each day on which nobody works, with the working day after it: that is the last on which to pay in time.

    Kodeks cywilny, art. 115; Цивільний кодекс України, ст. 254.
    """
    day = working = first - LONGEST_REST
    while day < until:
        while not is_working_day(working):
            working += A_DAY
        if day < working:
            yield day, working
        day += A_DAY
        working = max(day, working)


def _rates() -> Iterator[dict[str, str | None]]:
    rates = sorted(profile.current().interest.rates, key=lambda rate: rate.since)
    ends = [rate.since.isoformat() for rate in rates[1:]]
    for rate, after in zip(rates, [*ends, None], strict=True):
        yield {"since": rate.since.isoformat(), "next": after, "percent": str(rate.percent)}


def _name() -> dict[str, str]:
    """Return what the line is called, in each of the operator's languages."""
    names = {}
    for language in profile.current().languages:
        with translation.override(language):
            names[language] = _("Interest for late payment")
    return names
