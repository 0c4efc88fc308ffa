"""Adding, confirming, replacing and removing an address: one machinery, which two doors open (`contact`, `own_mail`)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from abonent import profile
from abonent.people import actions
from abonent.people.addresses import masked, shown
from abonent.people.models import Contact
from abonent.people.queries import contacts, is_last_address, sms_left
from abonent.web.addresses import address
from abonent.web.door.forms import refused, status
from abonent.web.me.contact_forms import FORMS, ConfirmForm
from abonent.web.page import PersonRequest

DONE: dict[str, Promise] = {
    "confirmed": _("The address is confirmed and counts from now on"),
    "removed": _("The address was removed"),
}
TOO_OFTEN = _("That was tried too often. Please wait an hour, then try again, or call us.")
WRONG = _("This is not the code that we sent.")
SPENT = _("This code does not work any more. Please have another one sent.")
TRIED_TOO_OFTEN = 429
TOO_MANY_SMS = _("No more SMS are sent to this number today. Please try again tomorrow, or call us.")


@dataclass(frozen=True, slots=True)
class Way:
    """The pages of one door, by the names of their addresses; what those call a contact; and whose contacts they are."""

    home: str
    change: str
    confirm: str
    again: str
    remove: str
    part: str
    whose: Callable[[PersonRequest], int]

    def contacts(self, request: PersonRequest) -> QuerySet[Contact]:
        """Return the contacts in force that this person may look after here."""
        return contacts(self.whose(request), request.user)

    def contact(self, request: PersonRequest, pk: int) -> Contact:
        """Return one of them. Raises Http404."""
        return get_object_or_404(self.contacts(request).select_related("user"), pk=pk)

    def to(self, page: str, contact: Contact) -> str:
        """Return the address of a page about a contact."""
        return address(getattr(self, page), **{self.part: contact.pk})


@dataclass(frozen=True, slots=True)
class Row:
    """A contact as a list shows it; the links are empty where there is nothing to do."""

    kind: str
    shown: str
    confirmed_at: datetime | None
    bounced: bool
    confirm: str
    change: str
    remove: str


def rows(request: PersonRequest, way: Way, *, may: bool = True) -> Iterator[Row]:
    """Return the contacts of a list with what can be done with each, if this person may do it."""
    for contact in way.contacts(request):
        if not may:
            yield Row(contact.kind, shown(contact.value), contact.confirmed_at, bool(contact.bounced_at), "", "", "")
            continue
        links = (
            "" if contact.counts else way.to("confirm", contact),
            way.to("change", contact),
            way.to("remove", contact),
        )
        yield Row(contact.kind, shown(contact.value), contact.confirmed_at, bool(contact.bounced_at), *links)


def done(request: PersonRequest) -> Promise | None:
    """Return what was done just now, for the page that is shown then."""
    return DONE.get(request.GET.get("done", ""))


def adding(request: PersonRequest, way: Way, kind: str, instead: Contact | None = None) -> HttpResponse:
    """Ask for an address, write it down and send the code there."""
    wrong = instead is not None and not instead.confirmed_at
    form = FORMS[kind](_posted(request), initial={"value": shown(instead.value)} if instead and wrong else {})
    if form.is_valid() and (contact := _added(request, way, form, kind, instead)):
        return redirect(way.to("confirm", contact))
    context = {
        "form": form,
        "kind": kind,
        "instead": instead,
        "now": shown(instead.value) if instead else "",
        "wrong": wrong,
        "home": address(way.home),
    }
    return render(request, "me/contact_new.html", context, status=status(form))


def _added(request: PersonRequest, way: Way, form: forms.Form, kind: str, instead: Contact | None) -> Contact | None:
    value = form.cleaned_data["value"]
    if not _may_send(request, value):
        form.add_error(None, forms.ValidationError(TOO_OFTEN, code="rate_limited"))
        return None
    try:
        contact = actions.add_contact(way.whose(request), kind, value, by=request.user, at=request.at, instead=instead)
    except actions.AlreadyThere:
        form.add_error("value", _("This one is there already, and counts."))
    except actions.TooManyContacts:
        form.add_error(None, _("There are too many already. Please remove one first."))
    else:
        _send(request, contact)  # when it cannot be sent now, the next page says so
        return contact
    return None


def confirming(request: PersonRequest, way: Way, contact: Contact) -> HttpResponse:
    """Ask for the code that was sent, and let the address count."""
    if contact.counts:
        return redirect(f"{address(way.home)}?done=confirmed")
    form = ConfirmForm(_posted(request))
    if form.is_valid() and _is_confirmed(request, form, contact):
        return redirect(f"{address(way.home)}?done=confirmed")
    return _confirm_page(request, way, contact, form, answer=status(form))


def sending_again(request: PersonRequest, way: Way, contact: Contact) -> HttpResponse:
    """Send another code, or say from when on that can be done."""
    if contact.counts:
        return redirect(way.home)
    why = _sent_again(request, contact)
    if why is None:
        return redirect(way.to("confirm", contact))
    return _confirm_page(request, way, contact, refused(ConfirmForm(), why), answer=TRIED_TOO_OFTEN)


def removing(request: PersonRequest, way: Way, contact: Contact) -> HttpResponse:
    """Say what removing an address means, and do it; the last one that counts stays."""
    kept = False
    if request.method == "POST":
        try:
            actions.remove_contact(contact, by=request.user, at=request.at)
        except actions.LastAddress:
            kept = True
        else:
            return redirect(f"{address(way.home)}?done=removed")
    context = {
        "contact": contact,
        "shown": shown(contact.value),
        "last": kept or is_last_address(contact),
        "own": not contact.account_id,
        "home": address(way.home),
    }
    return render(request, "me/contact_remove.html", context, status=422 if kept else 200)


def _posted(request: PersonRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _browser(request: PersonRequest) -> str:
    return request.session.session_key or ""


def _may_send(request: PersonRequest, value: str) -> bool:
    return bool(ratelimit.consume(request, action="contact", user=request.user, key=value.lower()))


def _sent_again(request: PersonRequest, contact: Contact) -> Any:
    """Send another code; say why not, if not. Asking too soon is not counted."""
    if later := actions.code_later(contact, at=request.at):
        return _in_so_many_seconds(request, later)
    return _send(request, contact) if _may_send(request, contact.value) else TOO_OFTEN


def _send(request: PersonRequest, contact: Contact) -> Any:
    """Send a code; say why not, if not."""
    try:
        actions.send_code(contact, by=request.user, bound_to=_browser(request), at=request.at)
    except actions.TooSoon as soon:
        return _in_so_many_seconds(request, soon.again_at)
    except actions.TooManySms:
        return TOO_MANY_SMS
    except actions.NoContact:
        raise Http404 from None
    except actions.CountsAlready:
        return None  # confirmed in another tab; the page that follows knows
    return None


def _in_so_many_seconds(request: PersonRequest, at: datetime) -> str:
    seconds = ceil((at - request.at).total_seconds())
    text = ngettext(
        "Another code can be sent in %(num)s second.", "Another code can be sent in %(num)s seconds.", seconds
    )
    return text % {"num": seconds}


def _is_confirmed(request: PersonRequest, form: ConfirmForm, contact: Contact) -> bool:
    code = form.cleaned_data["code"]
    try:
        actions.confirm_contact(contact, code, by=request.user, bound_to=_browser(request), at=request.at)
    except actions.WrongCode as wrong:
        left = ngettext("%(num)s try is left.", "%(num)s tries are left.", wrong.left) % {"num": wrong.left}
        form.add_error("code", f"{WRONG} {left}" if wrong.left else SPENT)
    except actions.SpentCode:
        form.add_error("code", SPENT)
    except actions.NoContact:
        raise Http404 from None
    return not form.errors


def _confirm_page(request: PersonRequest, way: Way, contact: Contact, form: forms.Form, *, answer: int) -> HttpResponse:
    sent = actions.code_there(contact, bound_to=_browser(request), at=request.at)
    later = actions.code_later(contact, at=request.at)
    is_phone = contact.kind == Contact.Kind.PHONE
    context = {
        "form": form,
        "contact": contact,
        "masked": masked(contact.value),
        "code": sent,
        "later": _in_so_many_seconds(request, later) if later else "",
        "no_sms": is_phone and not sms_left(contact.value, at=request.at),
        "to": {page: way.to(page, contact) for page in ("confirm", "again", "change", "remove")},
        "home": address(way.home),
        "sender": profile.current().mail.sender_address,
    }
    return render(request, "me/contact_confirm.html", context, status=answer)
