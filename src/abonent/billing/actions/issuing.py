"""The month: a period is cut into batches, and its bills are issued."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from abonent import profile
from abonent.billing.actions.below_nothing import below_nothing, correct_instead
from abonent.billing.actions.leaving import carry_out_due
from abonent.billing.actions.making import TEMPLATE, contributors, on_top, operator_facts
from abonent.billing.actions.numbers import numbering
from abonent.billing.bulk import draft, sheets
from abonent.billing.bulk.allocate import allocate
from abonent.billing.bulk.fees import window
from abonent.billing.models import Batch, Invoice, Period
from abonent.journal.actions import record
from abonent.people.models import Account, User

BATCH_SUBSCRIPTIONS = 5_000
"""How many subscriptions a batch holds at most; one account is never divided."""


class PeriodNotOpen(Exception):
    """The period has been issued already, or its day has not come."""


def issue_bills(period: Period, *, at: datetime, by: User | None = None, size: int = BATCH_SUBSCRIPTIONS) -> int:
    """Issue the bills of a period; return how many. Batches already done are left alone.

    Each batch is a transaction of its own. Whoever has left by now has their final bill first. Raises PeriodNotOpen
    before the period's bill day.
    """
    if profile.today(at) < period.bill_on:
        raise PeriodNotOpen(period)
    carry_out_due(at=at)
    if period.state == Period.State.OPEN:
        _plan(period, size=size)
    for contributor in contributors():
        contributor.prepare(period)
    waiting = period.batches.filter(state=Batch.State.WAITING).order_by("low").values_list("pk", flat=True)
    bills = sum(issue_batch(pk, at=at, by=by) for pk in list(waiting))
    Period.objects.filter(pk=period.pk).update(state=Period.State.ISSUED)
    return bills


@transaction.atomic
def issue_batch(pk: int, *, at: datetime, by: User | None = None) -> int:
    """Issue the bills of one batch; return how many. A batch that is done issues nothing."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("period").get(pk=pk)
    if batch.state == Batch.State.DONE:
        return 0
    _lock(batch)
    draft.open_draft()
    found = contributors()
    for contributor in found:
        contributor.draft(batch)
    draft.draft_lines(
        low=batch.low,
        high=batch.high,
        cycle=batch.period.cycle,
        window=window(batch.period),
        sources=[contributor.SOURCE for contributor in found],
    )
    bills = common(batch.period, at=at, by=by)
    _give_back(bills, at=at, by=by)
    for fee in on_top():
        fee.add(batch, on=bills.issued_on)
    issued = sheets.issue(bills)
    allocate(issued.with_credit, at=at)
    Batch.objects.filter(pk=pk).update(state=Batch.State.DONE, done_at=at, bills=issued.bills, total=issued.total)
    data = {"period": batch.period_id, "low": batch.low, "high": batch.high, "bills": issued.bills}
    record("bills.issued", at=at, by=by.pk if by else None, subject=f"batch:{pk}", via="run", data=data)
    return issued.bills


def _give_back(bills: sheets.Issue, *, at: datetime, by: User | None) -> None:
    """Correct earlier bills where a batch would give back more than it charges. It concerns few accounts, if any."""
    if below := below_nothing(bills.rates):
        for correction in correct_instead(below, reason=_changed_for_the_past, at=at, by=by):
            subject, who = f"invoice:{correction.number}", by.pk if by else None
            record("bill.corrected", at=at, by=who, account=correction.account_id, subject=subject, via="run")


def _changed_for_the_past(account: Account) -> str:
    with translation.override(account.language):
        return _("What was held changed for days that had been charged already.")


def common(period: Period, *, at: datetime, by: User | None) -> sheets.Issue:
    """Return what the bills of a period have in common.

    A bill bears the day on which it is issued, and the days to pay count from there: late is not overdue at once.
    """
    issued_on = max(period.bill_on, profile.today(at))
    prefix, width = numbering(profile.current().billing.series.bill, issued_on)
    days = f"[{period.days.lower},{period.days.upper})"
    return sheets.Issue(
        kind=Invoice.Kind.BILL,
        template=TEMPLATE,
        prefix=prefix,
        width=width,
        issued_on=issued_on,
        due_on=issued_on + (period.due_on - period.bill_on),
        period=period.pk,
        days=days,
        corrects=None,
        corrects_id=None,
        at=at,
        by=by.pk if by else None,
        **operator_facts(issued_on),
    )


def _lock(batch: Batch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account.id FROM people_account account JOIN billing_payer payer ON payer.account_id = account.id "
            "WHERE account.id BETWEEN %s AND %s AND payer.cycle = %s ORDER BY account.id FOR NO KEY UPDATE OF account",
            [batch.low, batch.high, batch.period.cycle],
        )


@transaction.atomic
def _plan(period: Period, *, size: int) -> None:
    """Cut the period into batches, once, however many begin with it."""
    if Period.objects.select_for_update(no_key=True).get(pk=period.pk).state != Period.State.OPEN:
        return
    Batch.objects.bulk_create(Batch(period=period, low=low, high=high) for low, high in _ranges(period.cycle, size))
    Period.objects.filter(pk=period.pk).update(state=Period.State.ISSUING)


def _ranges(cycle: int, size: int) -> Iterator[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(account_id), max(account_id) FROM ("
            "  SELECT account_id, div(sum(n) OVER (ORDER BY account_id) - n, %s) AS place FROM ("
            "    SELECT payer.account_id, greatest(count(subscription.id), 1) AS n FROM billing_payer payer"
            "    LEFT JOIN contracts_subscription subscription ON subscription.account_id = payer.account_id"
            "    WHERE payer.cycle = %s GROUP BY payer.account_id) weights) places "
            "GROUP BY place ORDER BY 1",
            [size, cycle],
        )
        yield from cursor.fetchall()
