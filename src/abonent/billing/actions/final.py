"""The final bill: what was charged in advance comes back, what is still open is charged, and nothing is left for later.

What comes back is a difference on the basis on which it was charged, so that no later run charges or gives back anything.
When more comes back than is charged the bills that had charged too much are corrected (`below_nothing`).
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from abonent import profile
from abonent.billing.actions.below_nothing import below_nothing, correct_instead, correct_with_the_rest, worth
from abonent.billing.actions.making import TEMPLATE, contributors, open_period, operator_facts
from abonent.billing.actions.numbers import numbering
from abonent.billing.actions.posting import relieve
from abonent.billing.bulk import draft, sheets
from abonent.billing.bulk.allocate import allocate
from abonent.billing.bulk.fees import window
from abonent.billing.models import Batch, Invoice, Payer, Period
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
    ended_on = _ended_on(account, at)
    _draft(account, ended_on, on=profile.today(at))
    issued = _issue(account, ended_on, at=at, by=by)
    if issued:
        _note(account, issued, at=at, by=by)
    return issued


def final_sum(account: Account, *, ended_on: date, on: date) -> Decimal:
    """Return what the final bill of an account would come to, with VAT, if everything had ended on a day.

    Drafts it in the caller's transaction, and issues nothing.
    """
    if not Payer.objects.filter(account=account).exists():
        return Decimal("0.00")
    _draft(account, ended_on, on=on)
    return half_away(worth(operator_facts(on)["rates"]))


def _ended_on(account: Account, at: datetime) -> date:
    """Return the first day on which nothing is held any more."""
    held = Holding.objects.filter(account=account, withdrawn_at=None)
    ends: datetime | None = held.aggregate(last=Max("valid__endswith"))["last"]
    return profile.today(min(ends, at) if ends else at)


def _draft(account: Account, ended_on: date, *, on: date) -> None:
    """Draft what ought to be charged until the end, minus what was charged, and the one-off fees that are open."""
    period = _last_period(account, ended_on - A_DAY)
    period.bill_on = on  # here only, and never saved: what is counted until the bill is counted until this one
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


def _issue(account: Account, ended_on: date, *, at: datetime, by: User | None) -> list[Invoice]:
    """Issue what was drafted: corrections first, so that a bill beside them says what is really left to pay."""
    reason, issued, rates = _reason(account, ended_on), [], operator_facts(profile.today(at))["rates"]
    if below_nothing(rates):
        issued = correct_instead([account.pk], reason=lambda _: reason, at=at, by=by)
    if below_nothing(rates):
        issued += correct_with_the_rest(account, reason=reason, at=at, by=by)
    elif sheets.issue(_common(at=at, by=by)).bills:
        allocate([account.pk], at=at)
        issued.append(Invoice.objects.filter(account=account).latest("pk"))
    return issued


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


def _note(account: Account, issued: list[Invoice], *, at: datetime, by: User | None) -> None:
    """Write down what was issued; where nothing overdue is left by it, the restriction for debt is lifted."""
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
