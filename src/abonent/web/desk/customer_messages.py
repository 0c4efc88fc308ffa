"""What was sent to a customer: letters and SMS about the account, and to its people about their sign-in.

Codes and links are never kept, so nobody at the desk can read one. Whoever may not see money sees that a letter went, where
to and how it fared, but not its words: sums stand in them.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent.people import queries as people
from abonent.people.models import Account
from abonent.post import kinds
from abonent.post.models import Message
from abonent.post.queries import letters_of
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.filters import Choice, Days
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.desk.tables import Column, Link, Table, Tag

CHANNELS: dict[str, Promise] = {
    Message.Channel.MAIL: _("e-mail"),
    Message.Channel.SMS: _("SMS"),
    Message.Channel.PAPER: _("on paper"),
}
STATES: dict[str, Tag] = {
    Message.State.WAITING: Tag("info", pgettext_lazy("letter", "waiting to be sent")),
    Message.State.SENT: Tag("ok", pgettext_lazy("letter", "sent")),
    Message.State.FAILED: Tag("bad", pgettext_lazy("letter", "not delivered")),
    Message.State.BOUNCED: Tag("bad", pgettext_lazy("letter", "came back")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A letter as lists of the desk show it."""

    letter: Message
    url: str
    title: str | Promise
    state: Tag

    @property
    def at(self) -> datetime:
        return self.letter.queued_at


MESSAGES = Table(
    caption=_("Messages"),
    columns=(
        Column("at", pgettext_lazy("letter", "Written"), lambda row: row.at, "moment", sort=("queued_at",)),
        Column("title", pgettext_lazy("letter", "Subject"), lambda row: Link(row.title, row.url), "link"),
        Column("channel", pgettext_lazy("letter", "How"), lambda row: CHANNELS[row.letter.channel]),
        Column("to", pgettext_lazy("letter", "To"), lambda row: row.letter.to),
        Column("state", pgettext_lazy("letter", "State"), lambda row: row.state, "tag"),
        Column("trouble", _("What went wrong"), lambda row: row.letter.trouble),
    ),
    leads_to=lambda _row: "",
    filters=(
        Choice("state", pgettext_lazy("letter", "State"), {s: (tag.text, Q(state=s)) for s, tag in STATES.items()}),
        Choice("channel", pgettext_lazy("letter", "How"), {c: (text, Q(channel=c)) for c, text in CHANNELS.items()}),
        Days("at", _("From"), _("Until"), "queued_at", instant=True),
    ),
    sort="-at",
    empty=(_("No messages yet"), _("Letters and SMS to the customer stand here as soon as they are written.")),
)
"""Narrowed within one account, whose letters are found by an index."""


@staff_page(act="messages.see")
@require_safe
def desk_customer_messages(request: StaffRequest, number: str) -> HttpResponse:
    """Show what was sent to a customer."""
    about = shown(request, number, "messages")
    letters = _letters(request, about.account)
    return MESSAGES.page(
        request,
        "desk/customer_messages.html",
        letters,
        shown=lambda found: [_row(request, about.account, letter) for letter in found],
        customer=about,
    )


@staff_page(act="messages.see")
@require_safe
def desk_customer_message(request: StaffRequest, number: str, message: int) -> HttpResponse:
    """Show one letter as it was sent."""
    account = customer(number)
    letter = get_object_or_404(_letters(request, account, whole=True), pk=message)
    context = {
        "row": _row(request, account, letter),
        "channel": CHANNELS[letter.channel],
        "words": letter.text if request.may("money.see") else None,
    }
    return render(request, "desk/customer_message.html", {"customer": shown(request, number, "messages"), **context})


def rows(request: StaffRequest, account: Account, count: int) -> list[Row]:
    """Return the latest letters of an account."""
    found = _letters(request, account).order_by("-queued_at", "-pk")[:count]
    return [_row(request, account, letter) for letter in found]


def _letters(request: StaffRequest, account: Account, *, whole: bool = False) -> QuerySet[Message]:
    here = [right.user_id for right in people.rights_on(account) if request.at in right.valid]
    found = letters_of(account.pk, people=here)
    return found if whole else found.defer("text", "context", "secret")


def _row(request: StaffRequest, account: Account, letter: Message) -> Row:
    title = letter.subject if request.may("money.see") else ""
    url = address("desk_customer_message", number=account.number, message=letter.pk)
    return Row(letter, url, title or kinds.name(letter.template), STATES[letter.state])
