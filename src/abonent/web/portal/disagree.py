"""Disagreeing with a line of the statement: words why, a look at what it does, and how it stands afterwards."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.actions import LONGEST_WORDS
from abonent.billing.models import Entry
from abonent.billing.queries import Dispute, Line
from abonent.language import is_printable
from abonent.web import kept_form
from abonent.web.addresses import address
from abonent.web.door.forms import status
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.statement import document_page
from abonent.web.portal.statement_lines import what


class Words(forms.CharField):
    """A few sentences; their lines stay as they are."""

    def to_python(self, value: Any) -> str:
        return "\n".join(str(super().to_python(value) or "").splitlines())

    def validate(self, value: str) -> None:
        super().validate(value)
        if not all(map(is_printable, value.split("\n"))):
            raise forms.ValidationError(_("There is a character in it that cannot be printed. Please type it anew."))


class DisagreeForm(forms.Form):
    """Why somebody disagrees."""

    words = Words(
        label=_("What is wrong with it?"),
        max_length=LONGEST_WORDS,
        error_messages={
            "required": _("Please type what is wrong with it."),
            "max_length": _("At most %(limit_value)d characters, please: now it has %(show_value)d."),
        },
    )


@customer_page(act="statement.dispute")
@require_http_methods(["GET", "HEAD", "POST"])
def disagree(request: CustomerRequest, entry: int) -> HttpResponse:
    """Ask what is wrong with a line, say what disagreeing does, note it; while it waits for the office, show how it stands."""
    line = queries.statement_line(request.account, entry)
    if line is None:
        raise Http404
    told = queries.disputes(request.account, entry)
    typed = kept_form.typed(request)
    form = DisagreeForm(typed)
    if form.is_bound and told and told[0].waits:
        return _there(entry, told[0], form)
    if form.is_bound and form.is_valid() and request.method == "POST":
        return _do(request, line, form) if kept_form.is_confirmed(request) else kept_form.keep(request)
    if typed and form.is_valid() and "edit" not in typed:
        return _check(request, line, form)
    context = {"form": form, "longest": LONGEST_WORDS, "done": request.GET.get("done", ""), "told": told}
    return render(request, "portal/disagree.html", context | _about(request, line), status=status(form))


def _do(request: CustomerRequest, line: Line, form: DisagreeForm) -> HttpResponse:
    kept_form.forget(request)
    words, entry = form.cleaned_data["words"], Entry.objects.get(account=request.account, pk=line.pk)
    try:
        actions.disagree(request.account, entry, words=words, at=request.at, by=request.user)
    except actions.AlreadyDisputed:
        return _there(line.pk, queries.disputes(request.account, line.pk)[0], form)
    return redirect(f"{address('disagree', entry=line.pk)}?done=noted")


def _there(entry: int, waiting: Dispute, form: DisagreeForm) -> HttpResponse:
    """Lead to what was noted: by the same form sent twice, or by somebody else before."""
    same = form.is_valid() and form.cleaned_data["words"] == waiting.words
    return redirect(f"{address('disagree', entry=entry)}?done={'noted' if same else 'before'}")


def _check(request: CustomerRequest, line: Line, form: DisagreeForm) -> HttpResponse:
    context = {
        "words": form.cleaned_data["words"],
        "sent": {"words": form.cleaned_data["words"]},
        "answer_by": queries.answer_dispute_by(request.at),
        "days": profile.current().desk.answer_days["DISPUTE"],
        "fee": queries.NOTHING,
        "again": bool(queries.disputes(request.account, line.pk)),
    }
    return render(request, "portal/check_disagreement.html", context | _about(request, line))


def _about(request: CustomerRequest, line: Line) -> dict[str, Any]:
    left = queries.debts(request.account).filter(pk=line.pk).values_list("open", flat=True).first()
    return {
        "line": line,
        "what": what(line),
        "there": document_page(line),
        "open": left or queries.NOTHING,
        "today": profile.today(request.at),
    }
