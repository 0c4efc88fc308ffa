"""The demonstration's outbox: every letter and SMS that "left", for whoever tries the house out. Exists nowhere else."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abonent.demo.mailbox import letters
from abonent.web.page import OpenRequest, open_page
from abonent.web.portal.money import last_page, page_number

MAIL, SMS = "mail", "sms.jsonl"
"""In settings.ABONENT_DATA: the folder of the mail server, the file of the console SMS."""
A_PAGE = 12


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter, or an SMS (which has no subject)."""

    key: str
    at: datetime
    to: str
    subject: str
    text: str

    @property
    def paragraphs(self) -> list[list[str]]:
        """The text, line by line; empty lines part paragraphs."""
        return [part.splitlines() for part in self.text.strip().split("\n\n") if part.strip()]

    @property
    def title(self) -> str:
        """The subject, or how an SMS begins."""
        return self.subject or self.text[:60]


@open_page()
@require_safe
def outbox(request: OpenRequest) -> HttpResponse:
    """Show what left, the newest first."""
    found, number = _sent(), page_number(request)
    last = last_page(len(found), A_PAGE)
    if not 1 <= number <= last:
        raise Http404
    shown = found[(number - 1) * A_PAGE : number * A_PAGE]
    return render(request, "demo/outbox.html", {"found": shown, "number": number, "last": last})


@open_page()
@require_safe
def sent(request: OpenRequest, key: str) -> HttpResponse:
    """Show one letter or SMS."""
    found = next((one for one in _sent() if one.key == key), None)
    if found is None:
        raise Http404
    return render(request, "demo/sent.html", {"found": found})


def _sent() -> list[Sent]:
    """Return everything that left, the newest first. Raises Http404 outside a demo."""
    if not settings.DEMO:
        raise Http404
    place = Path(settings.ABONENT_DATA)
    return sorted([*_mail(place / MAIL), *_sms(place / SMS)], key=lambda one: one.at, reverse=True)


def _mail(folder: Path) -> Iterator[Sent]:
    for letter in letters(folder):
        yield Sent(letter.path.stem.replace(".", "-"), letter.at, letter.to, letter.subject, letter.text)


def _sms(file: Path) -> Iterator[Sent]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for place, line in enumerate(lines, start=1):
        said = json.loads(line)
        yield Sent(f"sms-{place}", datetime.fromisoformat(said["at"]), said["to"], "", said["text"])
