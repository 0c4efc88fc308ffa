"""The price list: what is sold today, at what price and by which decision, and what changes soon."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.contracts.models import Tariff
from abonent.contracts.queries.price_list import Listed, price_list
from abonent.contracts.queries.prices import with_vat
from abonent.language import written
from abonent.web.frame import speaking
from abonent.web.page import OpenRequest
from abonent.web.public.page import public_page

MEGABIT = 1000
MONTHLY = "month"


@dataclass(frozen=True, slots=True)
class Speed:
    """A speed in three figures, which a contract has to name (Regulation (EU) 2015/2120, art. 4(1)(d)); the last two may be empty."""

    label: str
    most: str
    usual: str
    least: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A price as the page shows it: gross; `days` is how far away it begins, below 0 where it has begun."""

    code: str
    kind: str
    name: str
    amount: Decimal
    unit: str
    since: date
    decision: str
    days: int
    speeds: tuple[Speed, ...]


@public_page
@require_safe
def tariffs(request: OpenRequest) -> HttpResponse:
    """Show the price list of today, and what is decided to change."""
    on = profile.today(request.at)
    found = [_offered(price, on) for price in price_list(on=on)]
    now = [price for price in found if price.days <= 0]
    context = {
        "on": on,
        "plans": _of(Tariff.Kind.PLAN, now),
        "extras": _of(Tariff.Kind.EXTRA, now),
        "discounts": _of(Tariff.Kind.DISCOUNT, now),
        "fees": _of(Tariff.Kind.FEE, now),
        "soon": sorted((price for price in found if price.days > 0), key=lambda price: price.since),
    }
    return render(request, "public/tariffs.html", context)


def cheapest(on: date) -> Decimal | None:
    """Return what the cheapest plan costs a month."""
    plans = [price for price in price_list(on=on) if price.kind == Tariff.Kind.PLAN and price.unit == MONTHLY]
    return min((_gross(price, on) for price in plans if price.since <= on), default=None)


def _of(kind: str, found: Iterable[Offered]) -> list[Offered]:
    return [price for price in found if price.kind == kind]


def _offered(price: Listed, on: date) -> Offered:
    name = price.name.get(speaking()) or next(iter(price.name.values()))
    if price.variant:
        name = _("%(name)s, variant %(variant)s") % {"name": name, "variant": price.variant}
    return Offered(
        code=price.code,
        kind=price.kind,
        name=name,
        amount=_gross(price, on),
        unit=price.unit,
        since=price.since,
        decision=price.decision,
        days=(price.since - on).days,
        speeds=tuple(_speeds(price)),
    )


def _gross(price: Listed, on: date) -> Decimal:
    """Return a price with the VAT of the day on which it holds."""
    return with_vat(price.amount, gross=price.gross, vat=price.vat, on=max(on, price.since))


def _speeds(price: Listed) -> Iterator[Speed]:
    usual, least = price.facts.get("usual_percent"), price.facts.get("least_percent")
    down, up = price.facts.get("down_kbits"), price.facts.get("up_kbits")
    speeds = ((_("Downloading"), down), (_("Uploading"), up))
    for label, kbits in speeds:
        if kbits:
            yield Speed(label, _mega(kbits), _mega(kbits, usual), _mega(kbits, least))


def _mega(kbits: int, percent: int | None = 100) -> str:
    if percent is None:
        return ""
    number = written(speaking()).number(Decimal(kbits) * percent / 100 / MEGABIT)
    return _("%(number)s Mb/s") % {"number": number}
