"""The first page: what is owed, by when, what is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing import queries
from abonent.billing.queries import Glance
from abonent.contracts.models import Restriction
from abonent.contracts.queries import Service
from abonent.database.rounding import half_away
from abonent.drawing.bars import bars
from abonent.language import written
from abonent.web.frame import speaking
from abonent.web.jinja import local
from abonent.web.module import modules
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.money import Online, may_promise, on_paper, online, outlook_words, payment_rows
from abonent.web.portal.payment import USUAL
from abonent.web.portal.works import Notice, works
from abonent.web.sentences import money

LATEST = 4
MEGABIT = 1000

LIMITED: dict[str, Promise] = {
    Restriction.Level.LIMITED: say("The service is limited"),
    Restriction.Level.SUSPENDED: say("The service is switched off"),
}
BECAUSE: dict[str, Promise] = {
    Restriction.Reason.LOST: say("It was reported as lost. To use it again, call us."),
    Restriction.Reason.REQUEST: say("It was asked for by the holder of the account. To use it again, call us."),
    Restriction.Reason.OFFICE: say("The office has done this. Call us, and we will say why and what to do."),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A service as the page shows it; `price` is gross, a month."""

    name: str
    speed: str
    since: datetime
    price: Decimal | None


@customer_page(act="overview.see")
@require_safe
def overview(request: CustomerRequest) -> HttpResponse:
    """Show the account at a glance."""
    found = queries.glance(request.account, at=request.at)
    offer = online(request, found.why_not)
    paper = on_paper(request, e_invoice=found.e_invoice)
    panels = [panel for module in modules() for panel in module.lent("panels")(request)]
    around = {"paper": paper, "may_promise": may_promise(request, found.owed), "panels": panels}
    return render(request, "portal/overview.html", {**around, **_shown(request.account.pk, found, offer, request.at)})


def _shown(account: int, found: Glance, offer: Online, at: datetime) -> dict[str, Any]:
    on = profile.today(at)
    by_month = queries.months(found.bills, on=on)
    return {
        "notices": [*_notices(found, offer, on), *works(account, speaking(), at=at)],
        "owed": found.owed,
        "online": offer,
        "next_bill_on": found.next_bill_on,
        "open_bill": next((bill for bill in reversed(found.bills) if bill.open), None),
        "bills": found.bills[:LATEST],
        "payments": payment_rows(found.moves),
        "services": [_held(service, at) for service in found.services],
        "chart": bars(by_month) if len(by_month) > 1 else None,
    }


def _notices(found: Glance, offer: Online, on: date) -> Iterator[Notice]:
    coming = outlook_words(found.outlook, on=on)
    for reason, level in found.limits:
        if reason == Restriction.Reason.DEBT:
            yield _restricted(found, level, offer, coming)
        else:
            yield Notice("warn", str(LIMITED[level]), str(BECAUSE[reason]))
    late = found.owed.overdue
    if late and not any(reason == Restriction.Reason.DEBT for reason, _level in found.limits):
        yield Notice("warn", _("A payment is late"), f"{_late(found)} {coming}".strip())
    for move in found.moves:
        if move.state == "waiting":
            yield _waiting(move)


def _restricted(found: Glance, level: str, offer: Online, coming: str) -> Notice:
    """Say why, how much ends it, and what happens after paying."""
    overdue = money(found.owed.overdue)
    if not found.owed.overdue:
        text = _("Everything overdue is paid; the service comes back within a few minutes.")
    elif offer.offered:
        text = _("%(amount)s is overdue. The restriction is lifted by itself as soon as the money is posted.")
    else:
        text = _("%(amount)s is overdue. Once the money has come, the service comes back by itself.")
    link = (reverse("pay"), _("Pay now")) if offer.offered and found.owed.overdue else None
    return Notice("bad", str(LIMITED[level]), f"{text % {'amount': overdue}} {coming}".strip(), link)


def _late(found: Glance) -> str:
    overdue = _("%(amount)s should have come by now.") % {"amount": money(found.owed.overdue)}
    sent = _("If it was sent by transfer, it will be posted on the day it reaches us.")
    return f"{overdue} {sent}"


def _waiting(move: queries.Move) -> Notice:
    """Tell of a payment that the bank has. After the usual time nobody knows whether it was finished there at all."""
    title, text = _("The bank is confirming a payment of %(amount)s"), _usual()
    if move.now - move.at > USUAL:
        title, text = _("A payment of %(amount)s is under way"), _since(move.at)
    link = (reverse("payment", kwargs={"ref": move.ref}), _("See the payment"))
    return Notice("info", title % {"amount": money(move.amount)}, text, link)


def _usual() -> str:
    return _("It usually takes 2 minutes. There is no need to pay again.")


def _since(at: datetime) -> str:
    text = _("It began at %(time)s. Once the bank has confirmed it, less will be left to pay.")
    return text % {"time": written(speaking()).moment(local(at))}


def _held(service: Service, at: datetime) -> Held:
    down, up = service.facts.get("down_kbits"), service.facts.get("up_kbits")
    speed = _("%(down)s/%(up)s Mb/s") % {"down": _mega(down), "up": _mega(up)} if down and up else ""
    name = service.name.get(speaking()) or next(iter(service.name.values()))
    return Held(name, speed, service.since, _monthly(service, at))


def _monthly(service: Service, at: datetime) -> Decimal | None:
    """Return what a service costs a month with VAT; None where it has no monthly price."""
    if service.amount is None or service.vat is None:
        return None
    amount = service.amount * service.quantity
    rate = profile.current().billing.vat_rate(service.vat, profile.today(at)).rate or 0
    return half_away(amount if service.gross else amount * (100 + Decimal(rate)) / 100)


def _mega(kbits: int) -> str:
    return written(speaking()).number(Decimal(kbits) / MEGABIT)
