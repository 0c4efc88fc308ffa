"""The person's own page: who they are here, and everything they can settle by themselves, at a glance."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing.queries import billed
from abonent.people import queries
from abonent.people.addresses import shown
from abonent.people.models import Access, Contact, User
from abonent.people.queries import contacts
from abonent.web.addresses import address_if_there
from abonent.web.page import PersonRequest, person_page

# Name of the address, its picture, what it is called, the act it takes; what has no address or is not allowed is not shown.
type Entry = tuple[str, str, Promise, str]
OF_THE_ACCOUNT: tuple[Entry, ...] = (
    ("my_contact", "contact", _("Contact data"), "contact.see"),
    ("my_address", "place", _("Address for letters"), "contact.see"),
    ("my_consents", "ok", _("Consents to messages"), "consents.see"),
    ("invoice_data", "bills", _("Invoice data"), "invoice_data.see"),
    ("e_invoice", "mail", _("E-invoice"), "e_invoice.see"),
    ("my_people", "people", _("People on the account"), "people.see"),
    ("my_seen", "eye", _("Who in the office looked at my data"), "seen.see"),
    ("my_right", "people", _("My access to this account"), "access.leave"),
)
OF_THE_PERSON: tuple[Entry, ...] = (
    ("account_change_password", "key", _("Password"), ""),
    ("mfa_index", "security", _("Security"), ""),
    ("my_mail", "mail", _("My own e-mail"), ""),
    ("my_data", "data", _("My data"), ""),
    ("close_sign_in", "leave", _("Close my sign-in"), ""),
)


@dataclass(frozen=True, slots=True)
class Way:
    """Where something is settled, and in a few words how it stands."""

    url: str
    icon: str
    title: Promise
    about: str = ""


@person_page(act="me.see")
@require_safe
def me(request: PersonRequest) -> HttpResponse:
    """Who I am here, which accounts I may see, and where to change what."""
    access: Access | None = getattr(request, "access", None)
    roles = profile.current().roles
    context = {
        "person": request.user,
        "accounts": [(key.account, roles[key.role][request.LANGUAGE_CODE], key is access) for key in request.keys],
        "of_the_account": list(_ways(OF_THE_ACCOUNT, access, _about_account(request, access))),
        "of_the_person": list(_ways(OF_THE_PERSON, access, _about_person())),
        "left": request.GET.get("done") == "left",
    }
    return render(request, "me/me.html", context)


def _ways(entries: tuple[Entry, ...], access: Access | None, about: dict[str, str]) -> Iterator[Way]:
    for name, icon, title, act in entries:
        allowed = not act or (access is not None and queries.may(access.role, act))
        if allowed and (url := address_if_there(name)):
            yield Way(url, icon, title, about.get(name, ""))


def _about_account(request: PersonRequest, access: Access | None) -> dict[str, str]:
    """Return how things stand on the account, of what this person may see."""
    if access is None:
        return {}
    about: dict[str, str] = {}
    if queries.may(access.role, "contact.see"):
        about |= _about_the_customer(access, request.user)
    if queries.may(access.role, "invoice_data.see"):
        how = billed(access.account, at=request.at)
        about |= {
            "invoice_data": how.data.name,
            "e_invoice": pgettext("e-invoice", "switched on")
            if how.e_invoice
            else pgettext("e-invoice", "switched off"),
        }
    return about


def _about_the_customer(access: Access, person: User) -> dict[str, str]:
    place = access.account.post_place
    return {
        "my_contact": _reached(access.account_id, person),
        "my_address": str(place) if place else gettext("none yet"),
        "my_consents": _agreed(access),
        "my_people": gettext("who may look or pay, and until when"),
    }


def _reached(account: int, person: User) -> str:
    found = [contact for contact in contacts(account, person) if contact.confirmed_at]
    first = {contact.kind: shown(contact.value) for contact in reversed(found)}
    kinds = (Contact.Kind.MAIL, Contact.Kind.PHONE)
    return ", ".join(first[kind] for kind in kinds if kind in first) or gettext("none confirmed yet")


def _agreed(access: Access) -> str:
    said = queries.consents(access.account)
    asked = [each.code for each in profile.current().panel.consents if each.channel != "BILLS"]
    given = sum(code in said and said[code].given for code in asked)
    return ngettext("%(num)s of %(all)s given", "%(num)s of %(all)s given", given) % {"num": given, "all": len(asked)}


def _about_person() -> dict[str, str]:
    return {
        "mfa_index": gettext("second step, devices where you are signed in"),
        "my_mail": gettext("where news about your sign-in goes"),
        "my_data": gettext("everything that is kept about you, to take along"),
    }
