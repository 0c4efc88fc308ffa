"""What customers have asked to be changed: the list of what waits, and each of them decided – old beside new."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.billing import queries as billing
from abonent.billing.actions import BadInvoiceData
from abonent.cases import actions, queries
from abonent.cases.models import Order
from abonent.language import is_printable, lengths
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.deadline import Deadline, answer_by
from abonent.web.desk.deadline import words as in_words
from abonent.web.desk.differences import Line, line
from abonent.web.desk.filters import Choice, Days
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.desk.tables import Column, Table, Tag
from abonent.web.door.forms import status

KINDS: dict[str, Promise] = {
    Order.Kind.INVOICE_DATA: _("Invoice data"),
    Order.Kind.POST_ADDRESS: _("Address for letters"),
    Order.Kind.PAPER_BILLS: _("Bills on paper"),
}
STATES: dict[str, tuple[str, Promise]] = {
    Order.State.WAITING: ("warn", pgettext_lazy("change", "waits")),
    Order.State.DONE: ("ok", pgettext_lazy("change", "done")),
    Order.State.REFUSED: ("bad", pgettext_lazy("change", "refused")),
    Order.State.WITHDRAWN: ("info", pgettext_lazy("change", "withdrawn")),
}
"""Of each state the colour of its tag, and the tag."""
WAYS: dict[str, Promise] = {"web": _("in the customer panel"), "desk": _("at the office"), "office": _("at the office")}
LABELS: dict[str, Promise] = {
    "name": _("Name or company"),
    "address": _("Address"),
    "tax_id": _("Tax number"),
    "street": _("Street"),
    "house": _("House number"),
    "flat": _("Flat"),
    "post_code": _("Post code"),
    "town": _("Town"),
    "on": _("How bills come"),
}
"""What an order holds, in the order in which it is shown."""
REASONS: dict[str, Promise] = {
    "proof": _("A document is missing that shows it. Please bring it to the office or send it to us, and ask again."),
    "holder": _("Only the holder of the account can ask for this."),
    "mistake": _("There seems to be a mistake in it. Please check the data and ask again."),
    "unreached": _("We could not reach you to make sure that this is wanted. Please call us."),
}
"""Reasons to choose from; the customer reads them in the language of the account."""
UNDECIDED = _("Please choose whether to carry out the change or to refuse it.")
TOO_LONG = _("At most %(limit_value)d characters, please: now it has %(show_value)d.")
"""Characters that are kept of a reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """An order in the list, and until when it is to be answered where it waits."""

    order: Order
    deadline: Deadline | None

    @property
    def state(self) -> list[Tag]:
        return [Tag(*in_words(self.deadline))] if self.deadline else [Tag(*STATES[self.order.state])]


CHANGES = Table(
    caption=_("Changes that customers asked for"),
    columns=(
        Column("ref", _("Number"), lambda row: row.order.ref, "code"),
        Column("holder", _("Customer"), lambda row: row.order.account.holder),
        Column("account", _("Account"), lambda row: row.order.account.number, "account"),
        Column("kind", _("What"), lambda row: KINDS[row.order.kind]),
        Column(
            "placed",
            pgettext_lazy("change", "Asked for on"),
            lambda row: row.order.placed_at,
            "moment",
            sort=("placed_at",),
        ),
        Column("state", _("How it stands"), lambda row: row.state, "tag"),
    ),
    leads_to=lambda row: address("desk_change", order=row.order.ref),
    filters=(
        Choice(
            "state",
            _("State"),
            {state.lower(): (words, Q()) for state, (_colour, words) in STATES.items() if state != Order.State.WAITING},
            none=STATES[Order.State.WAITING][1],
        ),
        Choice("kind", _("What"), {kind: (words, Q(kind=kind)) for kind, words in KINDS.items()}),
        Days("placed", _("Asked for from"), _("Asked for until"), "placed_at", instant=True),
    ),
    sort="placed",
    file="desk_changes_csv",
    empty=(
        _("No change waits"),
        _("What customers ask for in the panel and the office has to agree to stands here until it is decided."),
    ),
)


class DecisionForm(forms.Form):
    """Yes, or no with a reason: a ready one, own words, or both. `language` is what the customer reads."""

    decision = forms.ChoiceField(
        choices=[("accept", ""), ("refuse", "")],
        widget=forms.HiddenInput,
        error_messages={"required": UNDECIDED, "invalid_choice": UNDECIDED},
    )
    reason = forms.ChoiceField(
        choices=[("", ""), *((code, "") for code in REASONS)],
        required=False,
        error_messages={"invalid_choice": _("There is no such choice.")},
    )
    words = forms.CharField(
        label=_("In own words"), required=False, max_length=lengths.REASON, error_messages={"max_length": TOO_LONG}
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, language: str) -> None:
        super().__init__(data)
        self.language = language

    def clean_words(self) -> str:
        words = " ".join(str(self.cleaned_data["words"]).split())
        if not is_printable(words):
            raise forms.ValidationError(
                _("There is a character in it that cannot be printed. Please type it anew."), code="unprintable"
            )
        return words

    def clean(self) -> None:
        """Put the reason together as the customer will read it."""
        if self.errors or self.cleaned_data["decision"] == "accept":
            return
        with translation.override(self.language):
            ready = str(REASONS.get(self.cleaned_data["reason"], ""))
        told = " ".join(filter(None, (ready, self.cleaned_data["words"])))
        if not told:
            self.add_error("words", _("Please choose a reason or write one: the customer reads why."))
        elif len(told) > lengths.REASON:
            over = len(told) - lengths.REASON
            self.add_error("words", say("Reason and words together are %(over)s characters too long.") % {"over": over})
        self.cleaned_data["told"] = told


@staff_page(act="changes.decide")
@require_safe
def desk_changes(request: StaffRequest) -> HttpResponse:
    """List what waits, the oldest first; or what was decided."""
    return CHANGES.page(request, "desk/changes.html", _wanted(request), shown=_rows(request))


@staff_page(act="changes.decide")
@require_safe
def desk_changes_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give the same as a file."""
    return CHANGES.download(request, _wanted(request), shown=_rows(request), name="changes")


@staff_page(act="changes.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change(request: StaffRequest, order: str) -> HttpResponse:
    """Show old and new side by side, and carry out or refuse it."""
    found = queries.order(order)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, found)
    seen(request, found.account)
    return _page(request, found, DecisionForm(language=found.account.language))


def _wanted(request: HttpRequest) -> QuerySet[Order]:
    """Return the orders of one state (index order_by_state); those of other states than asked for are never read."""
    state = request.GET.get("state", "").upper()
    return queries.everywhere(state if state in STATES else Order.State.WAITING)


def _rows(request: StaffRequest) -> Callable[[list[Order]], list[Row]]:
    return lambda orders: [Row(order, _deadline(order, request)) for order in orders]


def _deadline(order: Order, request: StaffRequest) -> Deadline | None:
    waits = order.state == Order.State.WAITING
    return answer_by("ORDER", order.placed_at, at=request.at) if waits else None


def _decide(request: StaffRequest, order: Order) -> HttpResponse:
    form, here = DecisionForm(request.POST, language=order.account.language), address("desk_change", order=order.ref)
    if form.is_valid():
        try:
            _carry_out(order, form.cleaned_data, request)
        except actions.AlreadyDecided:
            return redirect(f"{here}?done=before")
        except actions.ChangedMeanwhile:
            form.add_error(None, say("Somebody changed these data while this page was open. Please look again."))
        except BadInvoiceData:
            form.add_error(None, say("Invoices cannot bear these data any more. Please refuse it and say why."))
        else:
            return redirect(f"{here}?done=now")
    return _page(request, order, form)


def _carry_out(order: Order, said: dict[str, Any], request: StaffRequest) -> None:
    if said["decision"] == "accept":
        actions.accept(order, at=request.at, by=request.user, seen=said["seen"], via="desk")
    else:
        actions.refuse(order, reason=said["told"], at=request.at, by=request.user, via="desk")


def _page(request: StaffRequest, order: Order, form: DecisionForm) -> HttpResponse:
    waits = order.state == Order.State.WAITING
    now = queries.present(order) if waits else order.old
    context = {
        "order": order,
        "form": form,
        "kind": KINDS[order.kind],
        "state": STATES[order.state],
        "way": WAYS.get(order.via, order.via),
        "lines": list(_lines(now, order.new)),
        "moved": list(_lines(order.old, queries.changed_since(order, now))),
        "mark": queries.mark(now),
        "deadline": _deadline(order, request),
        "next": queries.next_waiting(order) if not waits else None,
        "done": request.GET.get("done", ""),
        "reasons": list(_reasons(order.account)),
        "longest": lengths.REASON,
        **_consequences(request, order),
    }
    return render(request, "desk/change.html", context, status=status(form))


def _lines(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Line]:
    for name, label in LABELS.items():
        if name in new:
            yield line(str(label), _said(old.get(name, "")), _said(new[name]))


def _said(value: Any) -> Any:
    if isinstance(value, bool):
        return say("electronically, in the panel") if value else say("on paper, by post")
    return value


def _reasons(account: Account) -> Iterator[tuple[str, str, str]]:
    """Yield each ready reason: its code, its words here, and what the customer will read where that is another language."""
    for code, reason in REASONS.items():
        here = str(reason)
        with translation.override(account.language):
            there = str(reason)
        yield code, here, there if there != here else ""


def _consequences(request: StaffRequest, order: Order) -> dict[str, Any]:
    """Return from when it counts and what it costs."""
    next_on = billing.billed(order.account, at=request.at).next_on
    on_paper = order.kind == Order.Kind.PAPER_BILLS
    return {
        "next_on": next_on,
        "fee": billing.paper_fee(on=next_on or profile.today(request.at)) if on_paper else billing.NOTHING,
    }
