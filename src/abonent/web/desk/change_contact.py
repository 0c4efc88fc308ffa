"""How a customer is reached, as the office sets it right: addresses added, confirmed, replaced and removed, the link sent again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from abonent.people import actions
from abonent.people import queries as people
from abonent.people.addresses import shown as written
from abonent.people.addresses import takes_sms
from abonent.people.models import Access, Account, Contact
from abonent.web.addresses import address, address_if_there
from abonent.web.desk.customer import shown
from abonent.web.desk.data_change import DataPage, Line, posted
from abonent.web.desk.data_fields import AnyPhoneField, MailField
from abonent.web.desk.money_fields import words_field
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.door.forms import status

KINDS: dict[str, Promise] = {
    Contact.Kind.MAIL: _("E-mail address"),
    Contact.Kind.PHONE: _("Telephone number"),
}
COUNTS = _("It counts at once, and the customer gets a letter to every address that counts.")
WAITS = _("It counts once the customer confirms it with a code, in the panel; until then nothing changes.")
REPLACES = _("The old one is used no more, and is told so itself.")
FIELDS: dict[str, type[forms.CharField]] = {Contact.Kind.MAIL: MailField, Contact.Kind.PHONE: AnyPhoneField}
DONE: dict[str, Promise] = {
    "added": _("The address was written down"),
    "confirmed": _("The address is confirmed and counts from now on"),
    "removed": _("The address was removed"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """An address with what can be done about it; `mend` leads to where returned mail is looked at, if one may."""

    contact: Contact
    written: str
    mend: str


class ContactForm(forms.Form):
    """An address, and how the office knows that it is the customer's: without that the customer confirms it."""

    def __init__(self, data: QueryDict | None, *, kind: str, instead: Contact | None) -> None:
        super().__init__(data, initial={"value": written(instead.value)} if instead else {})
        self.kind = kind
        self.fields["value"] = FIELDS[kind](label=str(KINDS[kind]), error_messages={"required": _("Please type it.")})
        self.fields["seen"] = words_field(_("How you know that it is theirs"))
        self.fields["seen"].help_text = _(
            "Such as: identity card seen at the counter, called back. Left empty, the customer has to confirm it with a code."
        )

    def clean(self) -> None:
        value = self.cleaned_data.get("value")
        if value and self.kind == Contact.Kind.PHONE and not takes_sms(value) and not self.cleaned_data.get("seen"):
            self.add_error("seen", _("No code can be sent to this number by SMS: say how you know that it is theirs."))


class SeenForm(forms.Form):
    """How the office knows that an address is the customer's."""

    seen = words_field(_("How you know that it is theirs"), _("Please say how you know that it is theirs."))


@staff_page(act="customers.change")
@require_safe
def desk_change_contact(request: StaffRequest, number: str) -> HttpResponse:
    """Show how a customer is reached, and what can be set right."""
    about = shown(request, number)
    may = request.may("mail.change")
    context = {
        "customer": about,
        "rows": [Row(each, written(each.value), _mend(each) if may else "") for each in about.contacts],
        "without": list(_without_password(request, about.account)) if request.may("people.invite") else [],
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "desk/contacts.html", context)


@staff_page(act="customers.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_add_mail(request: StaffRequest, number: str) -> HttpResponse:
    """Add an e-mail address."""
    return _take(request, customer(number), Contact.Kind.MAIL, "desk_add_mail")


@staff_page(act="customers.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_add_phone(request: StaffRequest, number: str) -> HttpResponse:
    """Add a telephone number."""
    return _take(request, customer(number), Contact.Kind.PHONE, "desk_add_phone")


@staff_page(act="customers.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_correct_contact(request: StaffRequest, number: str, contact: int) -> HttpResponse:
    """Put another address in the place of one."""
    account = customer(number)
    found = _contact(account, contact)
    return _take(request, account, found.kind, "desk_correct_contact", instead=found)


@staff_page(act="customers.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_confirm_contact(request: StaffRequest, number: str, contact: int) -> HttpResponse:
    """Let an address count, because the office knows whose it is."""
    found = _contact(customer(number), contact)
    form = SeenForm(posted(request))
    if found.confirmed_at:
        return _home(found.account, "confirmed")
    if form.is_valid():
        actions.confirm_by_office(found, seen=form.cleaned_data["seen"], at=request.at, by=request.user)
        return _home(found.account, "confirmed")
    context = {"customer": shown(request, number), "form": form, "contact": found, "written": written(found.value)}
    return render(request, "desk/confirm_contact.html", context, status=status(form))


@staff_page(act="customers.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_remove_contact(request: StaffRequest, number: str, contact: int) -> HttpResponse:
    """Say what removing an address means, and do it: of the last one that counts only when the page has said so."""
    account = customer(number)
    found = get_object_or_404(Contact.objects.filter(account=account), pk=contact)
    if found.ended_at:
        return _home(account, "removed")
    is_last = people.is_last_address(found)
    if request.method == "POST" and is_last == ("last" in request.POST):
        actions.drop_contact(found, even_the_last=is_last, at=request.at, by=request.user)
        return _home(account, "removed")
    context = {"customer": shown(request, number), "contact": found, "written": written(found.value), "last": is_last}
    return render(request, "desk/remove_contact.html", context, status=409 if request.method == "POST" else 200)


def _take(
    request: StaffRequest, account: Account, kind: str, name: str, *, instead: Contact | None = None
) -> HttpResponse:
    form = ContactForm(posted(request), kind=kind, instead=instead)
    page = DataPage(name, _title(kind, instead), _("Write it down"), (), DONE["added"])

    def lines() -> Sequence[Line]:
        return [
            (KINDS[kind], written(instead.value) if instead else "", written(form.cleaned_data["value"])),
            (_("Confirmed because"), "", form.cleaned_data["seen"]),
        ]

    def do() -> bool:
        said = form.cleaned_data
        try:
            actions.take_contact(
                account, kind, said["value"], seen=said["seen"], at=request.at, by=request.user, instead=instead
            )  # fmt: skip
        except actions.AlreadyThere:
            form.add_error("value", _("This one is there already, and counts."))
        except actions.TooManyContacts:
            form.add_error(None, _("There are too many already. Please remove one first."))
        except actions.NoContact:
            form.add_error(None, _("The old one was removed meanwhile. Please add the new one."))
        return not form.errors

    more: list[Promise | str] = []
    if form.is_valid():
        more = [COUNTS if form.cleaned_data["seen"] else WAITS, *([REPLACES] if instead else [])]
    parts: dict[str, Any] = {"contact": instead.pk} if instead else {}
    return page.serve(request, account, form, lines=lines, do=do, more=more, **parts)


def _title(kind: str, instead: Contact | None) -> Promise:
    if kind == Contact.Kind.MAIL:
        return _("Correct an e-mail address") if instead else _("Add an e-mail address")
    return _("Correct a telephone number") if instead else _("Add a telephone number")


def _contact(account: Account, pk: int) -> Contact:
    return get_object_or_404(Contact.objects.filter(account=account, ended_at=None).select_related("account"), pk=pk)


def _mend(contact: Contact) -> str:
    return address_if_there("desk_returned", contact=contact.pk) if contact.bounced_at else ""


def _without_password(request: StaffRequest, account: Account) -> Iterator[tuple[Access, str]]:
    """Yield the rights of those who have not chosen a password yet, with where the link is sent again."""
    rights = people.rights_on(account).filter(valid__contains=request.at, user__ended_at=None)
    for right in rights:
        again = address_if_there("desk_first_access", number=account.number, person=right.user_id)
        if again and not right.user.has_usable_password():
            yield right, again


def _home(account: Account, done: str) -> HttpResponse:
    return redirect(f"{address('desk_change_contact', number=account.number)}?done={done}")
