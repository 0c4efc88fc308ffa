"""An agreement is handed over (a cession): what ended with one account begins with another, at the same midnight.

A line never changes its owner: the new holder has an agreement and lines of their own, with the same plans and extras at
their list prices. Discounts were promised to somebody, and stay behind; so do debts.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from abonent import profile
from abonent.contracts.actions.ending import LineTaken, lock_both
from abonent.contracts.models import Agreement, Ending, Holding, Subscription, Tariff
from abonent.journal.actions import record
from abonent.people.models import Account

GOES_ALONG = (Tariff.Kind.PLAN, Tariff.Kind.EXTRA)


@transaction.atomic
def carry_out(ending: Ending, *, at: datetime, by: int | None = None) -> Agreement | None:
    """Note that the day of an end has come; return the agreement of whoever took over, if anybody did.

    An end that was taken back or carried out before, or is still to come, is left alone. Raises LineTaken.
    """
    lock_both(ending.account_id, ending.to)
    ending = Ending.objects.select_related("agreement", "to").get(pk=ending.pk)
    if ending.taken_back_at or ending.carried_out_at or ending.ends_on > profile.today(at):
        return None
    begun = _hand_over(ending, ending.to, at=at, by=by) if ending.to else None
    ending.carried_out_at = at
    ending.save(update_fields=["carried_out_at"])
    subject = f"agreement:{ending.agreement.number}"
    record("agreement.ended", at=at, by=by, account=ending.account_id, subject=subject, via=_via(by))
    return begun


def free_number(account: Account, *, on: date) -> str:
    """Return a number for an agreement signed on a day that no agreement has: U/2026/100234, then U/2026/100234/2."""
    first = f"U/{on.year}/{account.number}"
    used = set(Agreement.objects.filter(number__startswith=first).values_list("number", flat=True))
    number, count = first, 1
    while number in used:
        count += 1
        number = f"{first}/{count}"
    return number


def _hand_over(ending: Ending, to: Account, *, at: datetime, by: int | None) -> Agreement:
    old = ending.agreement
    bound, signed_on = old.minimum_until, profile.today(ending.entered_at)
    until = ending.before["agreement"]
    begun = Agreement.objects.create(
        account=to,
        number=free_number(to, on=signed_on),
        signed_on=signed_on,
        valid=DateRange(ending.ends_on, date.fromisoformat(until) if until else None),
        minimum_until=bound if bound and bound > ending.ends_on else None,
    )
    for line in Subscription.objects.filter(agreement=old, pk__in=ending.before["lines"]).order_by("pk"):
        _begin_line(line, begun, ending)
    subject = f"agreement:{begun.number}"
    record("agreement.taken_over", at=at, by=by, account=to.pk, subject=subject, via=_via(by))
    return begun


def _begin_line(line: Subscription, agreement: Agreement, ending: Ending) -> None:
    if Subscription.objects.filter(kind=line.kind, ref=line.ref, valid__upper_inf=True).exists():
        raise LineTaken
    begun = Subscription.objects.create(
        account=agreement.account,
        agreement=agreement,
        kind=line.kind,
        ref=line.ref,
        label=line.label,
        place_id=line.place_id,
        valid=DateRange(ending.ends_on, None),
    )
    held = Holding.objects.filter(
        subscription=line, pk__in=ending.before["held"], withdrawn_at=None, tariff__kind__in=GOES_ALONG
    )
    Holding.objects.bulk_create(
        Holding(
            account=agreement.account,
            subscription=begun,
            tariff_id=one.tariff_id,
            slot=one.slot,
            quantity=one.quantity,
            valid=DateTimeTZRange(profile.midnight(ending.ends_on), _until(one, ending)),
        )
        for one in held.order_by("pk")
    )


def _until(held: Holding, ending: Ending) -> datetime | None:
    """Return when something would have ended without the handing over: what was given up is not held for good again."""
    said = ending.before["held"][str(held.pk)]
    return datetime.fromisoformat(said) if said else None


def _via(by: int | None) -> str:
    return "desk" if by else "run"
