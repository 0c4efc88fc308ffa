"""A line changes its plan, gets extras and gives them up, from a day on. What has not taken effect can be taken back.

What is held is never edited: one range ends, the next begins. What is taken back was never held (`withdrawn_at`).
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent import profile
from abonent.contracts.models import Holding, Subscription, Tariff
from abonent.contracts.queries.lines import ending_of, planned_after
from abonent.journal.actions import record
from abonent.people.actions import lock_account


class NotSold(Exception):
    """The tariff is not on sale, or of another kind."""


class AlreadyHeld(Exception):
    """The line holds this already, or will (`holding`)."""

    def __init__(self, holding: Holding) -> None:
        super().__init__(str(holding))
        self.holding = holding


class ChangePlanned(Exception):
    """Another change is planned (`holding` begins then): it is taken back first, or takes effect."""

    def __init__(self, holding: Holding) -> None:
        super().__init__(str(holding))
        self.holding = holding


class HeldSince(Exception):
    """What is held began on a day (`since`): nothing of it can change before."""

    def __init__(self, since: date) -> None:
        super().__init__(since.isoformat())
        self.since = since


class AlreadyEnds(Exception):
    """It ends on a day already (`on`)."""

    def __init__(self, on: date) -> None:
        super().__init__(on.isoformat())
        self.on = on


class LineEnds(Exception):
    """The line is not delivered then, or the end of its agreement was entered (`on`, where it is known)."""

    def __init__(self, on: date | None = None) -> None:
        super().__init__(str(on))
        self.on = on


class ChangedMeanwhile(Exception):
    """The line does not hold any more what it held when the change was looked at."""


class InForceAlready(Exception):
    """It has taken effect, and can only be changed again."""


@transaction.atomic
def change_tariff(  # noqa: PLR0913 - what instead of what, from when, by whom, for which fees
    instead: Holding,
    tariff: Tariff,
    *,
    on: date,
    at: datetime,
    by: int | None,
    fees: Sequence[str] = (),
    waived: str = "",
) -> Holding:
    """Let a line hold another plan instead of the one it holds, from a day on. The same asked twice is done once.

    `fees` are the codes of what that costs once; `waived` is why it costs nothing, where the price list has a fee.
    Raises NotSold, AlreadyHeld, ChangePlanned, HeldSince, LineEnds, ChangedMeanwhile.
    """
    line = going_on(instead.subscription, on=on)
    instead = Holding.objects.select_related("tariff").get(pk=instead.pk)
    since = profile.today(instead.valid.lower)
    begins = max(profile.midnight(on), instead.valid.lower)
    if done := _done_already(instead, tariff, begins):
        return done
    _may_follow(instead, tariff, at=at)
    if on < since:
        raise HeldSince(since)
    if instead.valid.upper and instead.valid.upper <= begins:
        raise LineEnds(profile.today(instead.valid.upper))
    _cut(instead, begins, at=at)
    held = _begin(line, tariff, instead.slot, DateTimeTZRange(begins, instead.valid.upper), instead.quantity, fees)
    _record("tariff.changed", line, tariff, on=on, at=at, by=by, **({"waived": waived} if waived else {}))
    return held


@transaction.atomic
def add_extra(
    line: Subscription, tariff: Tariff, *, on: date, at: datetime, by: int | None, quantity: int = 1
) -> Holding:
    """Let a line hold an extra from a day on. The same asked twice is done once.

    Raises NotSold, AlreadyHeld, LineEnds.
    """
    line = going_on(line, on=on)
    _must_be_sold(tariff, Tariff.Kind.EXTRA, at=at)
    begins, slot = profile.midnight(on), slot_of(tariff)
    there = Holding.objects.filter(
        subscription=line, slot=slot, withdrawn_at=None, valid__overlap=DateTimeTZRange(begins, None)
    ).first()
    if there and there.tariff_id == tariff.pk and there.valid.lower == begins and there.quantity == quantity:
        return there
    if there:
        raise AlreadyHeld(there)
    held = _begin(line, tariff, slot, DateTimeTZRange(begins, None), quantity, ())
    _record("extra.added", line, tariff, on=on, at=at, by=by)
    return held


@transaction.atomic
def end_extra(held: Holding, *, on: date, at: datetime, by: int | None) -> Holding:
    """Let a line hold an extra until a day, which is not in it any more. The same asked twice is done once.

    Raises NotSold for what is no extra, HeldSince, AlreadyEnds, ChangedMeanwhile, LineEnds.
    """
    line = going_on(held.subscription)
    held = Holding.objects.select_related("tariff").get(pk=held.pk)
    if held.tariff.kind != Tariff.Kind.EXTRA:
        raise NotSold(held.tariff.code)
    ends, since = profile.midnight(on), profile.today(held.valid.lower)
    if held.valid.upper == ends or (held.withdrawn_at and on == since):
        return held
    if on < since:
        raise HeldSince(since)
    if held.withdrawn_at:
        raise ChangedMeanwhile
    if held.valid.upper:
        raise AlreadyEnds(profile.today(held.valid.upper))
    _cut(held, ends, at=at)
    _record("extra.ended", line, held.tariff, on=on, at=at, by=by)
    return Holding.objects.get(pk=held.pk)


@transaction.atomic
def take_back_change(held: Holding, *, at: datetime, by: int | None) -> Holding:
    """Take back a plan or an extra that has not begun, or the end of an extra that has not come. Done twice it is done once.

    What a plan would have followed goes on. Raises InForceAlready, LineEnds.
    """
    line = going_on(held.subscription)
    held = Holding.objects.select_related("tariff").get(pk=held.pk)
    if held.withdrawn_at:
        return held
    if held.valid.lower > at:
        Holding.objects.filter(pk=held.pk).update(withdrawn_at=at)
        _go_on_as_before(held)
    elif held.tariff.kind == Tariff.Kind.EXTRA and held.valid.upper and held.valid.upper > at:
        Holding.objects.filter(pk=held.pk).update(valid=DateTimeTZRange(held.valid.lower, None))
    else:
        raise InForceAlready
    _record("change.taken_back", line, held.tariff, on=profile.today(held.valid.lower), at=at, by=by)
    return Holding.objects.get(pk=held.pk)


def going_on(line: Subscription, *, on: date | None = None) -> Subscription:
    """Hold the lock of a line's account, and return the line as it is when it is delivered on a day and no end was entered.

    Raises LineEnds.
    """
    lock_account(line.account_id)
    found = Subscription.objects.select_related("agreement", "account").get(pk=line.pk)
    if ending := ending_of(found.agreement):
        raise LineEnds(ending.ends_on)
    for valid in (found.valid, found.agreement.valid):
        if on and (on < valid.lower or (valid.upper and on >= valid.upper)):
            raise LineEnds(valid.upper)
    return found


def slot_of(tariff: Tariff) -> str:
    """Return the slot in which a tariff is held: the price list says it, or else the tariff has one of its own."""
    listed = next((each.slot for each in profile.current().tariffs if each.code == tariff.code), "")
    return listed or tariff.code.lower()[:30]


def _done_already(instead: Holding, tariff: Tariff, begins: datetime) -> Holding | None:
    """Return what a form sent twice has made the first time."""
    made = Holding.objects.filter(
        subscription=instead.subscription_id, slot=instead.slot, tariff=tariff, withdrawn_at=None,
        valid__startswith=begins, pk__gt=instead.pk,
    )  # fmt: skip
    return made.first()


def _may_follow(instead: Holding, tariff: Tariff, *, at: datetime) -> None:
    if instead.withdrawn_at:
        raise ChangedMeanwhile
    if later := planned_after(instead):
        raise ChangePlanned(later) if later.valid.lower > at else ChangedMeanwhile
    if instead.tariff_id == tariff.pk:
        raise AlreadyHeld(instead)
    _must_be_sold(tariff, Tariff.Kind.PLAN, at=at)
    if instead.tariff.kind != Tariff.Kind.PLAN:
        raise NotSold(instead.tariff.code)


def _must_be_sold(tariff: Tariff, kind: Tariff.Kind, *, at: datetime) -> None:
    if tariff.kind != kind or not Tariff.objects.filter(pk=tariff.pk, sold__contains=profile.today(at)).exists():
        raise NotSold(tariff.code)


def _cut(held: Holding, ends: datetime, *, at: datetime) -> None:
    """Let something be held until an instant; what began then was never held."""
    rows = Holding.objects.filter(pk=held.pk)
    if ends <= held.valid.lower:
        rows.update(withdrawn_at=at)
    else:
        rows.update(valid=DateTimeTZRange(held.valid.lower, ends))


def _begin(
    line: Subscription, tariff: Tariff, slot: str, valid: DateTimeTZRange, quantity: Decimal | int, fees: Sequence[str]
) -> Holding:
    return Holding.objects.create(
        account_id=line.account_id, subscription=line, tariff=tariff, slot=slot, quantity=quantity, valid=valid,
        fees=list(fees),
    )  # fmt: skip


def _go_on_as_before(planned: Holding) -> None:
    """Let the plan that a planned one would have followed be held for as long as that."""
    if planned.tariff.kind != Tariff.Kind.PLAN:
        return
    before = Holding.objects.filter(
        subscription=planned.subscription_id, slot=planned.slot, withdrawn_at=None, valid__endswith=planned.valid.lower
    )
    for held in before:
        Holding.objects.filter(pk=held.pk).update(valid=DateTimeTZRange(held.valid.lower, planned.valid.upper))


def _record(
    kind: str, line: Subscription, tariff: Tariff, *, on: date, at: datetime, by: int | None, **more: str
) -> None:
    data = {"tariff": tariff.code, "on": on.isoformat()} | more
    record(kind, at=at, by=by, account=line.account_id, subject=f"line:{line.pk}", via="desk", data=data)
