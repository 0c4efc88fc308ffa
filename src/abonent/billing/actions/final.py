"""The final bill: what was charged in advance comes back, what is still open is charged, and nothing is left for later.

What comes back is a difference on the basis on which it was charged, so that no later run charges or gives back anything.
When more comes back than is charged there is no bill below nothing: the bills that had charged too much are corrected
(ustawa o VAT z 11.03.2004, art. 106j), and what is new stands on a bill of its own.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from abonent import profile
from abonent.billing.actions.correct import common_of_correction
from abonent.billing.actions.making import TEMPLATE, contributors, open_period, operator_facts
from abonent.billing.actions.numbers import numbering
from abonent.billing.actions.posting import relieve
from abonent.billing.bulk import draft, sheets
from abonent.billing.bulk.allocate import allocate
from abonent.billing.bulk.fees import window
from abonent.billing.models import Batch, Book, Entry, Invoice, Payer, Period
from abonent.billing.queries.periods import cycle_of, period_begins
from abonent.contracts.models import Holding
from abonent.contracts.queries import is_served
from abonent.database.rounding import half_away
from abonent.journal.actions import record
from abonent.language import written
from abonent.people import actions as people
from abonent.people.models import Account, User

A_DAY = timedelta(days=1)


class StillServed(Exception):
    """Something is delivered to the account, or will be: what comes back comes with its next bill."""


@transaction.atomic
def issue_final_bill(account: Account, *, at: datetime, by: User | None = None) -> list[Invoice]:
    """Issue what is left of an account's money once nothing is delivered any more; return the documents, if there are any.

    It is a bill where the sum is not below nothing; else corrections of the bills that had charged too much, and a bill
    for what is new. Done again it issues nothing. Raises StillServed.
    """
    account = people.lock_account(account.pk)
    if is_served(account, at=at):
        raise StillServed
    if not Payer.objects.filter(account=account).exists():
        return []
    last = Invoice.objects.filter(account=account).aggregate(last=Max("pk"))["last"] or 0
    ended_on = _ended_on(account, at)
    _draft(account, ended_on)
    for corrects in _documents(account, on=profile.today(at)):
        _issue(account, corrects, ended_on, at=at, by=by)
    issued = list(Invoice.objects.filter(account=account, pk__gt=last).order_by("pk"))
    if issued:
        _settle(account, issued, at=at, by=by)
    return issued


def final_sum(account: Account, *, ended_on: date, on: date) -> Decimal:
    """Return what the final bill of an account would come to, with VAT, if everything had ended on a day.

    Drafts it in the caller's transaction, and issues nothing.
    """
    if not Payer.objects.filter(account=account).exists():
        return Decimal("0.00")
    _draft(account, ended_on)
    return half_away(sum(_sums(on).values(), Decimal(0)))


def _ended_on(account: Account, at: datetime) -> date:
    """Return the first day on which nothing is held any more."""
    held = Holding.objects.filter(account=account, withdrawn_at=None)
    ends: datetime | None = held.aggregate(last=Max("valid__endswith"))["last"]
    return profile.today(min(ends, at) if ends else at)


def _draft(account: Account, ended_on: date) -> None:
    """Draft what ought to be charged until the end, minus what was charged, and the one-off fees that are open."""
    period = _last_period(account, ended_on - A_DAY)
    batch = Batch(period=period, low=account.pk, high=account.pk)
    found = contributors()
    draft.open_draft()
    for contributor in found:
        contributor.prepare(period)
        contributor.draft(batch)
    draft.draft_lines(
        low=account.pk,
        high=account.pk,
        cycle=period.cycle,
        window=window(period),
        sources=[contributor.SOURCE for contributor in found],
    )


def _last_period(account: Account, last_day: date) -> Period:
    """Return the last period that concerns an account: that of its last day, or a later one that was billed already.

    Where bills are late the periods until then are opened, so that their days are charged too.
    """
    cycle = cycle_of(account)
    billed = Period.objects.filter(cycle=cycle.code).exclude(state=Period.State.OPEN).order_by("-days").first()
    period = billed or open_period(cycle, month=period_begins(cycle, last_day))
    while period.days.upper <= last_day:
        period = open_period(cycle, month=period.days.upper)
    return period


_KEEP = """
DROP TABLE IF EXISTS pg_temp.draft_final;
CREATE TEMP TABLE draft_final ON COMMIT DROP AS
SELECT line.*, was.invoice_id AS corrects
FROM draft_line line LEFT JOIN LATERAL (
    SELECT coalesce(invoice.corrects_id, invoice.id) AS invoice_id
    FROM billing_charge charge JOIN billing_invoice invoice ON invoice.id = charge.invoice_id
    WHERE line.charge_id IS NULL AND charge.account_id = line.account_id AND charge.basis = line.basis
    ORDER BY charge.revision LIMIT 1) was ON true
"""
_SUMS = """
SELECT corrects, sum(CASE WHEN gross THEN amount ELSE amount * (100 + coalesce((%s::jsonb ->> vat)::numeric, 0)) / 100 END)
FROM draft_final GROUP BY corrects ORDER BY corrects
"""


def _sums(on: date) -> dict[int | None, Decimal]:
    """Return what the drafted lines come to with VAT, by the bill that had charged them; None for what is new."""
    rates = {code: None if rate is None else str(rate) for code, rate in operator_facts(on)["rates"].items()}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP)
        cursor.execute(_SUMS, [Jsonb(rates)])  # type: ignore[list-item] # psycopg's own
        return dict(cursor.fetchall())


def _documents(account: Account, *, on: date) -> list[int | None]:
    """Part the drafted lines into documents; return which bill each corrects: None is a bill, and comes last."""
    sums = _sums(on)
    with connection.cursor() as cursor:
        if sum(sums.values()) >= 0:
            cursor.execute("UPDATE draft_final SET corrects = NULL")
            return [None] if sums else []
        if sums.get(None, Decimal(0)) < 0:
            del sums[None]
            latest = _latest_bill(account)
            cursor.execute("UPDATE draft_final SET corrects = %s WHERE corrects IS NULL", [latest])
            sums[latest] = Decimal(0)
    return sorted(sums, key=lambda corrects: (corrects is None, corrects or 0))


def _latest_bill(account: Account) -> int:
    """Return the bill that is corrected by what was on none: a discount of its own, an allowance of the office."""
    return Invoice.objects.filter(account=account, kind=Invoice.Kind.BILL).latest("pk").pk


_TAKE = f"""
INSERT INTO draft_line ({draft.COLUMNS}, revision, charge_id)
SELECT {draft.COLUMNS}, revision, charge_id FROM draft_final WHERE corrects IS NOT DISTINCT FROM %s
"""


def _issue(account: Account, corrects: int | None, ended_on: date, *, at: datetime, by: User | None) -> None:
    draft.open_draft()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [corrects])
    if corrects is None:
        sheets.issue(_common(at=at, by=by))
        return
    corrected = Invoice.objects.select_related("period").get(pk=corrects, account=account)
    sheets.issue(common_of_correction(corrected, _reason(account, ended_on), at=at, by=by))


def _reason(account: Account, ended_on: date) -> str:
    with translation.override(account.language):
        last = written(account.language).day(ended_on - A_DAY)
        return _("The agreement ended; its last day was %(day)s.") % {"day": last}


def _common(*, at: datetime, by: User | None) -> sheets.Issue:
    """Return what a final bill has: it is of no period, of which an account may have had its bill already."""
    today = profile.today(at)
    prefix, width = numbering(profile.current().billing.series.bill, today)
    return sheets.Issue(
        kind=Invoice.Kind.BILL,
        template=TEMPLATE,
        prefix=prefix,
        width=width,
        issued_on=today,
        due_on=today + timedelta(days=profile.current().billing.due_days),
        period=None,
        days=None,
        corrects=None,
        corrects_id=None,
        at=at,
        by=by.pk if by else None,
        **operator_facts(today),
    )


def _settle(account: Account, issued: list[Invoice], *, at: datetime, by: User | None) -> None:
    """Let what came back pay the corrected bills first, and write down what was issued."""
    corrected = [document.corrects_id for document in issued if document.corrects_id]
    debts = Entry.objects.filter(account=account, invoice__in=corrected, debit=Book.RECEIVABLE).order_by("due_on", "pk")
    allocate([account.pk], at=at, first=list(debts.values_list("pk", flat=True)))
    record(
        "final_bill.issued",
        at=at,
        by=by.pk if by else None,
        account=account.pk,
        subject=f"invoice:{issued[-1].number}",
        via="desk" if by else "run",
        data={"documents": [document.number for document in issued]},
    )
    relieve(account, at=at)
