"""Refunds that were agreed to and wait for the bank: as a list to tick, and as a file for the bank's own programs."""

from collections.abc import Iterator

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Proposal
from abonent.web.addresses import address
from abonent.web.desk.deadline import answer_by
from abonent.web.desk.money_tabs import tabs
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.door.forms import status
from abonent.web.files import Cell, table

AT_ONCE = 200
"""So many are shown and written down at once."""


class PaidForm(forms.Form):
    """Which refunds have left the bank, and when."""

    paid = forms.MultipleChoiceField(error_messages={"required": _("Please tick what has left the bank.")})
    on = forms.DateField(
        label=_("Left the bank on"),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": _("Please choose the day."), "invalid": _("This is not a date.")},
    )

    def __init__(self, data: object, *, waiting: list[Proposal]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        refs = [each.ref for each in waiting]
        self.fields["paid"].choices = [(ref, ref) for ref in [*refs, *_sent(data)]]  # type: ignore[attr-defined]


@staff_page(act="refunds.pay")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_refunds(request: StaffRequest) -> HttpResponse:
    """Show the refunds that wait for the bank, and write down which of them have left it."""
    waiting = list(queries.refunds_to_pay().select_related("account")[:AT_ONCE])
    ready = [each for each in waiting if not each.is_owed]
    form = PaidForm(request.POST if request.method == "POST" else None, waiting=waiting)
    if form.is_valid() and (there := _paid(request, form)):
        return there
    context = {
        "tabs": tabs(request, "refunds"),
        "rows": [(each, answer_by("REFUND", each.decided_at or request.at, at=request.at)) for each in waiting],
        "count": len(ready),
        "sum": sum((each.amount for each in ready), queries.NOTHING),
        "form": form,
        "ticked": form.data.getlist("paid") if form.is_bound else [each.ref for each in ready],  # type: ignore[attr-defined]
        "on": form["on"].value() or profile.today(request.at).isoformat(),
        "done": request.GET.get("done", ""),
        "at_once": AT_ONCE,
    }
    return render(request, "desk/refunds.html", context, status=status(form))


@staff_page(act="refunds.pay")
@require_safe
def desk_refunds_csv(request: StaffRequest) -> HttpResponse:
    """Give the refunds that wait as a file: recipient, bank account, amount, title."""
    return table(_rows(), name=f"refunds-{profile.today(request.at)}")


def _paid(request: StaffRequest, form: PaidForm) -> HttpResponse | None:
    on = form.cleaned_data["on"]
    found = list(Proposal.objects.filter(ref__in=form.cleaned_data["paid"]))
    try:
        count = actions.pay_out(found, on=on, at=request.at, by=request.user)
    except actions.NotToPayOut:
        form.add_error("on", say("The day cannot be one to come, nor before a refund was agreed to."))
        return None
    return redirect(f"{address('desk_refunds')}?done={count}")


def _sent(data: object) -> list[str]:
    """Return the refunds of a form that was sent before: told apart from nonsense by how they are written."""
    sent = data.getlist("paid")[:AT_ONCE] if data is not None else []  # type: ignore[attr-defined]
    return [ref for ref in sent if actions.REF.fullmatch(ref)]


def _rows() -> Iterator[list[Cell]]:
    heads = (_("Number"), _("Recipient"), _("Bank account"), _("Amount"), _("Currency"), _("Title"), _("Agreed to on"))
    yield [str(head) for head in heads]
    for each in queries.refunds_to_pay().filter(is_owed=False).select_related("account").iterator(chunk_size=500):
        title = say("Refund %(ref)s, account %(account)s") % {"ref": each.ref, "account": each.account.number}
        money: list[Cell] = [each.amount, profile.current().currency, title, each.decided_at]
        yield [each.ref, each.recipient, each.bank_account, *money]
