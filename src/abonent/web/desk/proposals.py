"""Refunds and write-offs: proposed for a customer, decided – by another person above the profile's amount – and listed."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Proposal
from abonent.language import lengths
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.deadline import answer_by
from abonent.web.desk.filters import Choice, Days
from abonent.web.desk.money_fields import words_field
from abonent.web.desk.money_tabs import tabs
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Table, Tag
from abonent.web.door.forms import status
from abonent.web.sentences import money

KINDS: dict[str, Promise] = {
    Proposal.Kind.WRITE_OFF: _("Write off a debt"),
    Proposal.Kind.REFUND: _("Pay back credit"),
}
STATES: dict[str, tuple[str, Promise]] = {
    Proposal.State.WAITING: ("warn", pgettext_lazy("proposal", "waits")),
    Proposal.State.DONE: ("ok", pgettext_lazy("proposal", "done")),
    Proposal.State.REFUSED: ("bad", pgettext_lazy("proposal", "refused")),
    Proposal.State.WITHDRAWN: ("info", pgettext_lazy("proposal", "withdrawn")),
}
"""Of each state the colour of its tag, and the tag."""

PROPOSALS = Table(
    caption=_("Proposed refunds and write-offs"),
    columns=(
        Column("ref", _("Number"), lambda row: row.ref, "code"),
        Column("holder", _("Customer"), lambda row: row.account.holder),
        Column("account", _("Account"), lambda row: row.account.number, "account"),
        Column("kind", _("What"), lambda row: KINDS[row.kind]),
        Column("amount", _("Amount"), lambda row: row.amount, "money"),
        Column("proposed", _("Proposed"), lambda row: row.proposed_at, "moment", sort=("proposed_at",)),
        Column("by", _("By"), lambda row: row.proposed_by.name if row.proposed_by else ""),
        Column("state", _("How it stands"), lambda row: Tag(*STATES[row.state]), "tag"),
    ),
    leads_to=lambda row: address("desk_proposal", proposal=row.ref),
    filters=(
        Choice("state", _("State"), {key.lower(): (words, Q(state=key)) for key, (_colour, words) in STATES.items()}),
        Choice("kind", _("What"), {kind.lower(): (words, Q(kind=kind)) for kind, words in KINDS.items()}),
        Days("proposed", _("Proposed from"), _("Proposed until"), "proposed_at", instant=True),
    ),
    sort="-proposed",
    file="desk_proposals_csv",
    empty=(_("Nothing was proposed yet"), _("A refund or a write-off is proposed on the page of its customer.")),
)


class RefuseForm(forms.Form):
    """Why a proposal is refused."""

    answer = words_field(_("Why not"), _("Please type why it is refused."))


@staff_page(act="money.see")
@require_safe
def desk_proposals(request: StaffRequest) -> HttpResponse:
    """Show what was proposed, the newest first."""
    return PROPOSALS.page(request, "desk/proposals.html", queries.proposals(), tabs=tabs(request, "proposals"))


@staff_page(act="money.see")
@require_safe
def desk_proposals_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give what was proposed as a file."""
    return PROPOSALS.download(request, queries.proposals(), name="proposals")


@staff_page(act="money.see")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_proposal(request: StaffRequest, proposal: str) -> HttpResponse:
    """Show a proposal, and decide it: accept, refuse with an answer, or withdraw one's own."""
    found = get_object_or_404(queries.proposals(), ref=proposal)
    form = RefuseForm(request.POST if request.POST.get("do") == "refuse" else None)
    fault = ""
    if request.method == "POST" and (form.is_valid() or not form.is_bound):
        try:
            return _decided(request, found, form)
        except actions.AlreadyDecided as before:
            found, fault = before.proposal, "before"
        except (actions.TakesTwo, actions.MayNotDecide):
            fault = "not-you"
        except (actions.MoreThanCredit, actions.MoreThanOwed):
            fault = "less"
    told = {"before": 409, "less": 409, "not-you": 403}.get(fault, status(form))
    return render(request, "desk/proposal.html", _context(request, found, form, fault), status=told)


def _decided(request: StaffRequest, found: Proposal, form: RefuseForm) -> HttpResponse:
    """Do what the button says; any other name is no button of ours and does nothing."""
    do = request.POST.get("do")
    if do == "accept":
        actions.accept(found, at=request.at, by=request.user)
    elif do == "refuse":
        actions.refuse(found, answer=form.cleaned_data["answer"], at=request.at, by=request.user)
    elif do == "withdraw":
        actions.withdraw(found, at=request.at, by=request.user)
    return redirect(f"{address('desk_proposal', proposal=found.ref)}?done=1")


def _context(request: StaffRequest, found: Proposal, form: RefuseForm, fault: str) -> dict[str, Any]:
    waits = found.state == Proposal.State.WAITING
    mine = found.proposed_by_id == request.user.pk
    may = waits and request.may("proposals.decide")
    for_two = found.takes_two or (may and mine and actions.is_for_two(found, at=request.at, by=request.user))
    return {
        "customer": shown(request, found.account.number, "money"),
        "proposal": found,
        "kind": KINDS[found.kind],
        "tag": STATES[found.state],
        "form": form,
        "fault": fault,
        "deadline": answer_by("PROPOSAL", found.proposed_at, at=request.at) if waits else None,
        "pay_by": answer_by("REFUND", found.decided_at, at=request.at) if _to_pay(found) and found.decided_at else None,
        "there": _there(found),
        "for_two": for_two,
        "may_accept": may and not (for_two and mine),
        "may_refuse": may,
        "may_withdraw": waits and mine and request.may("proposals.make"),
        "limit": profile.current().desk.four_eyes_above,
        "fee": queries.NOTHING,
        "longest": lengths.REASON,
        "done": "done" in request.GET,
    }


def _to_pay(found: Proposal) -> bool:
    return (found.kind, found.state, found.paid_on) == (Proposal.Kind.REFUND, Proposal.State.DONE, None)


def _there(found: Proposal) -> Any:
    """Return how much credit or debt there is now."""
    of = queries.unused_credits if found.kind == Proposal.Kind.REFUND else queries.debts
    return queries.total_open(of(found.account))


def too_much(kind: str, there: Any) -> str:
    """Say that there is not so much to give."""
    if kind == Proposal.Kind.REFUND:
        return say("There is only %(amount)s of credit that is not promised already.") % {"amount": money(there)}
    return say("Only %(amount)s is owed.") % {"amount": money(there)}
