"""An agreement ends: what is delivered and held by it ends at the same midnight. Until then it can be taken back."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Q

from abonent import profile
from abonent.contracts.actions.changing import ChangePlanned
from abonent.contracts.actions.renewing import NotInForce
from abonent.contracts.models import Agreement, Ending, Holding, Subscription
from abonent.contracts.queries.lines import ending_of
from abonent.journal.actions import record
from abonent.people.actions import lock_account
from abonent.people.models import Account

A_DAY = timedelta(days=1)


class EndEntered(Exception):
    """The end of the agreement was entered already (`ending`)."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(str(ending))
        self.ending = ending


class EndHasCome(Exception):
    """The day of the end has come: what is over is signed anew, not taken back."""


class LineTaken(Exception):
    """What was delivered here is delivered to somebody else by now."""


class NobodyToTakeOver(Exception):
    """The account that was named cannot take the agreement over: it is the same one, or it has ended."""


@transaction.atomic
def end_agreement(  # noqa: PLR0913 - which one, when, why, to whom, by whom
    agreement: Agreement,
    *,
    ends_on: date,
    reason: str,
    at: datetime,
    by: int | None,
    note: str = "",
    to: Account | None = None,
) -> Ending:
    """Let an agreement end: `ends_on` is the first day without it. What was planned for later is withdrawn.

    With `to` somebody else takes it over from that day on (`hand_over`). The same asked twice is done once.
    Raises EndEntered, NotInForce, NobodyToTakeOver, ChangePlanned where a change is planned of what is taken over.
    """
    lock_both(agreement.account_id, to)
    agreement = Agreement.objects.get(pk=agreement.pk)
    if there := ending_of(agreement):
        if (there.ends_on, there.reason, there.to) == (ends_on, reason, to):
            return there
        raise EndEntered(there)
    _may_end(agreement, ends_on, to)
    ending = Ending.objects.create(
        account_id=agreement.account_id, agreement=agreement, ends_on=ends_on, reason=reason, note=note, to=to,
        before=_cut_everything(agreement, ends_on, at=at), entered_at=at, entered_by_id=by,
    )  # fmt: skip
    _record("agreement.end_entered", ending, at=at, by=by)
    return ending


@transaction.atomic
def take_back_end(ending: Ending, *, at: datetime, by: int | None) -> Ending:
    """Let an agreement go on as if its end had not been entered. Done twice it is done once. Raises EndHasCome, LineTaken."""
    lock_both(ending.account_id, ending.to)
    ending = Ending.objects.select_related("agreement").get(pk=ending.pk)
    if ending.taken_back_at:
        return ending
    if ending.carried_out_at or ending.ends_on <= profile.today(at):
        raise EndHasCome
    _restore(ending)
    ending.taken_back_at = at
    ending.save(update_fields=["taken_back_at"])
    _record("agreement.end_taken_back", ending, at=at, by=by)
    return ending


def lock_both(account: int, other: Account | None) -> None:
    """Hold the locks of one account or of two, in order of id."""
    for pk in sorted({account, other.pk if other else account}):
        lock_account(pk)


def _may_end(agreement: Agreement, ends_on: date, to: Account | None) -> None:
    valid = agreement.valid
    if not (valid.lower < ends_on and (valid.upper is None or ends_on <= valid.upper)):
        raise NotInForce
    if to is None:
        return
    if to.pk in (0, agreement.account_id) or Account.objects.get(pk=to.pk).closed_on:
        raise NobodyToTakeOver
    planned = _holdings(agreement).filter(valid__startswith__gte=profile.midnight(ends_on))
    if found := planned.select_related("tariff").first():
        raise ChangePlanned(found)


def _holdings(agreement: Agreement) -> Any:
    return Holding.objects.filter(account=agreement.account_id, subscription__agreement=agreement, withdrawn_at=None)


def _cut_everything(agreement: Agreement, ends_on: date, *, at: datetime) -> dict[str, Any]:
    """End the agreement, its lines and what they hold at one midnight; return what is needed to take that back."""
    ends = profile.midnight(ends_on)
    lines = Subscription.objects.filter(agreement=agreement).filter(
        Q(valid__endswith=None) | Q(valid__endswith__gt=ends_on)
    )
    held = _holdings(agreement).filter(Q(valid__endswith=None) | Q(valid__endswith__gt=ends))
    before: dict[str, Any] = {
        "agreement": _said(agreement.valid.upper),
        "lines": {line.pk: [_said(line.valid.lower), _said(line.valid.upper)] for line in lines},
        "held": {one.pk: _said(one.valid.upper) for one in held if one.valid.lower < ends},
        "withdrawn": [one.pk for one in held if one.valid.lower >= ends],
    }
    Agreement.objects.filter(pk=agreement.pk).update(valid=DateRange(agreement.valid.lower, ends_on))
    for line in list(lines):
        first = min(
            line.valid.lower, ends_on - A_DAY
        )  # a range is never empty, not even of what would have begun later
        Subscription.objects.filter(pk=line.pk).update(valid=DateRange(first, ends_on))
    for one in list(held.filter(valid__startswith__lt=ends)):
        Holding.objects.filter(pk=one.pk).update(valid=DateTimeTZRange(one.valid.lower, ends))
    Holding.objects.filter(pk__in=before["withdrawn"]).update(withdrawn_at=at)
    return before


def _restore(ending: Ending) -> None:
    before, agreement = ending.before, ending.agreement
    upper = _day(before["agreement"])
    Agreement.objects.filter(pk=agreement.pk).update(valid=DateRange(agreement.valid.lower, upper))
    for pk, (lower, until) in before["lines"].items():
        line = Subscription.objects.get(pk=pk, agreement=agreement)
        others = Subscription.objects.filter(kind=line.kind, ref=line.ref, valid__upper_inf=True).exclude(pk=line.pk)
        if until is None and others.exists():
            raise LineTaken
        Subscription.objects.filter(pk=pk).update(valid=DateRange(_day(lower), _day(until)))
    for pk, until in before["held"].items():
        held = Holding.objects.get(pk=pk, account=ending.account_id)
        valid = DateTimeTZRange(held.valid.lower, datetime.fromisoformat(until) if until else None)
        Holding.objects.filter(pk=pk).update(valid=valid)
    Holding.objects.filter(pk__in=before["withdrawn"], account=ending.account_id).update(withdrawn_at=None)


def _said(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _record(kind: str, ending: Ending, *, at: datetime, by: int | None) -> None:
    subject = f"agreement:{ending.agreement.number}"
    data = {"on": ending.ends_on.isoformat(), "reason": ending.reason}
    record(kind, at=at, by=by, account=ending.account_id, subject=subject, via="desk", data=data)
