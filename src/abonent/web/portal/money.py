"""What several pages say about money: whether paying online is offered and why not, how money came, page numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from abonent import profile
from abonent.billing.queries import NOTHING, Move, Owed, WhyNotOnline, paper_fee
from abonent.billing.queries.ladder import Outlook
from abonent.language import written
from abonent.people import queries as people
from abonent.web.addresses import address
from abonent.web.frame import speaking
from abonent.web.page import CustomerRequest

WHY_NOT: dict[str, tuple[Promise, Promise]] = {
    WhyNotOnline.CASH_OFF: (
        _("This account is set to be paid in cash, so paying online is not offered."),
        _("To pay online, ask the office to switch cash payment off."),
    ),
    WhyNotOnline.E_INVOICE_ON: (
        _("Bills for this account come on paper, and paying online goes together with the e-invoice."),
        _("The owner of the account can switch it on here, in the panel."),
    ),
}
"""Why online payment is not offered, and what to do about it."""
SWITCHED_HERE = (
    WHY_NOT[WhyNotOnline.E_INVOICE_ON][0],
    _("It can be switched on here, at any time and free of charge."),
)
SWITCH_ON = _("Switch the e-invoice on")

NOT_YOURS = (
    _("With this login the account can be looked at, but not paid for online."),
    _("The owner of the account can change that at the office."),
)

METHODS: dict[str, Promise] = {
    "online": pgettext_lazy("payment method", "online"),
    "transfer": pgettext_lazy("payment method", "bank transfer"),
    "cash": pgettext_lazy("payment method", "cash"),
    "other": pgettext_lazy("payment method", "other"),
}


@dataclass(frozen=True, slots=True)
class Online:
    """Whether this person may pay this account online; if not, pairs of why not and what to do.

    `link` is what they can do themselves (address, text), or nothing.
    """

    reasons: tuple[tuple[Promise, Promise], ...]
    link: tuple[str, Promise] | tuple[()] = ()

    @property
    def offered(self) -> bool:
        return not self.reasons


def online(request: CustomerRequest, why_not: Iterable[str]) -> Online:
    """Say whether online payment is offered, from the profile's codes and the person's role."""
    role, because = request.access.role, list(why_not)
    mine = () if people.may(role, "bills.pay") else (NOT_YOURS,)
    here = WhyNotOnline.E_INVOICE_ON in because and people.may(role, "e_invoice.switch")
    reasons = [SWITCHED_HERE if here and code == WhyNotOnline.E_INVOICE_ON else WHY_NOT[code] for code in because]
    return Online((*mine, *reasons), (address("e_invoice"), SWITCH_ON) if here else ())


def may_promise(request: CustomerRequest, owed: Owed) -> bool:
    """Say whether this person is shown the way to promising by when what is late will be paid."""
    offered = profile.current().dunning.promise is not None
    return offered and owed.overdue > 0 and people.may(request.access.role, "debts.promise")


COMING: dict[str, Promise] = {
    "REMINDER": _("Unless it is paid, a reminder is sent on %(day)s at the earliest."),
    "NOTICE": _("Unless it is paid, a call for payment is sent on %(day)s at the earliest."),
    "RESTRICTION": _("Unless it is paid, the service is limited on %(day)s at the earliest."),
    "SUSPENSION": _("Unless it is paid, the service is switched off on %(day)s at the earliest."),
}
"""The next step of the ladder, as a customer reads it."""
MAY_WAIT = _("It may wait until %(day)s; until then nothing is restricted for it.")


def outlook_words(outlook: Outlook | None, *, on: date) -> str:
    """Say what comes next unless it is paid, and when, or until when it may wait; nothing where nothing comes."""
    if outlook and outlook.may_wait_until:
        return str(MAY_WAIT) % {"day": written(speaking()).day_month(outlook.may_wait_until)}
    if outlook is None or outlook.coming is None:
        return ""
    return str(COMING[outlook.coming.step.kind]) % {
        "day": written(speaking()).day_month(outlook.coming.expected_on(on))
    }


@dataclass(frozen=True, slots=True)
class Paper:
    """What a bill on paper costs, told to those whose bills come so; `url` is where they can change it, if they may."""

    fee: Decimal
    free: Decimal
    url: str


def on_paper(request: CustomerRequest, *, e_invoice: bool) -> Paper | None:
    """Return what the e-invoice would save; nothing where it is on, or paper costs nothing."""
    fee = NOTHING if e_invoice else paper_fee(on=profile.today(request.at))
    if not fee:
        return None
    may = people.may(request.access.role, "e_invoice.see")
    return Paper(fee, NOTHING, address("e_invoice") if may else "")


@dataclass(frozen=True, slots=True)
class Row:
    """A payment as lists show it; without an address it has no page of its own."""

    at: datetime
    amount: Decimal
    method: str | Promise
    state: str
    url: str


def payment_rows(moves: Iterable[Move]) -> list[Row]:
    """Give payments their addresses and words."""
    return [
        Row(move.at, move.amount, METHODS[move.method], move.state, payment_url(move.ref, move.receipt))
        for move in moves
    ]


def payment_url(ref: str, receipt: int | None) -> str:
    """Return where a payment is shown: by our reference, or, where it has none, as the money that came."""
    if ref:
        return address("payment", ref=ref)
    return address("receipt", pk=receipt) if receipt else ""


def page_number(request: HttpRequest) -> int:
    """Return which page of a list is asked for. Raises Http404 for what is no number of a page."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and 0 < len(asked) <= 3):  # noqa: PLR2004 - up to 999
        raise Http404
    return int(asked)


def last_page(count: int, size: int) -> int:
    return max(1, -(-count // size))
