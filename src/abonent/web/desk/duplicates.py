"""Duplicates of bills: issued with a press, written down, and given as a document as often as it is asked for."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from abonent.billing import actions, queries
from abonent.web.desk.bills import bill_of
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.files import duplicate


@staff_page(act="bills.print")
@require_POST
def desk_duplicate(request: StaffRequest, slug: str) -> HttpResponse:
    """Write down that a duplicate is issued today, and give it."""
    invoice, _found = bill_of(request, slug)
    day = actions.duplicate_bill(invoice, at=request.at, by=request.user)
    return redirect("desk_duplicate_pdf", slug=queries.slug(invoice.number), day=day.isoformat())


@staff_page(act="money.see")
@require_safe
def desk_duplicate_pdf(request: StaffRequest, slug: str, day: str) -> HttpResponse:
    """Give a duplicate that was issued on a day."""
    invoice, found = bill_of(request, slug)
    if day not in {each.day.isoformat() for each in queries.duplicates(invoice)}:
        raise Http404
    seen(request, invoice.account)
    return duplicate(found.template, found.sheet, on=date.fromisoformat(day), name=f"{slug}-duplicate-{day}")
