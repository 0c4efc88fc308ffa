"""Money that came: what is known of it and what it paid, its receipt on paper, and the way to take it back."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from abonent.billing import actions, queries
from abonent.billing.models import Receipt
from abonent.billing.models.money import TILL
from abonent.billing.queries import Story
from abonent.language import lengths
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.links import bill_page
from abonent.web.desk.money_fields import reason_field
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.door.forms import status
from abonent.web.files import pdf
from abonent.web.jinja import account as account_number
from abonent.web.portal.money import METHODS

TEMPLATE, CASH_TEMPLATE = "receipt@1", "cash@1"
OURS = frozenset({"once", "wanted", "by"})
"""What of a receipt's raw words is ours and shown otherwise."""


class BackForm(forms.Form):
    """Why money is taken back."""

    reason = reason_field()


@staff_page(act="money.see")
@require_safe
def desk_receipt(request: StaffRequest, receipt: int) -> HttpResponse:
    """Show money that came, by which way, what it paid, and whether it stayed."""
    found = _receipt(receipt)
    story = queries.story_of_receipt(found)
    back = queries.taken_back(found)
    context = {
        "customer": shown(request, found.account.number, "money"),
        "receipt": found,
        "story": story,
        "back": back,
        "method": METHODS[queries.method(found.book)],
        "parts": [(part.number, part.amount, bill_page(part.number)) for part in story.parts],
        "about": list(_about(found, story)),
        "said": [(name, str(value)) for name, value in found.raw.items() if name not in OURS and value],
        "may_take_back": not back and story.posted_at and queries.may_take_back(found, at=request.at, by=request.user),
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/receipt.html", context)


@staff_page(act="money.see")
@require_safe
def desk_receipt_pdf(request: StaffRequest, receipt: int) -> HttpResponse:
    """Give the cash receipt, or the confirmation of money that came otherwise, in the customer's language."""
    found = _receipt(receipt)
    cash = found.source == TILL
    sheet = (queries.cash_sheet if cash else queries.receipt_sheet)(found, language=found.account.language)
    if sheet is None:
        raise Http404
    seen(request, found.account)
    return pdf(CASH_TEMPLATE if cash else TEMPLATE, sheet, name=found.number)


@staff_page(act="cash.take")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_take_back(request: StaffRequest, receipt: int) -> HttpResponse:
    """Show what taking it back would open again, and with a reason do it."""
    found = _receipt(receipt)
    if not queries.may_take_back(found, at=request.at, by=request.user):
        return _may_not(request, found)
    form = BackForm(request.POST if request.method == "POST" else None)
    there = address("desk_receipt", receipt=found.pk)
    if form.is_valid() and _taken_back(request, found, form.cleaned_data["reason"]):
        return redirect(f"{there}?done=back")
    if queries.taken_back(found):
        return redirect(f"{there}?done=before")
    return _check(request, found, form)


def _receipt(pk: int) -> Receipt:
    return get_object_or_404(Receipt.objects.select_related("account", "payment"), pk=pk)


def _check(request: StaffRequest, found: Receipt, form: BackForm) -> HttpResponse:
    context: dict[str, Any] = {
        "customer": shown(request, found.account.number, "money"),
        "receipt": found,
        "story": queries.story_of_receipt(found),
        "form": form,
        "cash": found.book == TILL,
        "fee": queries.NOTHING,
        "longest": lengths.REASON,
    }
    return render(request, "desk/take_back.html", context, status=status(form))


def _taken_back(request: StaffRequest, found: Receipt, reason: str) -> bool:
    try:
        actions.take_back(found, reason=reason, at=request.at, by=request.user)
    except actions.AlreadyReversed:
        return False  # somebody else was first: the page says who and when
    return True


def _may_not(request: StaffRequest, found: Receipt) -> HttpResponse:
    context = {"customer": shown(request, found.account.number, "money"), "receipt": found}
    return render(request, "desk/take_back_not.html", context, status=403 if request.method == "POST" else 200)


def _about(found: Receipt, story: Story) -> Iterator[tuple[str, str | Promise]]:
    yield _("Number"), found.number
    yield _("Account"), account_number(found.account.number)
    yield _("Way"), METHODS[queries.method(found.book)]
    yield _("Book"), found.book
    if found.payer.get("name"):
        yield _("Paid by"), str(found.payer["name"])
    if found.raw.get("by") and found.source == TILL:
        yield _("Taken by"), str(found.raw["by"])
    if found.source != TILL:
        yield _("Source"), found.source
        yield _("Their number"), found.external_id
    if found.payment:
        yield _("Reference"), found.payment.ref
    if not story.posted_at:
        yield _("Posted"), _("not yet")
