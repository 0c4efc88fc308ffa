"""All bills of an account: the list in pages, and the same as a file."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing import queries
from abonent.billing.models import Invoice
from abonent.billing.queries import Bill
from abonent.people import queries as people
from abonent.people.models import Account
from abonent.web.files import Cell, table
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.money import last_page, may_promise, on_paper, online, outlook_words, page_number

A_PAGE = 12
CHOOSABLE = 60
"""How many open bills can be ticked at once; a longer list serves nobody."""


@customer_page(act="bills.see")
@require_safe
def bills(request: CustomerRequest) -> HttpResponse:
    """Show a page of the bills, the newest first, and what is open of all of them."""
    number = page_number(request)
    found = queries.bill_page(request.account, at=request.at, page=number, size=A_PAGE)
    last = last_page(found.count, A_PAGE)
    if not 1 <= number <= last:
        raise Http404
    offer = online(request, found.why_not)
    choosable = found.open[:CHOOSABLE] if offer.offered and len(found.open) > 1 else []
    context = {"found": found, "online": offer, "choosable": choosable, "number": number, "last": last}
    context |= {
        "paper": on_paper(request, e_invoice=found.e_invoice),
        "may": people.may(request.access.role, "e_invoice.see"),
        "may_promise": may_promise(request, found.owed),
        "coming": outlook_words(found.outlook, on=profile.today(request.at)),
        "statement": people.may(request.access.role, "statement.see"),
    }
    return render(request, "portal/bills.html", context)


@customer_page(act="bills.see")
@require_safe
def bills_csv(request: CustomerRequest) -> HttpResponse:
    """Give all bills as a file for a spreadsheet."""
    return table(_rows(request.account, request), name=f"bills-{request.account.number}")


def _rows(account: Account, request: CustomerRequest) -> Iterator[list[Cell]]:
    yield [
        _("Number"),
        _("Kind"),
        _("Issued on"),
        _("Due on"),
        _("Total"),
        _("Left to pay"),
        _("Currency"),
        pgettext("of a bill", "State"),
    ]
    for bill in queries.every_bill(account, on=profile.today(request.at)):
        kind, state, currency = kind_word(bill.kind), _state_word(bill), profile.current().currency
        yield [bill.number, kind, bill.issued_on, bill.due_on, bill.total, bill.open, currency, state]


def kind_word(kind: str) -> str:
    """Return what a kind of document is called."""
    return _("correction") if kind == Invoice.Kind.CORRECTION else _("bill")


def _state_word(bill: Bill) -> str:
    words = {
        "paid": pgettext("bill", "paid"),
        "overdue": pgettext("bill", "overdue"),
        "partly": pgettext("bill", "partly paid"),
        "open": pgettext("bill", "to be paid"),
        "given-back": pgettext("bill", "given back"),
    }
    return words[bill.state]
