"""The bills of one batch, drafted and issued in one transaction by a constant number of statements."""

from datetime import datetime

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from abonent import profile
from abonent.billing.actions.below_nothing import below_nothing, changed_earlier, correct_instead, leave_out
from abonent.billing.actions.making import TEMPLATE, contributors, on_top, operator_facts
from abonent.billing.actions.numbers import numbering
from abonent.billing.bulk import draft, sheets
from abonent.billing.bulk.allocate import allocate
from abonent.billing.bulk.fees import window
from abonent.billing.bulk.relieving import relieve_all
from abonent.billing.models import Batch, Invoice, Period
from abonent.journal.actions import record
from abonent.people.models import Account, User


class OutOfTurn(Exception):
    """The batch before was not issued by whoever had it: it comes first."""


def issue_batch(batch: Batch, *, at: datetime) -> int:
    """Issue the bills of a batch; return how many. The caller has its row and accounts locked, and found it waiting.

    Everything that takes numbers happens once the batch before is issued, the rest at the same time. Raises OutOfTurn.
    """
    by = batch.period.started_by
    draft_batch(batch)
    bills = common(batch.period, at=at, by=by)
    if corrected := to_correct(bills):
        _wait_for_turn(batch)
        _correct(corrected, at=at, by=by)
    leave_out(bills.rates, days=bills.days)
    for fee in on_top():
        fee.add(batch, on=bills.issued_on)
    sheets.draft_bills(bills)
    _wait_for_turn(batch)
    issued = sheets.number_bills(bills)
    allocate(issued.with_credit, at=at)
    relieve_all(dict.fromkeys([*corrected, *issued.with_credit], ""), at=at)
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.DONE, done_at=at, bills=issued.bills, total=issued.total)
    data = {"period": batch.period_id, "low": batch.low, "high": batch.high, "bills": issued.bills}
    record("bills.issued", at=at, by=by.pk if by else None, subject=f"batch:{batch.pk}", via="run", data=data)
    return issued.bills


def draft_batch(batch: Batch) -> None:
    """Draft the lines of a batch: what ought to be charged, minus what was charged before."""
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


def to_correct(bills: sheets.Issue) -> list[int]:
    """Return the accounts of the draft for which earlier bills are corrected, instead of what has changed since
    coming with the next one: where that would be below nothing, and, if the profile says so, wherever it has changed.
    """
    if profile.current().billing.changes == "CORRECTION":
        return sorted({*changed_earlier(), *below_nothing(bills.rates)})
    return below_nothing(bills.rates)


def common(period: Period, *, at: datetime, by: User | None) -> sheets.Issue:
    """Return what the bills of a period have in common.

    A bill bears the day on which its run was started, and the days to pay count from there: late is not overdue at once.
    """
    issued_on = max(period.bill_on, profile.today(period.started_at or at))
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


# In READ COMMITTED a row that was locked is read again as it is once the lock has gone.
_BEFORE = "SELECT state FROM billing_batch WHERE period_id = %s AND low < %s ORDER BY low DESC LIMIT 1 FOR SHARE"


def _wait_for_turn(batch: Batch) -> None:
    """Wait until whoever has the batch before is done with it, or dead."""
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [batch.period_id, batch.low])
        before = cursor.fetchone()
    if before and before[0] != Batch.State.DONE:
        raise OutOfTurn


def _correct(accounts: list[int], *, at: datetime, by: User | None) -> None:
    """Correct earlier bills of these accounts, which are few, if any."""
    for correction in correct_instead(accounts, reason=_changed_for_the_past, at=at, by=by):
        subject, who = f"invoice:{correction.number}", by.pk if by else None
        record("bill.corrected", at=at, by=who, account=correction.account_id, subject=subject, via="run")


def _changed_for_the_past(account: Account) -> str:
    with translation.override(account.language):
        return _("What was held changed for days that had been charged already.")


def lock_accounts(batch: Batch) -> None:
    """Lock the accounts of a batch in order of id, as everybody does who changes their money."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account.id FROM people_account account JOIN billing_payer payer ON payer.account_id = account.id "
            "WHERE account.id BETWEEN %s AND %s AND payer.cycle = %s ORDER BY account.id FOR NO KEY UPDATE OF account",
            [batch.low, batch.high, batch.period.cycle],
        )
