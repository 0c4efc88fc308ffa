"""One payment: the truth about it, as far as it is known now, and the confirmation for money that came."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_safe

from abonent.billing import queries
from abonent.billing.models import Payment, Receipt
from abonent.billing.queries import Story
from abonent.journal.kinds import sentence
from abonent.language import written
from abonent.people import queries as people
from abonent.people.models import Account
from abonent.web.engine import render_block
from abonent.web.files import pdf
from abonent.web.frame import speaking
from abonent.web.jinja import local
from abonent.web.module import modules
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.elsewhere import elsewhere
from abonent.web.portal.money import METHODS, online
from abonent.web.portal.wish import plain

TEMPLATE = "receipt@1"

USUAL = timedelta(minutes=2)
"""How long a bank usually takes; after this the page says that it takes longer."""

PAUSES = ((timedelta(minutes=1), 2), (timedelta(minutes=5), 5), (timedelta(minutes=30), 20), (timedelta(hours=2), 60))
"""Until a payment is so old, the page asks again after so many seconds. After that one reloads it by hand."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the timeline: state is "done", "now", "waiting" or "failed"."""

    state: str
    title: str | Promise
    when: str = ""
    text: str | Promise = ""


@customer_page(act="payments.see")
@require_safe
def payment(request: CustomerRequest, ref: str) -> HttpResponse:
    """Show what is known of something that was set out to be paid; asked by htmx, only the part that changes."""
    found = queries.payments(request.account).filter(ref=ref).first()
    if found is None:
        return elsewhere(
            request, "payments.see", has=lambda account: queries.payments(account).filter(ref=ref).exists()
        )
    return _show(request, queries.story_of_payment(found))


@customer_page(act="payments.see")
@require_safe
def receipt(request: CustomerRequest, pk: int) -> HttpResponse:
    """Show money that came by transfer or in cash."""
    return _show(request, queries.story_of_receipt(get_object_or_404(queries.receipts(request.account), pk=pk)))


@customer_page(act="payments.receipt")
@require_safe
def payment_receipt(request: CustomerRequest, ref: str) -> HttpResponse:
    """Give the confirmation of a payment, once its money has come."""
    found = queries.receipt_of(get_object_or_404(queries.payments(request.account), ref=ref))
    return _confirmation(request, found)


@customer_page(act="payments.receipt")
@require_safe
def receipt_pdf(request: CustomerRequest, pk: int) -> HttpResponse:
    """Give the confirmation of money that came."""
    return _confirmation(request, get_object_or_404(queries.receipts(request.account), pk=pk))


def _confirmation(request: CustomerRequest, found: Receipt | None) -> HttpResponse:
    sheet = queries.receipt_sheet(found, language=request.account.language) if found else None
    if found is None or sheet is None:
        raise Http404
    return pdf(TEMPLATE, sheet, name=found.number)


def _show(request: CustomerRequest, story: Story) -> HttpResponse:
    context = _context(request, story)
    if "HX-Request" in request.headers:
        answer = render_block(request, "portal/payment.html", "live", context)
    else:
        answer = render(request, "portal/payment.html", context)
    patch_vary_headers(answer, ("HX-Request",))
    return answer


def _context(request: CustomerRequest, story: Story) -> dict[str, Any]:
    set_out, came = story.payment, story.receipt
    state = standing(story, request.at)
    coming = list(still_coming(request.account, story, request.at))
    return {
        "story": story,
        "state": state,
        "amount": set_out.amount if set_out else came and came.amount,
        "other": came.amount if set_out and came and came.amount != set_out.amount else None,
        "method": METHODS[queries.method(came.book) if came else "online"],
        "late": set_out is not None and request.at - set_out.started_at > USUAL,
        "pause": _pause(story, state, coming, request.at),
        "mark": f"{request.at:%H%M%S%f}",
        "here": _here(story),
        "steps": [*steps(story, state), *coming],
        "outcome": outcome(story, coming) if state == "posted" else None,
        "about": list(_about(story)),
        "again": _again(set_out) if set_out else reverse("pay"),
        "online": online(request, queries.why_not_online(request.account)),
        "may_confirm": people.may(request.access.role, "payments.receipt"),
    }


def standing(story: Story, at: datetime) -> str:
    """Say in one word how it stands: "posted", "returned", "waiting", "given-up", "refused", "abandoned", "failed"."""
    if story.taken_back_at or (story.receipt and story.receipt.amount < 0):
        return "returned"
    if story.receipt:
        return "posted"
    assert story.payment  # noqa: S101 - a story has one or the other
    if story.payment.state == Payment.State.STARTED:
        return "given-up" if queries.is_given_up(story.payment.started_at, now=at) else "waiting"
    return story.payment.state.lower()


def _again(set_out: Payment) -> str:
    """Return where the same can be paid once more: the bills that were wanted, as far as they are still open."""
    wish = [("bill", queries.slug(number)) for number in set_out.wanted]
    return f"{reverse('pay')}?{urlencode([*wish, ('amount', plain(set_out.amount))])}"


def _about(story: Story) -> Iterator[tuple[str, str]]:
    set_out, came = story.payment, story.receipt
    if set_out:
        yield _("Reference"), set_out.ref
    if came:
        yield _("Number of the confirmation"), came.number
        yield _("Paid on"), written(speaking()).day(came.paid_on)
    if came and came.payment_id:
        yield _("The bank’s number"), came.external_id
    if came and came.payer.get("name"):
        yield _("Paid by"), str(came.payer["name"])


def still_coming(account: Account, story: Story, at: datetime) -> Iterator[Step]:
    """Return what modules say that the money still brings about."""
    for module in modules() if story.events else ():
        yield from module.lent("steps")(account, story.events, at=at)


def outcome(story: Story, coming: list[Step]) -> Step | None:
    """Return how it stands by now with what the money has released: the end of the story, which is to be seen first."""
    if all(event.kind != "restriction.lifted" for event in story.events):
        return None
    brought = (event for event in reversed(story.events) if not event.kind.startswith("payment."))
    return coming[-1] if coming else next(Step("done", sentence(event.kind), _when(event.at)) for event in brought)


def _pause(story: Story, state: str, coming: list[Step], at: datetime) -> int:
    if story.payment and state == "waiting":
        return pause(story.payment.started_at, at)
    return pause(story.events[-1].at, at) if any(step.state == "now" for step in coming) else 0


def _here(story: Story) -> str:
    if story.payment:
        return reverse("payment", kwargs={"ref": story.payment.ref})
    return reverse("receipt", kwargs={"pk": story.receipt.pk}) if story.receipt else ""


def pause(since: datetime, at: datetime) -> int:
    """Return after how many seconds a page asks again that waits since then; 0 when it does not any more."""
    age = at - since
    return next((seconds for until, seconds in PAUSES if age < until), 0)


def steps(story: Story, state: str) -> Iterator[Step]:
    """Return the lines of a payment's timeline."""
    failed = {"payment.refused", "payment.abandoned", "payment.failed"}
    if story.payment is None and story.receipt:
        yield Step("done", _("The money came"), written(speaking()).day(story.receipt.paid_on))
        if story.posted_at:
            yield Step("done", sentence("payment.posted"), _when(story.posted_at))
    for event in story.events:
        yield Step("failed" if event.kind in failed else "done", sentence(event.kind), _when(event.at))
    if story.taken_back_at:
        yield Step("failed", sentence("payment.reversed"), _when(story.taken_back_at))
    if state == "waiting":
        yield Step("now", say("The bank is confirming"), "", say("This usually takes 2 minutes."))
        yield Step("waiting", say("The money is posted to the account"))


def _when(at: datetime) -> str:
    return written(speaking()).moment(local(at))
