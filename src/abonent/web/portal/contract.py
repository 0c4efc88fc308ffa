"""The contract: what was agreed and until when, what it costs, how fast it is, and its documents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_POST, require_safe

from abonent import profile
from abonent.billing.queries import one_off_fees
from abonent.contracts import queries
from abonent.contracts.actions import ConfirmedTooOften, confirm_terms
from abonent.contracts.models import Restriction, Tariff
from abonent.contracts.queries import AgreementShown
from abonent.language import written
from abonent.people.queries import may
from abonent.post import keeping
from abonent.post.models import Document
from abonent.post.queries import documents
from abonent.web import trouble
from abonent.web.files import kept
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.calculation import named
from abonent.web.portal.overview import BECAUSE, LIMITED, MEGABIT
from abonent.web.portal.works import Notice

SOON = 31
"""Days before its end in which an end is near."""
SERVICES: dict[str, Promise] = {"internet": say("internet access")}
PAPERS: dict[str, Promise] = {
    "AGREEMENT": say("agreement"),
    "ANNEX": say("annex to the agreement"),
    "SUMMARY": say("summary of the agreement"),
    "TERMS": say("confirmation of the terms"),
    "NOTICE": say("notice"),
    "OTHER": say("document"),
}
DAMAGED = (
    say("This document cannot be given out"),
    say(
        "What lies in our store is not what was once kept, so nothing of it is shown. Please call us: we will send a copy."
    ),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A time that an agreement is bound to, and how much of it is left: in words, in days, and of how many.

    `ends_soon`: afterwards there is no agreement, and that is near; a minimum term that is over is nobody's loss.
    """

    label: str
    shown: str
    left: int
    of: int
    ends_soon: bool


@customer_page(act="contract.see")
@require_safe
def contract(request: CustomerRequest) -> HttpResponse:
    """Show what was agreed, and what it costs."""
    return render(request, "portal/contract.html", _shown(request))


@customer_page(act="contract.documents")
@require_POST
def contract_terms(request: CustomerRequest, agreement: str) -> HttpResponse:
    """Make a confirmation of an agreement's terms as they are today."""
    found = _agreement(request, agreement)
    try:
        made = confirm_terms(request.account, found, language=get_language() or "", at=request.at, by=request.user.pk)
    except ConfirmedTooOften:
        return render(request, "portal/contract.html", _shown(request, too_often=True), status=429)
    return redirect(f"{reverse('contract')}?made={made.ref}")


@customer_page(act="contract.documents")
@require_safe
def contract_document(request: CustomerRequest, document: str) -> HttpResponse:
    """Give a document exactly as it was kept, or nothing of it."""
    found = documents(request.account.pk).filter(ref=document).first()
    if found is None:
        raise Http404
    try:
        content = keeping.content(found)
    except keeping.DamagedDocument:
        return trouble.show(request, 500, DAMAGED)
    return kept(
        content, media_type=found.media_type, name=f"{found.title.rstrip('. ')}{keeping.ENDINGS[found.media_type]}"
    )


def _agreement(request: CustomerRequest, slug: str) -> AgreementShown:
    """Return an agreement whose terms can be confirmed: one that has not ended."""
    for agreement in queries.agreements(request.account, at=request.at):
        if agreement.slug == slug and agreement.state != "ended":
            return agreement
    raise Http404


def _shown(request: CustomerRequest, *, too_often: bool = False) -> dict[str, Any]:
    account = request.account
    agreements = queries.agreements(account, at=request.at)
    papers = _papers(request, agreements)
    contract = profile.current().panel.contract
    language = get_language() or ""
    return {
        "agreements": [each for each in agreements if each.state != "ended"],
        "ended": [each for each in agreements if each.state == "ended"],
        "notices": list(_notices(request)),
        "fees": one_off_fees(account),
        "papers": papers,
        "made": next((paper for paper in papers or () if paper.ref == request.GET.get("made")), None),
        "too_often": contract.confirmations_a_day if too_often else 0,
        "free": Decimal(0),
        "notice": contract.notice.get(language, ""),
        "complaint": contract.complaint.get(language, ""),
        "named": named,
        "term": term,
        "purpose": purpose,
        "megabits": megabits,
        "paper_kind": lambda kind: PAPERS.get(kind, PAPERS["OTHER"]),
    }


def _papers(request: CustomerRequest, agreements: Iterable[AgreementShown]) -> list[Document] | None:
    """Return the documents of all agreements; None for whoever may not have them."""
    if not may(request.access.role, "contract.documents"):
        return None
    return list(documents(request.account.pk, subjects=[agreement.subject for agreement in agreements]))


def _notices(request: CustomerRequest) -> Iterator[Notice]:
    """Tell what is limited, and why."""
    limits = queries.restrictions(request.account).select_related("subscription__place").order_by("placed_at")
    for limit in limits:
        title = str(LIMITED[limit.level])
        if limit.subscription and limit.subscription.place:
            title = f"{title}: {limit.subscription.place}"
        if limit.reason == Restriction.Reason.DEBT:
            text = _("Something is overdue. Once it is paid, the service comes back by itself.")
            yield Notice("bad", title, text, (reverse("bills"), _("See the bills")))
        else:
            yield Notice("warn", title, str(BECAUSE[limit.reason]))


def term(agreement: AgreementShown) -> Term | None:
    """Return what an agreement is bound to today: its own end, or else its minimum term; None where there is neither."""
    if agreement.state != "in_force":
        return None
    if agreement.last_day:
        return _term(agreement, agreement.last_day, _("The agreement ends on %(day)s"), ends=True)
    if agreement.bound_until and agreement.bound_until >= agreement.on:
        return _term(agreement, agreement.bound_until, _("Minimum term until %(day)s"), ends=False)
    return None


def _term(agreement: AgreementShown, last: date, label: str, *, ends: bool) -> Term:
    left, whole = (last - agreement.on).days, (last - agreement.since).days
    words = _("this is the last day") if left == 0 else _("left: %(time)s") % {"time": _time(agreement.remains(last))}
    return Term(label % {"day": _day(last)}, words, left, max(whole, 1), ends and left <= SOON)


def _time(remains: tuple[int, int]) -> str:
    """Write months and days as people count them."""
    months, days = remains
    in_months = ngettext("%(num)s month", "%(num)s months", months) % {"num": months}
    in_days = ngettext("%(num)s day", "%(num)s days", days) % {"num": days}
    if months and days:
        return _("%(months)s and %(days)s") % {"months": in_months, "days": in_days}
    return in_months if months else in_days


def purpose(agreement: AgreementShown) -> str:
    """Say what an agreement was concluded for: the services whose plans it holds or held."""
    plans = [held for line in agreement.lines for held in (*line.held, *line.before) if held.kind == Tariff.Kind.PLAN]
    words = {str(SERVICES.get(plan.service, named(plan.name))): None for plan in plans}
    return ", ".join(words)


def megabits(kilobits: int | None) -> str:
    """Write a speed; a dash where the price list does not say it."""
    if kilobits is None:
        return "–"
    number = written(get_language() or "en").number(Decimal(kilobits) / MEGABIT)
    return _("%(number)s Mb/s") % {"number": number}


def _day(day: date) -> str:
    return written(get_language() or "en").day(day)
