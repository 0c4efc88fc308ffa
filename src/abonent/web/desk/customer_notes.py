"""Notes of the office, pinned under a customer's name: what the next one at the telephone has to know."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent.cases.models import Note
from abonent.cases.notes import AlreadyRemoved, TooManyNotes, add_note, remove_note
from abonent.language import is_printable, lengths
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.customer import Customer, shown
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.door.forms import status


class NoteForm(forms.Form):
    """A note: some lines of text."""

    text = forms.CharField(
        label=_("Note"),
        max_length=lengths.WORDS,
        error_messages={
            "required": _("Please type the note."),
            "max_length": _("At most %(limit_value)d characters, please: now it has %(show_value)d."),
        },
    )

    def clean_text(self) -> str:
        text = "\n".join(line.rstrip() for line in self.cleaned_data["text"].splitlines())
        if not is_printable(text.replace("\n", "").replace("\t", "")):
            raise forms.ValidationError(_("There is a character in it that cannot be printed. Please type it anew."))
        return text


@staff_page(act="customers.note")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_add_note(request: StaffRequest, number: str) -> HttpResponse:
    """Write a note down."""
    account = customer(number)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _added(request, account, form):
        return _back(account)
    context: dict[str, Any] = {"customer": shown(request, number), "form": form, "longest": lengths.WORDS}
    return render(request, "desk/customer_note.html", context, status=status(form))


@staff_page(act="customers.note")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_remove_note(request: StaffRequest, number: str, note: int) -> HttpResponse:
    """Check which note, then take it away; one that another has removed meanwhile is told of."""
    account = customer(number)
    found = get_object_or_404(Note.objects.select_related("made_by"), pk=note, account=account)
    if request.method == "POST" and not found.removed_at:
        try:
            remove_note(found, at=request.at, by=request.user)
        except AlreadyRemoved as before:
            found = before.note
        else:
            return _back(account)
    return _check(request, shown(request, number), found)


def _added(request: StaffRequest, account: Account, form: NoteForm) -> bool:
    try:
        add_note(account, form.cleaned_data["text"], at=request.at, by=request.user)
    except TooManyNotes:
        form.add_error("text", gettext("There are as many notes as anybody reads. Remove an old one first."))
        return False
    return True


def _check(request: StaffRequest, about: Customer, note: Note) -> HttpResponse:
    return render(request, "desk/customer_note_remove.html", {"customer": about, "note": note})


def _back(account: Account) -> HttpResponse:
    return redirect(address("desk_customer", number=account.number))
