"""The office changes what a line holds, with what that costs once, and the customer gets the new terms."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from abonent import profile
from abonent.billing.actions.correct import charge_fee
from abonent.billing.queries.periods import earliest_change
from abonent.contracts import actions as contracts
from abonent.contracts.models import Holding, Price, Restriction, Subscription, Tariff
from abonent.contracts.queries import DueFee, agreements, fees_of_change, fees_of_release
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User


class TooLongAgo(Exception):
    """No bill sets right any more what changed before a day (`earliest`)."""

    def __init__(self, earliest: date) -> None:
        super().__init__(earliest.isoformat())
        self.earliest = earliest


@transaction.atomic
def change_tariff(instead: Holding, tariff: Tariff, *, on: date, at: datetime, by: User, waived: str = "") -> Holding:
    """Let a line hold another plan from a day on, for the fees of the price list or, with a reason, without them.

    Raises TooLongAgo, and what contracts.change_tariff raises.
    """
    account = people.lock_account(instead.account_id)
    in_time(account, on, at=at)
    due = [] if waived else fees_of_change(instead.tariff, tariff, on=on)
    codes = [fee.code for fee in due]
    held = contracts.change_tariff(instead, tariff, on=on, at=at, by=by.pk, fees=codes, waived=waived)
    _tell(held, "tariff_changes", on=on, at=at, by=by, old=dict(instead.tariff.name), fees=due)
    return held


@transaction.atomic
def add_extra(line: Subscription, tariff: Tariff, *, on: date, at: datetime, by: User) -> Holding:
    """Let a line hold an extra from a day on. Raises TooLongAgo, and what contracts.add_extra raises."""
    account = people.lock_account(line.account_id)
    in_time(account, on, at=at)
    held = contracts.add_extra(line, tariff, on=on, at=at, by=by.pk)
    _tell(held, "extra_begins", on=on, at=at, by=by)
    return held


@transaction.atomic
def end_extra(held: Holding, *, on: date, at: datetime, by: User) -> Holding:
    """Let a line hold an extra until a day, which is not in it any more. Raises TooLongAgo, and what contracts.end_extra raises."""
    account = people.lock_account(held.account_id)
    in_time(account, on, at=at)
    ended = contracts.end_extra(held, on=on, at=at, by=by.pk)
    _tell(ended, "extra_ends", on=on, at=at, by=by)
    return ended


@transaction.atomic
def take_back_change(held: Holding, *, at: datetime, by: User) -> Holding:
    """Take back what has not taken effect, and tell the customer. Raises what contracts.take_back_change raises."""
    people.lock_account(held.account_id)
    until = Holding.objects.get(pk=held.pk).valid.upper
    found = contracts.take_back_change(held, at=at, by=by.pk)
    day = profile.today(held.valid.lower if found.withdrawn_at else until or at)
    context = {"account": found.account.number, "name": found.tariff.name, "on": day.isoformat()}
    letter = "change_taken_back" if found.withdrawn_at else "extra_goes_on"
    people.notify(found.account, letter, key=f"{letter}:{found.pk}:{day.isoformat()}", at=at, context=context)
    return found


@transaction.atomic
def release(restriction: Restriction, *, fees: bool, at: datetime, by: User, note: str = "") -> list[DueFee]:
    """Lift a restriction, for the fees of the price list or without them; return what was charged.

    Raises what contracts.release raises.
    """
    account = people.lock_account(restriction.account_id)
    contracts.release(restriction, at=at, by=by.pk, note=note)
    due = fees_of_release(restriction.reason, on=profile.today(at))
    for fee in due:
        kind, data = "fee.charged" if fees else "fee.waived", {"fee": fee.code} | ({} if fees else {"why": note})
        subject = f"restriction:{restriction.pk}"
        record(kind, at=at, by=by.pk, account=account.pk, subject=subject, via="desk", data=data)
        if fees:
            _charge(account, fee, basis=f"release:{restriction.pk}:{fee.code}", at=at)
    return due if fees else []


def _charge(account: Account, fee: DueFee, *, basis: str, at: datetime) -> None:
    on = profile.today(at)
    price = Price.objects.select_related("tariff").get(
        tariff__code=fee.code, component="fee", replaced_at=None, valid__contains=on
    )
    charge_fee(account, price, basis=basis, on=on, at=at)


def in_time(account: Account, on: date, *, at: datetime) -> None:
    """Refuse a day for which no bill would set anything right any more. Raises TooLongAgo."""
    earliest = earliest_change(account, on=profile.today(at))
    if on < earliest:
        raise TooLongAgo(earliest)


def _tell(  # noqa: PLR0913 - what, how, when, by whom, what it was, what it costs
    held: Holding,
    template: str,
    *,
    on: date,
    at: datetime,
    by: User,
    old: dict[str, str] | None = None,
    fees: Sequence[DueFee] = (),
) -> None:
    """Send the new terms: what changes in a letter, everything in a document that is kept with the agreement."""
    account, line = held.account, held.subscription
    day = max(on, profile.today(at))
    shown = next(
        each for each in agreements(account, at=profile.midnight(day) if on > profile.today(at) else at)
        if each.number == line.agreement.number
    )  # fmt: skip
    contracts.announce_terms(account, shown, since=on, at=at, by=by.pk)
    monthly = {each.ref: each for each in shown.lines}[line.ref]
    context: dict[str, Any] = {
        "account": account.number,
        "agreement": shown.number,
        "old": old,
        "name": held.tariff.name,
        "on": on.isoformat(),
        "monthly": str(monthly.monthly),
        "fees": [[dict(fee.name), str(fee.amount)] for fee in fees],
    }
    people.notify(account, template, key=f"{template}:{held.pk}:{on.isoformat()}", at=at, context=context)
