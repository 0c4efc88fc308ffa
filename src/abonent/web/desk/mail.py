"""Mail that does not arrive: addresses that it comes back from, addresses that nobody confirmed, letters in trouble."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.language import written
from abonent.people import actions
from abonent.people import queries as people
from abonent.people.models import Contact
from abonent.post import kinds
from abonent.post.models import Message
from abonent.post.queries import MANY, bulk_waiting, came_back, in_trouble
from abonent.web.addresses import address
from abonent.web.desk.customer_messages import CHANNELS, STATES
from abonent.web.desk.filters import Choice, Days
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.desk.tables import Column, Table, Tag
from abonent.web.frame import speaking

WHY: tuple[tuple[str, Promise], ...] = (
    ("5.1.", _("there is no such address")),
    ("5.2.1", _("the mailbox is switched off")),
    ("5.2.2", _("the mailbox is full")),
    ("5.7.", _("the mail server turned it away as unwanted")),
    ("4.", _("the mail server could not take it for a long time")),
)
"""What the first digits of a status say (RFC 3463, 3)."""
BECAUSE = _("the mail server refused it")


def why(status: str) -> Promise:
    """Return in words why mail came back."""
    return next((words for digits, words in WHY if status.startswith(digits)), BECAUSE)


def _whose(contact: Contact) -> str:
    return contact.account.holder if contact.account_id else str(contact.user and contact.user.name)


def _number(contact: Contact) -> str:
    return contact.account.number if contact.account_id else ""


RETURNED = Table(
    caption=_("Addresses that mail comes back from"),
    columns=(
        Column("since", pgettext_lazy("address", "Since"), lambda row: row.bounced_at, "moment", sort=("bounced_at",)),
        Column("value", _("E-mail"), lambda row: row.value),
        Column("account", _("Account"), _number, "account"),
        Column("holder", pgettext_lazy("address", "Whose"), _whose),
        Column("why", pgettext_lazy("mail", "Why"), lambda row: why(row.bounce)),
    ),
    leads_to=lambda row: address("desk_returned", contact=row.pk),
    filters=(
        Choice(
            "why",
            pgettext_lazy("mail", "Why"),
            {
                "gone": (WHY[0][1], Q(bounce__startswith="5.1.")),
                "other": (_("another reason"), ~Q(bounce__startswith="5.1.")),
            },
        ),
        Days("since", _("From"), _("Until"), "bounced_at", instant=True),
    ),
    sort="since",
    empty=(_("No mail has come back"), _("An address that mail comes back from stands here until it is mended.")),
)
"""By the index `contact_bounced`: few of the customers."""

UNCONFIRMED = Table(
    caption=_("Addresses that nobody has confirmed"),
    columns=(
        Column("since", pgettext_lazy("address", "Since"), lambda row: row.added_at, "moment", sort=("added_at",)),
        Column("value", _("E-mail or telephone"), lambda row: row.value),
        Column("account", _("Account"), _number, "account"),
        Column("holder", pgettext_lazy("address", "Whose"), _whose),
    ),
    leads_to=lambda row: address("desk_customer", number=row.account.number) if row.account_id else "",
    filters=(
        Choice(
            "kind",
            pgettext_lazy("address", "Kind"),
            {"MAIL": (_("e-mail"), Q(kind="MAIL")), "PHONE": (_("telephone"), Q(kind="PHONE"))},
        ),
        Days("since", _("From"), _("Until"), "added_at", instant=True),
    ),
    sort="-since",
    empty=(_("All addresses are confirmed"), _("One that was typed and not confirmed by its code stands here.")),
)
"""By the index `contact_unconfirmed`."""


def _trouble(letter: Message) -> str | Promise:
    return why(letter.trouble) if letter.state == Message.State.BOUNCED else letter.trouble


TROUBLE = Table(
    caption=_("Letters that did not arrive"),
    columns=(
        Column("at", pgettext_lazy("letter", "Written"), lambda row: row.queued_at, "moment", sort=("queued_at",)),
        Column("title", pgettext_lazy("letter", "Subject"), lambda row: row.subject or kinds.name(row.template)),
        Column("channel", pgettext_lazy("letter", "How"), lambda row: CHANNELS[row.channel]),
        Column("to", pgettext_lazy("letter", "To"), lambda row: row.to),
        Column("state", pgettext_lazy("letter", "State"), lambda row: STATES[row.state], "tag"),
        Column("trouble", _("What went wrong"), _trouble),
    ),
    leads_to=lambda row: address("desk_letter", letter=row.pk),
    filters=(
        Choice(
            "state", pgettext_lazy("letter", "State"), {s: (STATES[s].text, Q(state=s)) for s in ("FAILED", "BOUNCED")}
        ),
        Days("at", _("From"), _("Until"), "queued_at", instant=True),
    ),
    sort="-at",
    empty=(_("Every letter has arrived"), _("One that a mail server or an SMS carrier does not take stands here.")),
)
"""By the index `message_in_trouble`."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Letters to everybody that wait: how many, how many leave in a minute, and when the last of them will have."""

    shown: str
    rate: int
    until: datetime


@staff_page(act="mail.see")
@require_safe
def desk_mail(request: StaffRequest) -> HttpResponse:
    """Show the addresses that mail comes back from, the longest first."""
    done, leaving = request.GET.get("done", ""), _leaving(request)
    return RETURNED.page(request, "desk/mail.html", people.bounced(), tab="returned", done=done, leaving=leaving)


@staff_page(act="mail.see")
@require_safe
def desk_unconfirmed(request: StaffRequest) -> HttpResponse:
    """Show the addresses that were typed and never confirmed."""
    return UNCONFIRMED.page(request, "desk/mail.html", people.unconfirmed(), tab="unconfirmed", done="", leaving=None)


@staff_page(act="mail.see")
@require_safe
def desk_trouble(request: StaffRequest) -> HttpResponse:
    """Show the letters that did not arrive."""
    return TROUBLE.page(request, "desk/mail.html", in_trouble(), tab="trouble", done="", leaving=None)


@staff_page(act="mail.see")
@require_safe
def desk_letter(request: StaffRequest, letter: int) -> HttpResponse:
    """Lead to a letter in trouble where its customer's letters are; one about a person alone is shown by itself."""
    found = get_object_or_404(in_trouble(), pk=letter)
    number = people.number_of(found.account_id)
    if number and request.may("messages.see"):
        return redirect("desk_customer_message", number=number, message=found.pk)
    context = {"letter": found, "title": found.subject or kinds.name(found.template), "trouble": _trouble(found)}
    return render(request, "desk/letter.html", context | {"state": STATES[found.state]})


@staff_page(act="mail.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_returned(request: StaffRequest, contact: int) -> HttpResponse:
    """Show an address that mail comes back from and what can be done; and take the mark away when it is mended."""
    found = get_object_or_404(people.bounced(), pk=contact)
    if request.method == "POST":
        actions.was_mended(found, at=request.at, by=request.user)
        return redirect(f"{address('desk_mail')}?done=mended")
    if found.account_id:
        seen(request, found.account)
    return render(request, "desk/returned.html", {"contact": found, "whose": _whose(found), **_about(found)})


def _leaving(request: StaffRequest) -> Leaving | None:
    """Say what of the letters to everybody waits for its turn."""
    count, rate = bulk_waiting(), profile.current().mail.bulk_per_minute
    if not count:
        return None
    shown = _("more than %(count)s") if count == MANY else "%(count)s"
    number = written(speaking()).number(Decimal(count))
    return Leaving(str(shown) % {"count": number}, rate, request.at + timedelta(minutes=-(-count // rate)))


def _about(contact: Contact) -> dict[str, object]:
    return {
        "why": why(contact.bounce),
        "status": contact.bounce,
        "number": _number(contact),
        "others": [each for each in people.contacts_of(contact.account_id) if each != contact and each.counts],
        "letters": _letters(contact),
        "stops": contact.bounce.startswith(people.NO_MAILBOX),
    }


def _letters(contact: Contact) -> list[tuple[Message, str | Promise, Tag]]:
    found: QuerySet[Message] = came_back(contact.value, account=contact.account_id, person=contact.user_id)
    return [(each, each.subject or kinds.name(each.template), STATES[each.state]) for each in found[:10]]
