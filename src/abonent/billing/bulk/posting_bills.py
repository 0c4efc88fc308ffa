"""Bills leave: a letter to everybody a bill goes to, or one on paper, by one statement for any number of them.

By mail a letter names the sum, the day and the transfer, and leads to the bill; whoever wants it (`Payer.form`) has the
PDF enclosed, which is made when the letter leaves. On paper the letter is the bill itself, drawn into the print file.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from abonent.billing.models import Batch, Invoice
from abonent.people.bulk import notify_selected

BILL = "bill_issued"
CORRECTION = "bill_corrected"

_WAY = "CASE WHEN payer.delivery = 'PAPER' THEN 'PAPER' ELSE 'EITHER' END"

_BILL = """
SELECT invoice.account_id, 'bill:' || invoice.id AS key, 'invoice:' || invoice.id AS about, {way} AS way,
       jsonb_build_object(
           'number', invoice.number, 'slug', replace(invoice.number, '/', '-'), 'account', invoice.sheet ->> 'account',
           'issued_on', invoice.issued_on, 'total', invoice.total::text, 'due_on', invoice.due_on,
           'to_pay', CASE WHEN (invoice.sheet #>> '{{settlement,to_pay}}')::numeric > 0
                     THEN invoice.sheet #>> '{{settlement,to_pay}}' ELSE '' END,
           'bank_account', invoice.sheet #>> '{{transfer,bank_account}}',
           'title', invoice.sheet #>> '{{transfer,title}}', 'enclosed', payer.form = 'PDF') AS context
"""
_CORRECTION = """
SELECT invoice.account_id, 'corrected:' || invoice.id AS key, 'invoice:' || invoice.id AS about, {way} AS way,
       jsonb_build_object(
           'number', invoice.number, 'slug', replace(invoice.number, '/', '-'), 'account', invoice.sheet ->> 'account',
           'bill', invoice.sheet #>> '{{corrects,number}}', 'reason', invoice.sheet #>> '{{corrects,reason}}',
           'total', invoice.total::text, 'enclosed', payer.form = 'PDF') AS context
"""
# Of a month just begun the planner knows nothing: said of both tables, the range leaves it no way to read the whole month.
_OF_BATCH = """
FROM billing_payer payer JOIN billing_invoice invoice ON invoice.account_id = payer.account_id
WHERE payer.account_id BETWEEN %(low)s AND %(high)s AND payer.cycle = %(cycle)s
  AND invoice.account_id BETWEEN %(low)s AND %(high)s AND invoice.period_id = %(period)s AND invoice.kind = 'BILL'
"""
# What a run corrects instead of giving it back on the next bill, it corrects in the instant of the batch.
_WITH_BATCH = """
FROM billing_payer payer JOIN billing_invoice invoice ON invoice.account_id = payer.account_id
WHERE payer.account_id BETWEEN %(low)s AND %(high)s AND payer.cycle = %(cycle)s
  AND invoice.kind = 'CORRECTION' AND invoice.recorded_at = %(done_at)s AND invoice.issued_on >= %(bill_on)s
"""
_THESE = """
FROM billing_payer payer JOIN billing_invoice invoice ON invoice.account_id = payer.account_id
WHERE invoice.id = ANY(%(invoices)s) AND invoice.kind = %(kind)s
"""


def post_bills(batch: Batch, *, at: datetime) -> int:
    """Let the bills of a batch leave, and what it corrected; return how many letters are new. Done again it adds none."""
    if batch.done_at is None:
        return 0
    facts: dict[str, Any] = {
        "low": batch.low,
        "high": batch.high,
        "cycle": batch.period.cycle,
        "period": batch.period_id,
        "done_at": batch.done_at,
        "bill_on": batch.period.bill_on,
    }
    bills = notify_selected(_BILL.format(way=_WAY) + _OF_BATCH, facts, BILL, at=at)
    return bills + notify_selected(_CORRECTION.format(way=_WAY) + _WITH_BATCH, facts, CORRECTION, at=at)


def post_on_paper(issued: Sequence[Invoice], *, at: datetime) -> int:
    """Let bills and corrections of one account go on paper, which its letters do not enclose; return how many letters are new."""
    facts: dict[str, Any] = {"invoices": [each.pk for each in issued]}
    return sum(
        notify_selected(said.format(way="'PAPER'") + _THESE, facts | {"kind": kind}, template, at=at)
        for said, kind, template in ((_BILL, "BILL", BILL), (_CORRECTION, "CORRECTION", CORRECTION))
    )
