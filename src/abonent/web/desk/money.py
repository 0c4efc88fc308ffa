"""Everybody's money at the desk: what came, whichever way; what was begun online; and one payment from beginning to end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.gateways import gateway_names
from abonent.billing.models import Payment, Receipt
from abonent.billing.models.money import TILL
from abonent.billing.ports import Unreachable
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.filters import Choice, Days, Letters
from abonent.web.desk.links import bill_page
from abonent.web.desk.money_tabs import tabs
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Table, Tag
from abonent.web.portal.money import METHODS
from abonent.web.portal.payment import standing, steps, still_coming
from abonent.web.portal.wish import number

STATES: dict[str, tuple[str, Promise]] = {
    Payment.State.STARTED: ("info", pgettext_lazy("payment", "the bank is confirming")),
    Payment.State.CONFIRMED: ("ok", pgettext_lazy("payment", "confirmed")),
    Payment.State.REFUSED: ("bad", pgettext_lazy("payment", "refused by the bank")),
    Payment.State.ABANDONED: ("warn", pgettext_lazy("payment", "not finished")),
    Payment.State.FAILED: ("warn", pgettext_lazy("payment", "not begun")),
}
"""Of each state of a payment the colour of its tag, and the tag."""


@dataclass(frozen=True, slots=True)
class Row:
    """Money that came, in the list; `back_on` is the day on which it was taken back, if it was."""

    receipt: Receipt
    back_on: date | None

    @property
    def tag(self) -> Tag:
        if self.back_on:
            return Tag("bad", pgettext_lazy("payment", "taken back"))
        return (
            Tag("bad", _("the bank took it back"))
            if self.receipt.amount < 0
            else Tag("ok", pgettext_lazy("payment", "came"))
        )


def _exactly(typed: str) -> Q:
    """Find an amount as it was typed; what is none is found nowhere."""
    amount = number(typed)
    return Q(amount=amount) if amount is not None else Q(pk__in=[])


def _books() -> dict[str, tuple[Any, Q]]:
    """Return the ways that money comes by: each has a book of its own, and an index by book and time finds its rows."""
    online = {
        f"gateway:{name}": (say("online: %(bank)s") % {"bank": name}, Q(book=f"gateway:{name}"))
        for name in gateway_names(profile.current())
    }
    return {**online, "bank:main": (METHODS["transfer"], Q(book="bank:main")), TILL: (METHODS["cash"], Q(book=TILL))}


MONEY = Table(
    caption=_("Money that came"),
    columns=(
        Column("number", _("Number"), lambda row: row.receipt.number),
        Column("received", _("Heard of"), lambda row: row.receipt.received_at, "moment", sort=("received_at",)),
        Column("paid", _("Paid on"), lambda row: row.receipt.paid_on, "day"),
        Column("holder", _("Customer"), lambda row: row.receipt.account.holder),
        Column("account", _("Account"), lambda row: row.receipt.account.number, "account"),
        Column("way", _("Way"), lambda row: METHODS[queries.method(row.receipt.book)]),
        Column("amount", _("Amount"), lambda row: row.receipt.amount, "money"),
        Column("state", _("How it stands"), lambda row: row.tag, "tag"),
    ),
    leads_to=lambda row: address("desk_receipt", receipt=row.receipt.pk),
    filters=(
        Letters("amount", _("Exactly this amount"), _exactly),
        Choice("way", _("Way"), _books),
        Choice(
            "state",
            _("State"),
            {
                "back": (pgettext_lazy("payment", "taken back"), Q(pk__in=queries.reversed_receipts())),
                "minus": (_("the bank took it back"), Q(amount__lt=0)),
            },
        ),
        Days("received", _("From"), _("Until"), "received_at", instant=True),
    ),
    sort="-received",
    file="desk_money_csv",
    empty=(_("No money yet"), _("Transfers, cash and payments online stand here as soon as they are heard of.")),
)

PAYMENTS = Table(
    caption=_("Payments begun online"),
    columns=(
        Column("ref", _("Reference"), lambda row: row.ref),
        Column("started", _("Begun"), lambda row: row.started_at, "moment", sort=("started_at",)),
        Column("holder", _("Customer"), lambda row: row.account.holder),
        Column("account", _("Account"), lambda row: row.account.number, "account"),
        Column("gateway", _("Gateway"), lambda row: row.gateway),
        Column("amount", _("Amount"), lambda row: row.amount, "money"),
        Column("state", _("How it stands"), lambda row: Tag(*STATES[row.state]), "tag"),
    ),
    leads_to=lambda row: address("desk_payment", payment=row.ref),
    filters=(
        Choice("state", _("State"), {key.lower(): (words, Q(state=key)) for key, (_kind, words) in STATES.items()}),
        Days("started", _("From"), _("Until"), "started_at", instant=True),
    ),
    sort="-started",
    file="desk_payments_csv",
    empty=(
        _("No payments yet"),
        _("What customers begin to pay online stands here, whether it comes to an end or not."),
    ),
)


@staff_page(act="money.see")
@require_safe
def desk_money(request: StaffRequest) -> HttpResponse:
    """Show the money that came, the newest first."""
    found, about = queries.all_receipts(), tabs(request, "money")
    return MONEY.page(request, "desk/money.html", found, shown=_rows, tabs=about)


@staff_page(act="money.see")
@require_safe
def desk_money_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give the money that the filters leave as a file."""
    return MONEY.download(request, queries.all_receipts(), name="money", shown=_rows)


@staff_page(act="money.see")
@require_safe
def desk_payments(request: StaffRequest) -> HttpResponse:
    """Show what was begun online, the newest first."""
    return PAYMENTS.page(request, "desk/payments.html", queries.all_payments(), tabs=tabs(request, "payments"))


@staff_page(act="money.see")
@require_safe
def desk_payments_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give what was begun online as a file."""
    return PAYMENTS.download(request, queries.all_payments(), name="payments")


@staff_page(act="money.see")
@require_safe
def desk_payment(request: StaffRequest, payment: str) -> HttpResponse:
    """Show one payment from beginning to end."""
    found = get_object_or_404(queries.all_payments(), ref=payment)
    story = queries.story_of_payment(found)
    state = standing(story, request.at)
    context = {
        "customer": shown(request, found.account.number, "money"),
        "payment": found,
        "tag": STATES[found.state],
        "state": state,
        "steps": [*steps(story, state), *still_coming(found.account, story, request.at)],
        "parts": [(part.number, part.amount, bill_page(part.number)) for part in story.parts],
        "story": story,
        "about": list(_about(found)),
        "may_ask": request.may("cash.take") and _hangs(found),
        "told": request.GET.get("told", ""),
    }
    return render(request, "desk/payment.html", context)


@staff_page(act="cash.take")
@require_POST
def desk_ask_bank(request: StaffRequest, payment: str) -> HttpResponse:
    """Ask the bank now what became of a payment; what it says is booked as if it had said it by itself."""
    found = get_object_or_404(queries.all_payments(), ref=payment)
    if not _hangs(found):
        return redirect(address("desk_payment", payment=found.ref))  # its answer came meanwhile
    try:
        actions.ask_gateway(found, at=request.at)
        told = "asked"
    except (Unreachable, LookupError):
        told = "silent"
    except actions.Doubtful:
        told = "doubtful"
    return redirect(f"{address('desk_payment', payment=found.ref)}?told={told}")


def _hangs(found: Payment) -> bool:
    return found.state == Payment.State.STARTED and bool(found.gateway_ref)


def _rows(receipts: list[Receipt]) -> list[Row]:
    back = queries.days_taken_back([receipt.pk for receipt in receipts])
    return [Row(receipt, back.get(receipt.pk)) for receipt in receipts]


def _about(found: Payment) -> Iterator[tuple[str, str]]:
    yield say("Reference"), found.ref
    yield say("Gateway"), found.gateway
    yield say("The gateway’s number"), found.gateway_ref or "–"
    yield say("Begun by"), found.by.name if found.by else say("somebody who was not signed in")
    yield say("For"), ", ".join(found.wanted) or say("in advance")
