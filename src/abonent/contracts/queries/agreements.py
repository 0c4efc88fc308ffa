"""What was agreed with an account: every agreement with its term, its lines, what they hold, held and will hold."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from abonent import profile
from abonent.contracts.calendar import months_and_days
from abonent.contracts.models import Agreement, Holding, Subscription, Tariff
from abonent.contracts.queries.prices import MonthlyPrices
from abonent.people.models import Account

A_DAY = timedelta(days=1)
NOTHING = Decimal("0.00")
ORDER = ("in_force", "coming", "ended")
KINDS = (Tariff.Kind.PLAN, Tariff.Kind.EXTRA, Tariff.Kind.DISCOUNT, Tariff.Kind.FEE)


@dataclass(frozen=True, slots=True)
class Speed:
    """Kilobits a second in one direction: advertised, and what is usual and least of it where the tariff says so."""

    advertised: int
    usual: int | None
    least: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """A tariff held in the days [since, until); `monthly` is what it costs with VAT, None where nothing a month."""

    name: Mapping[str, str]
    kind: str
    service: str
    facts: Mapping[str, Any]
    quantity: Decimal
    since: date
    until: date | None
    monthly: Decimal | None = None

    @property
    def down(self) -> Speed | None:
        return _speed(self.facts, "down_kbits")

    @property
    def up(self) -> Speed | None:
        return _speed(self.facts, "up_kbits")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that will be otherwise from a day on: a tariff begins or ends, or its price changes."""

    on: date
    what: Literal["begins", "ends", "price"]
    name: Mapping[str, str]
    monthly: Decimal | None


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is delivered somewhere, in the days [since, until)."""

    pk: int
    ref: str
    label: str
    place: tuple[str, ...]
    since: date
    until: date | None
    held: tuple[Held, ...]
    before: tuple[Held, ...]
    coming: tuple[Change, ...]

    @property
    def monthly(self) -> Decimal:
        """What everything held costs a month with VAT."""
        return sum((held.monthly for held in self.held if held.monthly is not None), NOTHING)


@dataclass(frozen=True, slots=True)
class AgreementShown:
    """An agreement as it stands on a day. It holds in the days [since, until); `minimum_until` is the first free day."""

    number: str
    signed_on: date
    since: date
    until: date | None
    minimum_until: date | None
    on: date
    lines: tuple[Line, ...]

    @property
    def slug(self) -> str:
        """The number as it stands in an address."""
        return re.sub(r"[^A-Za-z0-9_-]+", "-", self.number)

    @property
    def subject(self) -> str:
        """What its documents belong to."""
        return subject(self.number)

    @property
    def state(self) -> Literal["in_force", "coming", "ended"]:
        if self.on < self.since:
            return "coming"
        return "ended" if self.until and self.until <= self.on else "in_force"

    @property
    def last_day(self) -> date | None:
        """The last day of an agreement that ends."""
        return self.until - A_DAY if self.until else None

    @property
    def bound_until(self) -> date | None:
        """The last day of the minimum term, be it over or not."""
        return self.minimum_until - A_DAY if self.minimum_until else None

    @property
    def monthly(self) -> Decimal:
        """What all lines together cost a month with VAT."""
        return sum((line.monthly for line in self.lines), NOTHING)

    def remains(self, last: date) -> tuple[int, int]:
        """Return months and days from today until a last day."""
        return months_and_days(self.on, last)


def subject(number: str) -> str:
    """Return what the documents of an agreement belong to."""
    return f"agreement:{number}"


def agreements(account: Account, *, at: datetime) -> list[AgreementShown]:
    """Return all agreements of an account as they are at an instant: those in force, then coming, then ended ones."""
    on = profile.today(at)
    signed = list(Agreement.objects.filter(account=account))
    lines = _lines(account, on)
    found = [_shown(agreement, on, tuple(lines[agreement.pk])) for agreement in signed]
    newest_first = sorted(found, key=lambda shown: (shown.signed_on, shown.number), reverse=True)
    return sorted(newest_first, key=lambda shown: ORDER.index(shown.state))


def _shown(agreement: Agreement, on: date, lines: tuple[Line, ...]) -> AgreementShown:
    valid = agreement.valid
    return AgreementShown(
        agreement.number, agreement.signed_on, valid.lower, valid.upper, agreement.minimum_until, on, lines
    )


def _lines(account: Account, on: date) -> dict[int, list[Line]]:
    """Return the lines of each agreement, in four statements however many there are."""
    subscriptions = Subscription.objects.filter(account=account).select_related("place").order_by("pk")
    holdings = list(Holding.objects.filter(account=account, withdrawn_at=None).select_related("tariff"))
    prices = MonthlyPrices({holding.tariff_id for holding in holdings}, on=on)
    of = defaultdict(list)
    for holding in sorted(holdings, key=lambda held: (KINDS.index(Tariff.Kind(held.tariff.kind)), held.slot)):
        of[holding.subscription_id].append(holding)
    lines: dict[int, list[Line]] = defaultdict(list)
    for subscription in subscriptions:
        lines[subscription.agreement_id].append(_line(subscription, of[subscription.pk], prices, on))
    return lines


def _line(subscription: Subscription, holdings: list[Holding], prices: MonthlyPrices, on: date) -> Line:
    held = [(holding, _held(holding, prices, on)) for holding in holdings]
    now = [(holding, each) for holding, each in held if each.since <= on and not _is_over(each, on)]
    before = [each for _, each in held if each.until and each.since < each.until <= on]
    coming = [change for holding, each in held for change in _changes(holding, each, prices, on)]
    return Line(
        pk=subscription.pk,
        ref=subscription.ref,
        label=subscription.label,
        place=subscription.place.lines if subscription.place else (),
        since=subscription.valid.lower,
        until=subscription.valid.upper,
        held=tuple(each for _, each in now),
        before=tuple(sorted(before, key=lambda each: (each.until or on, each.since), reverse=True)),
        coming=tuple(sorted(coming, key=lambda change: change.on)),
    )


def _held(holding: Holding, prices: MonthlyPrices, on: date) -> Held:
    since, until = profile.today(holding.valid.lower), holding.valid.upper and profile.today(holding.valid.upper)
    monthly = prices.of(holding.tariff_id, holding.quantity, on=max(on, since))
    tariff = holding.tariff
    return Held(tariff.name, tariff.kind, tariff.service, tariff.facts, holding.quantity, since, until, monthly)


def _is_over(held: Held, on: date) -> bool:
    """Tell whether something is held no more. A day belongs to its end: what began and ended on one is not told."""
    return bool(held.until and held.until <= on)


def _changes(holding: Holding, held: Held, prices: MonthlyPrices, on: date) -> Iterator[Change]:
    if _is_over(held, on):
        return
    if held.since > on:
        yield Change(held.since, "begins", held.name, held.monthly)
    for day in prices.changes(holding.tariff_id, after=max(on, held.since)):
        if held.until is None or day < held.until:
            yield Change(day, "price", held.name, prices.of(holding.tariff_id, holding.quantity, on=day))
    if held.until:
        yield Change(held.until, "ends", held.name, None)


def _speed(facts: Mapping[str, Any], direction: str) -> Speed | None:
    advertised = facts.get(direction)
    if not advertised:
        return None
    usual, least = (
        facts[share] * advertised // 100 if share in facts else None for share in ("usual_percent", "least_percent")
    )
    return Speed(advertised, usual, least)
