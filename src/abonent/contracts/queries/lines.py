"""One line as the office sees it: what it holds, held and will hold, and what may be taken back of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.db.models import Q, QuerySet

from abonent import profile
from abonent.contracts.models import Agreement, Ending, Holding, Restriction, Subscription, Tariff
from abonent.contracts.queries.prices import MonthlyPrices
from abonent.people.models import Account

NOTHING = Decimal("0.00")
RANK = {Tariff.Kind.PLAN: 0, Tariff.Kind.EXTRA: 1, Tariff.Kind.DISCOUNT: 2, Tariff.Kind.FEE: 3}


@dataclass(frozen=True, slots=True)
class HeldByLine:
    """Something that a line holds in the days [since, until); `monthly` with VAT on its first day, or today once it began."""

    holding: Holding
    since: date
    until: date | None
    monthly: Decimal | None
    state: Literal["now", "coming", "before"]

    @property
    def tariff(self) -> Tariff:
        return self.holding.tariff


def lines(account: Account) -> QuerySet[Subscription]:
    """Return what is or was delivered to an account, with its agreements and places."""
    return Subscription.objects.filter(account=account).select_related("agreement", "place").order_by("pk")


def held_by(line: Subscription, *, at: datetime) -> list[HeldByLine]:
    """Return what a line holds now, will hold and held: plans first, then by day."""
    found = list(_holdings(line).select_related("tariff"))
    prices = MonthlyPrices({holding.tariff_id for holding in found}, on=profile.today(at))
    shown = (_shown(holding, prices, at) for holding in found)
    return sorted(
        (each for each in shown if each.until is None or each.since < each.until),
        key=lambda each: (RANK[Tariff.Kind(each.tariff.kind)], each.since),
    )


def plan_of(line: Subscription, *, at: datetime) -> Holding | None:
    """Return the plan that a line holds, or the first one that it will hold."""
    plans = _holdings(line).filter(Q(valid__endswith=None) | Q(valid__endswith__gt=at), tariff__kind=Tariff.Kind.PLAN)
    return plans.select_related("tariff").order_by("valid__startswith").first()


def planned_after(holding: Holding) -> Holding | None:
    """Return what takes the place of something held, or will."""
    later = Holding.objects.filter(
        subscription=holding.subscription_id, slot=holding.slot, withdrawn_at=None,
        valid__startswith__gt=holding.valid.lower,
    )  # fmt: skip
    return later.select_related("tariff").order_by("valid__startswith").first()


def on_sale(kind: Tariff.Kind, *, on: date) -> list[Tariff]:
    """Return what of a kind is on the price list of a day, in the order of the list."""
    listed = [tariff.code for tariff in profile.current().tariffs]
    found = Tariff.objects.filter(kind=kind, sold__contains=on)
    return sorted(found, key=lambda tariff: listed.index(tariff.code) if tariff.code in listed else len(listed))


def restrictions_of(line: Subscription) -> QuerySet[Restriction]:
    """Return the restrictions in force on a line: its own, and those on the whole account."""
    of_line = Q(subscription=line) | Q(subscription=None)
    return Restriction.objects.filter(of_line, account=line.account_id, lifted_at=None).order_by("placed_at", "pk")


def ending_of(agreement: Agreement) -> Ending | None:
    """Return the end that was entered for an agreement, unless it was taken back."""
    return Ending.objects.select_related("to", "entered_by").filter(agreement=agreement, taken_back_at=None).first()


def due_endings(*, on: date) -> QuerySet[Ending]:
    """Return the ends whose day has come and which have not been carried out, the earliest first."""
    found = Ending.objects.filter(taken_back_at=None, carried_out_at=None, ends_on__lte=on)
    return found.order_by("ends_on", "pk")


def is_served(account: Account, *, at: datetime) -> bool:
    """Tell whether anything is delivered to an account after an instant, or was agreed to be."""
    on = profile.today(at)
    held = Holding.objects.filter(Q(valid__endswith=None) | Q(valid__endswith__gt=at), withdrawn_at=None)
    agreed = Agreement.objects.filter(Q(valid__endswith=None) | Q(valid__endswith__gt=on))
    return held.filter(account=account).exists() or agreed.filter(account=account).exists()


def is_awaited(account: Account) -> bool:
    """Tell whether an agreement of somebody else's will be handed over to an account."""
    return account.arrivals.filter(taken_back_at=None, carried_out_at=None).exists()


def _holdings(line: Subscription) -> QuerySet[Holding]:
    return Holding.objects.filter(account=line.account_id, subscription=line, withdrawn_at=None)


def _shown(holding: Holding, prices: MonthlyPrices, at: datetime) -> HeldByLine:
    on = profile.today(at)
    since, until = profile.today(holding.valid.lower), holding.valid.upper and profile.today(holding.valid.upper)
    monthly = prices.of(holding.tariff_id, holding.quantity, on=max(on, since))
    state: Literal["now", "coming", "before"] = "now"
    if until and until <= on:
        state = "before"
    elif since > on:
        state = "coming"
    return HeldByLine(holding, since, until, monthly, state)
