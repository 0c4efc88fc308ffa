"""A letter to a customer: written, read as it will arrive, sent."""

import re
import secrets
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent.language import is_printable
from abonent.people import queries
from abonent.people.actions import NobodyToWriteTo, write_letter
from abonent.people.actions.writing import words
from abonent.people.models import Account
from abonent.people.queries import Addressee
from abonent.post.models import Message
from abonent.post.writing import Letter, write
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.door.forms import status

LONGEST_SUBJECT, LONGEST_TEXT = 150, 10_000
ONCE = re.compile(r"[\w-]{16}")
TOO_LONG = _("At most %(limit_value)d characters, please: now it has %(show_value)d.")
UNPRINTABLE = _("There is a character in it that cannot be printed. Please type it anew.")


class LetterForm(forms.Form):
    """A subject in one line, and a text. `once` makes the form, however often it is sent, one letter."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=LONGEST_SUBJECT,
        error_messages={"required": _("Please type what it is about."), "max_length": TOO_LONG},
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Please type the text."), "max_length": TOO_LONG},
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_subject(self) -> str:
        subject = " ".join(str(self.cleaned_data["subject"]).split())
        if not is_printable(subject):
            raise forms.ValidationError(UNPRINTABLE, code="unprintable")
        return subject

    def clean_text(self) -> str:
        text = "\n".join(line.rstrip().replace("\t", "    ") for line in str(self.cleaned_data["text"]).splitlines())
        if not is_printable(text.replace("\n", "")):
            raise forms.ValidationError(UNPRINTABLE, code="unprintable")
        return text

    def clean_once(self) -> str:
        once = str(self.cleaned_data["once"])
        return once if ONCE.fullmatch(once) else secrets.token_urlsafe(12)


@staff_page(act="messages.write")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_write(request: StaffRequest, number: str) -> HttpResponse:
    """Take a letter in a form, show it as it will arrive, and with another press send it."""
    account = customer(number)
    if sent := _sent(account, request.GET.get("sent", "")):
        return render(request, "desk/write_done.html", {"customer": shown(request, number), "letters": sent})
    readers = queries.mail_addresses(account)
    form = LetterForm(request.POST if request.method == "POST" else None)
    if not readers or not form.is_valid() or "edit" in request.POST:
        return _form(request, account, form, readers)
    if "confirm" in request.POST:
        return _send(request, account, form)
    context = {"letters": _previews(request, account, form, readers), "readers": readers, "typed": form.cleaned_data}
    return render(request, "desk/write_check.html", {"customer": shown(request, number), **context})


def _form(request: StaffRequest, account: Account, form: LetterForm, readers: list[Addressee]) -> HttpResponse:
    languages = sorted({str(get_language_info(reader.language)["name_local"]) for reader in readers})
    context = {
        "customer": shown(request, account.number),
        "form": form,
        "readers": readers,
        "languages": languages,
        "longest": LONGEST_TEXT,
        "once": form["once"].value() or secrets.token_urlsafe(12),
    }
    code = status(form) if readers else 409 if form.is_bound else 200
    return render(request, "desk/write.html", context, status=code)


def _send(request: StaffRequest, account: Account, form: LetterForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        write_letter(account, **said, at=request.at, by=request.user)
    except NobodyToWriteTo:  # the last address ended while the page was open
        return _form(request, account, form, [])
    return redirect(f"{address('desk_write', number=account.number)}?sent={said['once']}")


def _previews(
    request: StaffRequest, account: Account, form: LetterForm, readers: list[Addressee]
) -> list[tuple[str, Letter]]:
    """Return the letter as it will arrive, once in each language of its readers."""
    said = form.cleaned_data
    context: Any = words(account, subject=said["subject"], text=said["text"], by=request.user)
    messages = {
        reader.language: Message(template="letter", language=reader.language, context=context, queued_at=request.at)
        for reader in readers
    }
    return [(language, write(message)) for language, message in messages.items()]


def _sent(account: Account, once: str) -> list[Message]:
    """Return the letters that a form has become: one for each address."""
    if not ONCE.fullmatch(once):
        return []
    found = Message.objects.filter(account_id=account.pk, key__startswith=f"letter:{account.pk}:{once}:")
    return list(found.order_by("pk"))
