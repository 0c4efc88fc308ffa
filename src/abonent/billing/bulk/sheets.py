"""From drafted lines to issued bills: numbers, frozen sheets, charges and entries, in one go for any number of accounts.

In two steps: `draft_bills` works out everything that needs no number, `number_bills` numbers and books it. Only the second
keeps others who number waiting.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from abonent.billing.bulk.draft import COLUMNS


class UnknownRate(LookupError):
    """A line has a VAT code that has no rate: nothing is issued rather than without tax."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What all bills of one issue have in common. `rates`: VAT code → per cent, or None where there is no VAT.

    `buyer` is whom a correction names; a bill names its payer as that is now.
    """

    kind: str
    template: str
    prefix: str
    width: int
    issued_on: date
    due_on: date
    period: int | None
    days: str | None
    seller: dict[str, Any]
    transfer: dict[str, Any]
    currency: str
    rates: dict[str, Decimal | None]
    corrects: dict[str, Any] | None
    corrects_id: int | None
    at: datetime
    by: int | None
    buyer: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """How many bills, what they come to, and which accounts had credit before or got some by them."""

    bills: int
    total: Decimal
    with_credit: list[int]


_UNKNOWN_RATES = "SELECT DISTINCT vat FROM draft_line WHERE NOT jsonb_exists(%(rates)s, vat) ORDER BY vat"

# What is held stands first, by service, in the order in which it came to be held, what is given back of it before what is charged
# instead; what was charged once stands below it, by day.
_NUMBER_LINES = """
UPDATE draft_line SET no = numbered.no FROM (
    SELECT ctid, row_number() OVER (
        PARTITION BY account_id ORDER BY subscription_id IS NULL, CASE WHEN subscription_id IS NOT NULL THEN service END,
                                         lower(days), service, holding_id, amount >= 0, basis, revision) AS no
    FROM draft_line
) numbered WHERE draft_line.ctid = numbered.ctid
"""

_BILLS = """
CREATE TEMP TABLE draft_bill ON COMMIT DROP AS
WITH rate AS (
    SELECT key AS code, value::numeric AS rate FROM jsonb_each_text(%(rates)s)
), part AS (
    SELECT line.account_id, line.vat AS code, rate.rate, line.gross, sum(line.amount) AS amount
    FROM draft_line line LEFT JOIN rate ON rate.code = line.vat GROUP BY 1, 2, 3, 4
), taxed AS (
    SELECT account_id, code, rate, amount, gross,
           CASE WHEN gross THEN round(amount * coalesce(rate, 0) / (100 + coalesce(rate, 0)), 2)
                ELSE round(amount * coalesce(rate, 0) / 100, 2) END AS vat
    FROM part
), summed AS (
    SELECT account_id, code, rate, sum(CASE WHEN gross THEN amount - vat ELSE amount END) AS net, sum(vat) AS vat
    FROM taxed GROUP BY account_id, code, rate
)
SELECT account_id, sum(net) AS net, sum(vat) AS vat, sum(net + vat) AS total,
       jsonb_agg(jsonb_build_object('code', code, 'rate', rate::text, 'net', net::text, 'vat', vat::text,
                                    'gross', (net + vat)::text) ORDER BY code) AS rates,
       row_number() OVER (ORDER BY account_id) AS place
FROM summed GROUP BY account_id
"""

# Rows of one statement: each id is greater than the one before, as the numbers are.
_IDS = """
CREATE TEMP TABLE draft_id ON COMMIT DROP AS
SELECT account_id, nextval(pg_get_serial_sequence('billing_invoice', 'id')) AS invoice_id
FROM (SELECT account_id FROM draft_bill ORDER BY account_id) bill
"""

_TAKE_NUMBERS = """
INSERT INTO billing_series AS series (code, next)
SELECT %(prefix)s, 1 + count(*) FROM draft_bill
ON CONFLICT (code) DO UPDATE SET next = series.next + excluded.next - 1
RETURNING next - (SELECT count(*) FROM draft_bill)
"""

# What is read once more and thrown away is not worth compressing.
_SHEETS = """
CREATE TEMP TABLE draft_sheet WITH (toast_tuple_target = 8160) ON COMMIT DROP AS
SELECT bill.account_id, account.number AS account, coalesce(ledger.opening, 0.00) < 0 AS had_credit, jsonb_build_object(
        'v', 1, 'kind', %(kind)s::text, 'language', account.language,
        'currency', %(currency)s::text, 'issued_on', %(issued_on)s::date, 'due_on', %(due_on)s::date,
        'period', CASE WHEN %(days)s::daterange IS NULL THEN NULL
                  ELSE jsonb_build_array(lower(%(days)s::daterange), upper(%(days)s::daterange)) END,
        'corrects', %(corrects)s::jsonb, 'seller', %(seller)s::jsonb,
        'buyer', coalesce(%(buyer)s::jsonb, jsonb_build_object(
            'name', payer.name, 'address', payer.address, 'tax_id', payer.tax_id)),
        'account', account.number, 'lines', lines.lines, 'vat', bill.rates,
        'net', bill.net::text, 'vat_total', bill.vat::text, 'total', bill.total::text,
        'settlement', jsonb_build_object(
            'opening', coalesce(ledger.opening, 0.00)::text, 'to_pay', due.to_pay::text)) AS sheet,
    %(transfer)s::jsonb || jsonb_build_object(
        'bank_account', coalesce(payer.bank_account, ''), 'amount', due.to_pay::text) AS transfer
FROM draft_bill bill
JOIN people_account account ON account.id = bill.account_id
JOIN billing_payer payer ON payer.account_id = bill.account_id
JOIN (
    SELECT account_id, jsonb_agg(jsonb_build_object(
        'no', no, 'service', service, 'name', name, 'days', jsonb_build_array(lower(days), upper(days)),
        'quantity', quantity::text, 'unit', unit, 'unit_price', unit_price::text, 'gross', gross,
        'amount', amount::text, 'vat', vat, 'why', why) ORDER BY no) AS lines
    FROM draft_line GROUP BY account_id
) lines ON lines.account_id = bill.account_id
LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN debit_id = 1 THEN amount ELSE -amount END) AS opening
    FROM billing_entry entry WHERE entry.account_id = bill.account_id
) ledger ON true
CROSS JOIN LATERAL (SELECT greatest(0.00, coalesce(ledger.opening, 0) + bill.total) AS to_pay) due
"""

_INVOICES = """
INSERT INTO billing_invoice (id, account_id, number, kind, corrects_id, period_id, issued_on, due_on, net, vat, total,
                             sheet, sha256, template, recorded_at)
SELECT invoice_id, account_id, number, %(kind)s, %(corrects_id)s, %(period)s, %(issued_on)s, %(due_on)s, net, vat,
       total, sheet, sha256(convert_to(sheet::text, 'UTF8')), %(template)s, %(at)s
FROM (
    SELECT draft_id.invoice_id, bill.account_id, number, bill.net, bill.vat, bill.total,
           draft.sheet || jsonb_build_object('number', number, 'transfer',
               draft.transfer || jsonb_build_object('title', number || ' ' || draft.account)) AS sheet
    FROM draft_bill bill
    CROSS JOIN LATERAL (SELECT %(first)s::bigint + place - 1 AS n OFFSET 0) numbered
    CROSS JOIN LATERAL (
        SELECT %(prefix)s || lpad(n::text, greatest(%(width)s, length(n::text)), '0') AS number OFFSET 0) written
    JOIN draft_sheet draft ON draft.account_id = bill.account_id
    JOIN draft_id ON draft_id.account_id = bill.account_id
    OFFSET 0 -- each sheet is made once, not again for its hash
) sheets
"""

_CHARGES = f"""
INSERT INTO billing_charge ({COLUMNS}, revision, invoice_id, line, recorded_at)
SELECT {COLUMNS}, revision, invoice_id, no, %(at)s
FROM draft_line JOIN draft_id USING (account_id) WHERE charge_id IS NULL
"""

_PENDING_CHARGES = """
UPDATE billing_charge SET invoice_id = bill.invoice_id, line = line.no
FROM draft_line line JOIN draft_id bill ON bill.account_id = line.account_id
WHERE line.charge_id = billing_charge.id
"""

_SHARES = """
CREATE TEMP TABLE draft_entry ON COMMIT DROP AS
WITH rate AS (
    SELECT key AS code, value::numeric AS rate FROM jsonb_each_text(%(rates)s)
), part AS (
    SELECT line.account_id, line.service,
           sum(CASE WHEN gross THEN amount ELSE round(amount * (100 + coalesce(rate, 0)) / 100, 2) END) AS amount,
           row_number() OVER (PARTITION BY line.account_id ORDER BY line.service) AS place
    FROM draft_line line LEFT JOIN rate ON rate.code = line.vat GROUP BY line.account_id, line.service
), exact AS (
    SELECT bill.account_id, part.service,
           CASE WHEN part.place = 1 THEN bill.total - coalesce(sum(part.amount) OVER (
               PARTITION BY part.account_id ORDER BY part.place DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
           ELSE part.amount END AS amount
    FROM part JOIN draft_bill bill ON bill.account_id = part.account_id
)
SELECT * FROM exact WHERE amount <> 0
"""

_ENTRIES = """
INSERT INTO billing_entry (account_id, debit_id, credit_id, amount, kind, service, cause, invoice_id, value_on,
                           booked_on, due_on, recorded_at, by_id)
SELECT account_id, CASE WHEN amount > 0 THEN 1 ELSE 2 END, CASE WHEN amount > 0 THEN 2 ELSE 1 END, abs(amount),
       %(kind)s, service, format('invoice:%%s:%%s', invoice_id, service), invoice_id, %(issued_on)s, %(issued_on)s,
       CASE WHEN amount > 0 THEN %(due_on)s::date END, %(at)s, %(by)s
FROM draft_entry JOIN draft_id USING (account_id)
"""

# Where nothing was in credit and nothing is given back there is nothing to allocate, which is so for most accounts.
# A service of a few grosze can be given back without a negative line: the first one takes what the tax was rounded by.
_RESULT = """
SELECT count(*), coalesce(sum(total), 0), ARRAY(
    SELECT account_id FROM draft_sheet WHERE had_credit
    UNION SELECT account_id FROM draft_entry WHERE amount < 0 ORDER BY 1)
FROM draft_bill
"""


def issue(common: Issue) -> Issued:
    """Issue one bill to every account that has drafted lines. The caller holds the accounts' locks.

    Numbers are taken in one step and leave no gap; the sheet's hash is the SHA-256 of its jsonb text. Raises UnknownRate.
    """
    draft_bills(common)
    return number_bills(common)


def draft_bills(common: Issue) -> None:
    """Work out the bills of all drafted lines, but for their numbers. Raises UnknownRate."""
    sum_bills(common)
    facts = _facts(common)
    with connection.cursor() as cursor:
        for statement in (_NUMBER_LINES, "ANALYZE draft_line (account_id, no)"):
            cursor.execute(statement)
        for statement in (_SHEETS, _SHARES):
            cursor.execute(statement, facts)


def sum_bills(common: Issue) -> None:
    """Work out what the bills of all drafted lines come to, with VAT once per rate. Raises UnknownRate."""
    facts = _facts(common)
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN_RATES, facts)
        if unknown := cursor.fetchall():
            raise UnknownRate(", ".join(code for (code,) in unknown))
        cursor.execute(_BILLS, facts)
        cursor.execute("ANALYZE draft_bill (account_id)")


def number_bills(common: Issue) -> Issued:
    """Give the drafted bills their numbers, in the order of accounts, and book them. Whoever numbers meanwhile waits."""
    facts = _facts(common)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NUMBERS, facts)
        facts["first"] = _one(cursor.fetchone())
        cursor.execute(_IDS)
        cursor.execute("ANALYZE draft_id (account_id)")
        for statement in (_INVOICES, _CHARGES, _PENDING_CHARGES, _ENTRIES):
            cursor.execute(statement, facts)
        cursor.execute(_RESULT)
        return Issued(*cursor.fetchone())


def _facts(common: Issue) -> dict[str, Any]:
    facts = {name: getattr(common, name) for name in Issue.__dataclass_fields__}
    rates = {code: None if rate is None else str(rate) for code, rate in common.rates.items()}
    for name in ("seller", "transfer"):
        facts[name] = Jsonb(facts[name])
    for name in ("corrects", "buyer"):
        facts[name] = Jsonb(facts[name]) if facts[name] else None
    return {**facts, "rates": Jsonb(rates)}


def _one(row: Iterable[int]) -> int:
    (value,) = row
    return value
