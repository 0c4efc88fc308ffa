"""All payments of an account: the list in pages, and the same as a file."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing import queries
from abonent.people import queries as people
from abonent.web.files import Cell, table
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.money import METHODS, last_page, online, page_number, payment_rows

A_PAGE = 12

STATES: dict[str, Promise] = {
    "posted": pgettext_lazy("payment", "posted"),
    "returned": pgettext_lazy("payment", "returned"),
    "waiting": pgettext_lazy("payment", "the bank is confirming"),
    "refused": pgettext_lazy("payment", "refused by the bank"),
    "abandoned": pgettext_lazy("payment", "not finished"),
    "failed": pgettext_lazy("payment", "not begun"),
}


@customer_page(act="payments.see")
@require_safe
def payments(request: CustomerRequest) -> HttpResponse:
    """Show a page of the payments, the newest first."""
    number = page_number(request)
    found = queries.payment_page(request.account, at=request.at, page=number, size=A_PAGE)
    last = last_page(found.count, A_PAGE)
    if not 1 <= number <= last:
        raise Http404
    rows, offer = payment_rows(found.moves), online(request, found.why_not)
    context = {"payments": rows, "owed": found.owed, "online": offer, "number": number, "last": last}
    context["statement"] = people.may(request.access.role, "statement.see")
    return render(request, "portal/payments.html", context)


@customer_page(act="payments.see")
@require_safe
def payments_csv(request: CustomerRequest) -> HttpResponse:
    """Give all payments as a file for a spreadsheet."""
    return table(_rows(request), name=f"payments-{request.account.number}")


def _rows(request: CustomerRequest) -> Iterator[list[Cell]]:
    state, method = pgettext("of a payment", "State"), _("Method")
    yield [_("Date and time"), _("Amount"), _("Currency"), method, state, _("Reference")]
    for move in queries.every_move(request.account, at=request.at):
        words = str(METHODS[move.method]), str(STATES[move.state])
        yield [move.at, move.amount, profile.current().currency, *words, move.ref]
