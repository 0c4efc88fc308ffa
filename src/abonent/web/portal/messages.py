"""What was sent to me: a list in pages, and each letter readable again. Codes and links were never kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent.people import queries as people
from abonent.post import kinds, queries
from abonent.post.models import Message
from abonent.web.addresses import address, address_if_there
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.money import last_page, page_number

A_PAGE = 20

CHANNELS: dict[str, Promise] = {"MAIL": _("e-mail"), "SMS": _("SMS"), "PAPER": _("on paper")}
STATES: dict[str, tuple[str, Promise]] = {
    "WAITING": ("info", pgettext_lazy("letter", "waiting to be sent")),
    "SENT": ("ok", pgettext_lazy("letter", "sent")),
    "FAILED": ("bad", pgettext_lazy("letter", "not delivered")),
    "BOUNCED": ("bad", pgettext_lazy("letter", "came back")),
}
"""The colour of a state and its words."""

UNSEEN = re.compile(r"(?<=^.)[^@]*(?=@)|(?<=^\+..)\d+(?=\d{3}$)")
"""What is hidden of an address that is not the reader's own: olena@example.com, +48501234567."""


@dataclass(frozen=True, slots=True)
class Row:
    """A letter as lists show it, and what stands above its words."""

    url: str
    at: datetime
    title: str | Promise
    channel: Promise
    to: str
    state: tuple[str, Promise]


@customer_page(act="messages.see")
@require_safe
def messages(request: CustomerRequest) -> HttpResponse:
    """Show a page of what was sent to me, the newest first."""
    number, found = page_number(request), _mine(request)
    last = last_page(found.count(), A_PAGE)
    if not 1 <= number <= last:
        raise Http404
    shown = found.defer("text", "context", "secret")[(number - 1) * A_PAGE : number * A_PAGE]
    context = {"letters": [_row(request, each) for each in shown], "number": number, "last": last}
    news = address_if_there("news", language=request.LANGUAGE_CODE)
    return render(request, "portal/messages.html", {**context, "news": news})


@customer_page(act="messages.see")
@require_safe
def message(request: CustomerRequest, message: int) -> HttpResponse:
    """Show one letter as it was sent."""
    found = get_object_or_404(_mine(request), pk=message)
    context = {
        "letter": _row(request, found),
        "state": found.state,
        "on_paper": found.channel == "PAPER",
        "paragraphs": list(_paragraphs(found.text)),
    }
    return render(request, "portal/message.html", context)


def _mine(request: CustomerRequest) -> QuerySet[Message]:
    """Return my letters. What went to an account's address that is nobody's is for those who may see its addresses."""
    shared = request.account.pk if people.may(request.access.role, "contact.see") else None
    reader = request.access.user_id if request.viewing else request.user.pk
    found = queries.letters_to(reader, accounts=[key.account_id for key in request.keys], shared=shared)
    return found.filter(account_id=request.account.pk) if request.viewing else found  # what is a person's own is theirs


def _row(request: CustomerRequest, letter: Message) -> Row:
    return Row(
        url=address("message", message=letter.pk),
        at=letter.sent_at or letter.queued_at,
        title=letter.subject or kinds.name(letter.template),
        channel=CHANNELS[letter.channel],
        to=letter.to if letter.user_id == request.user.pk else UNSEEN.sub("•••", letter.to),
        state=STATES[letter.state],
    )


def _paragraphs(text: str) -> Iterator[list[list[tuple[str, str]]]]:
    """Part a letter into paragraphs, lines, and pieces of a line: words, and where they lead if that is a page of ours."""
    ours = re.compile(rf"({re.escape(settings.ABONENT_URL)}/[\w/.-]*)")
    for paragraph in text.strip().split("\n\n"):
        lines = [line for line in paragraph.splitlines() if line.strip() not in {"", "--"}]
        if lines:
            yield [
                [(piece, _path(piece) if place % 2 else "") for place, piece in enumerate(ours.split(line))]
                for line in lines
            ]


def _path(link: str) -> str:
    return link.removeprefix(settings.ABONENT_URL)
