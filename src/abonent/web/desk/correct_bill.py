"""A bill is corrected: new amounts line by line, a check of the difference and of where the money goes, the document."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent.billing import actions, queries
from abonent.billing.models import Invoice
from abonent.billing.queries import Correctable
from abonent.language import lengths
from abonent.web.desk.bills import bill_of
from abonent.web.desk.customer import shown
from abonent.web.desk.links import bill_page
from abonent.web.desk.money_fields import amount_field, reason_field, typed
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.door.forms import status
from abonent.web.portal.calculation import named
from abonent.web.sentences import money


class CorrectForm(forms.Form):
    """A new amount for each line, a reason, and how many corrections were there when the page was made."""

    reason = reason_field()
    seen = forms.IntegerField(min_value=0, max_value=10_000)

    def __init__(self, data: Any, *, lines: list[Correctable], seen: int) -> None:
        amounts = {f"line_{line.no}": typed(line.now) for line in lines}
        super().__init__(data, initial={"seen": seen, **amounts})
        self.lines = lines
        for line in lines:
            self.fields[f"line_{line.no}"] = amount_field(label=named(line.name), least="0.00")

    def clean(self) -> None:
        """See whether anything would be different."""
        if not self.errors and not self.different:
            self.add_error(None, _("No amount is different from what it is already."))

    @property
    def amounts(self) -> dict[int, Decimal]:
        """The new amounts by number of line."""
        return {line.no: self.cleaned_data[f"line_{line.no}"] for line in self.lines}

    @property
    def different(self) -> dict[int, Decimal]:
        """Those among them that are different from what the lines come to now."""
        now = {line.no: line.now for line in self.lines}
        return {no: amount for no, amount in self.amounts.items() if amount != now[no]}


@staff_page(act="bills.correct")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_correct_bill(request: StaffRequest, slug: str) -> HttpResponse:
    """Take new amounts in a form, show the difference, and with a second press issue the correction."""
    bill, found = bill_of(request, slug)
    if bill.kind == Invoice.Kind.CORRECTION:
        raise Http404
    lines, seen = queries.correctable(bill), len(found.corrections)
    posted = _posted(request, lines) if request.method == "POST" else None
    form = CorrectForm(posted, lines=lines, seen=seen)
    if there := _meanwhile(request, form, found.corrections):
        return there
    _look_at_sum(bill, form)
    if there := _confirmed(request, bill, form):
        return there
    if not form.is_valid() or "edit" in request.POST:
        return _type(request, bill, form)
    return _check(request, bill, form)


def _posted(request: StaffRequest, lines: list[Correctable]) -> QueryDict:
    """Return what was typed; with the one press that takes everything off, all amounts are nothing."""
    posted = request.POST.copy()
    if "zero" in posted:
        posted.update({f"line_{line.no}": typed(queries.NOTHING) for line in lines})
    return posted


def _look_at_sum(bill: Invoice, form: CorrectForm) -> None:
    """Tell at once what issuing would refuse: a sum that looks like a slip."""
    if not form.is_valid():
        return
    try:
        actions.check_correction(bill, form.different)
    except actions.TooMuch as told:
        said = {"total": money(told.total), "limit": money(told.limit)}
        form.add_error(
            None,
            say(
                "The bill would come to %(total)s; corrections bring this one to %(limit)s at most. Please look at the amounts again: is a comma missing?"
            )
            % said,
        )


def _meanwhile(request: StaffRequest, form: CorrectForm, there: list[tuple[str, str]]) -> HttpResponse | None:
    """Lead to the newest correction when there are more than the page knew of."""
    said = request.POST.get("seen", "")
    if form.is_bound and said.isascii() and said.isdecimal() and int(said[:9]) < len(there):
        return redirect(f"{bill_page(there[-1][0])}?done={_which(request, there[-1][0])}")
    return None


def _which(request: StaffRequest, number: str) -> str:
    """Say whose the newest correction is: that of the same form sent twice, or somebody else's."""
    correction = Invoice.objects.get(number=number)
    mine = correction.entries.filter(by=request.user).exists()
    same = correction.sheet["corrects"]["reason"] == " ".join(request.POST.get("reason", "").split())
    return "corrected" if mine and same and "confirm" in request.POST else "before"


def _confirmed(request: StaffRequest, bill: Invoice, form: CorrectForm) -> HttpResponse | None:
    if "confirm" not in request.POST or not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        made = actions.correct_bill(
            bill, amounts=form.different, reason=said["reason"], seen=said["seen"], at=request.at, by=request.user
        )
    except actions.CorrectedMeanwhile as told:
        return redirect(f"{bill_page(told.correction.number)}?done={_which(request, told.correction.number)}")
    return redirect(f"{bill_page(made.number)}?done=corrected")


def _type(request: StaffRequest, bill: Invoice, form: CorrectForm) -> HttpResponse:
    context = {
        "customer": shown(request, bill.account.number, "money"),
        "bill": bill,
        "form": form,
        "lines": [(line, named(line.name), form[f"line_{line.no}"]) for line in form.lines],
        "back": bill_page(bill.number),
        "longest": lengths.REASON,
        "most": queries.most_after_corrections(bill),
    }
    return render(request, "desk/correct_bill.html", context, status=status(form))


def _check(request: StaffRequest, bill: Invoice, form: CorrectForm) -> HttpResponse:
    difference = queries.difference(bill, form.lines, form.amounts)
    context = {
        "customer": shown(request, bill.account.number, "money"),
        "bill": bill,
        "lines": [(line, named(line.name), form.amounts[line.no]) for line in form.lines],
        "difference": difference,
        "after": queries.consequences(bill, difference.total),
        "reason": form.cleaned_data["reason"],
        "sent": {name: form[name].value() for name in form.fields},
        "fee": queries.NOTHING,
        "back": bill_page(bill.number),
        "sides": (say("With VAT"), say("Without VAT")),
    }
    return render(request, "desk/check_correction.html", context)
