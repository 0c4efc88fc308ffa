"""What stands around a page of somebody who is signed in: the menu, the accounts to choose from, a few facts."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say

from abonent import profile
from abonent.people import queries as people
from abonent.people.models import Access, User
from abonent.web.addresses import address_if_there
from abonent.web.frame import Choice, Frame, MenuItem, chosen_look, eyes, help_line, languages, looks
from abonent.web.module import Entry, modules

# What is switched off has no address and no entry.
MENU: tuple[Entry, ...] = (
    ("overview", say("Overview"), "overview", "overview.see"),
    ("bills", say("Bills"), "bills", "bills.see"),
    ("payments", say("Payments"), "payments", "payments.see"),
    ("contract", say("Contract"), "contract", "contract.see"),
)
LAST: tuple[Entry, ...] = (("messages", say("Messages"), "mail", "messages.see"),)
ME: tuple[Entry, ...] = (
    ("me", say("My details"), "me", ""),
    ("my_contact", say("Contact data"), "contact", "contact.see"),
    ("invoice_data", say("Invoice data"), "bills", "invoice_data.see"),
    ("my_people", say("People on the account"), "people", "people.see"),
    ("mfa_index", say("Security"), "security", ""),
    ("my_data", say("My data"), "data", ""),
)
BELOW: tuple[Entry, ...] = (("statement", say("Statement of account"), "", "statement.see"),)
"""Pages in no menu that others lie under."""
VIEWED: tuple[Entry, ...] = (
    *(entry for entry in ME if entry[3]),
    ("my_address", say("Address for letters"), "place", "contact.see"),
    ("my_consents", say("Consents to messages"), "ok", "consents.see"),
    ("e_invoice", say("E-invoice"), "mail", "e_invoice.see"),
    ("my_seen", say("Who in the office looked at my data"), "eye", "seen.see"),
)
"""The same for somebody of the staff who looks through a customer's eyes: what is the account's, and nobody's own."""


def inside(request: HttpRequest, user: User, keys: list[Access], access: Access | None) -> Frame:
    """Frame a page for a person, on one of their accounts if they have any."""
    look = chosen_look(request)
    shown = profile.current().account_number.shown
    number = access.account.number if access else ""
    looked_at = eyes(request)
    menu = tuple(_menu(_entries(), request.path, access))
    me = tuple(_menu(VIEWED if looked_at else ME, request.path, access))
    return Frame(
        path=request.get_full_path(),
        languages=languages(),
        looks=looks(look),
        look=look,
        help=help_line(),
        person_name=_name(user, access) if looked_at else user.name,
        account=number,
        account_label=shown(number),
        accounts=tuple(Choice(key.account.number, shown(key.account.number), key is access) for key in keys),
        menu=menu,
        me=me,
        back=_above((*menu, *me, *_menu(BELOW, request.path, access)), request.path),
        facts=tuple(_facts(access)),
        eyes=looked_at,
    )


def _entries() -> Iterator[Entry]:
    yield from MENU
    for module in modules():
        yield from module.menu
    yield from LAST


def _name(user: User, access: Access | None) -> str:
    """Return whose name a page bears that is looked at through a customer's eyes: the owner's, as on their own screen."""
    if access is None:
        return user.name
    return access.user.name if access.user_id else access.account.holder


def _menu(entries: Iterable[Entry], here: str, access: Access | None) -> Iterator[MenuItem]:
    for name, label, icon, act in entries:
        address = address_if_there(name)
        if address and (not act or (access is not None and people.may(access.role, act))):
            yield MenuItem(address, str(label), icon, here == address if name == "me" else here.startswith(address))


def _above(items: Iterable[MenuItem], here: str) -> MenuItem | None:
    """Find the page of the menus under which this one lies: the nearest."""
    above = [item for item in items if here.startswith(item.url) and here != item.url]
    return max(above, key=lambda item: len(item.url), default=None)


def _facts(access: Access | None) -> Iterator[tuple[str, str]]:
    if access is not None:
        yield _("Account"), profile.current().account_number.shown(access.account.number)
        yield _("Holder"), access.account.holder
