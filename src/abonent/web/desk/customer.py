"""One customer at the desk: what stands above all their pages, the tabs, and what can be done for them.

A tab or an action is shown when its page is there and the role may. Whoever adds one adds a line to TABS or ACTIONS.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say

from abonent import profile
from abonent.billing.models import Payer
from abonent.billing.queries import Owed, Standing, standing
from abonent.cases import queries as cases
from abonent.cases.models import Note
from abonent.contracts.models import Restriction
from abonent.language import written
from abonent.people import queries as people
from abonent.people.models import Account, Contact
from abonent.web.addresses import address_if_there
from abonent.web.desk.page import StaffRequest, customer
from abonent.web.desk.seeing import seen
from abonent.web.frame import MenuItem, speaking
from abonent.web.module import modules

# The word of the tab, the name of its address, what it is called, its picture, the act it takes.
TABS: tuple[tuple[str, str, Promise, str, str], ...] = (
    ("overview", "desk_customer", say("Overview"), "overview", "customers.see"),
    ("money", "desk_customer_money", say("Money"), "payments", "money.see"),
    ("debt", "desk_customer_dunning", say("Debt"), "warn", "debtors.see"),
    ("contract", "desk_customer_contract", say("Contract"), "contract", "contracts.see"),
    ("messages", "desk_customer_messages", say("Messages"), "mail", "messages.see"),
    ("documents", "desk_customer_documents", say("Documents"), "bills", "documents.see"),
    ("people", "desk_customer_people", say("People"), "people", "customers.see"),
    ("history", "desk_customer_history", say("History"), "clock", "history.see"),
)

# What belongs together, and of each action the name of its address, what it is called, its picture, the act it takes.
ACTIONS: tuple[tuple[Promise, tuple[tuple[str, Promise, str, str], ...]], ...] = (
    (
        say("Money"),
        (
            ("desk_take_cash", say("Take cash"), "cash", "cash.take"),
            ("desk_payer", say("How they pay and get bills"), "payments", "payers.change"),
            ("desk_propose", say("Write off or pay back"), "change", "proposals.make"),
            ("desk_agree_instalments", say("Pay by instalments"), "price", "respites.agree"),
            ("desk_spare", say("Let the debt wait"), "clock", "respites.agree"),
        ),
    ),
    (
        say("Contract"),
        (
            ("desk_open_agreement", say("New agreement"), "contract", "contracts.change"),
            ("desk_restrict", say("Restrict the service"), "warn", "restrictions.change"),
            ("desk_add_document", say("Add a document"), "bills", "documents.add"),
        ),
    ),
    (
        say("Data"),
        (
            ("desk_change_customer", say("Change name and kind"), "edit", "customers.change"),
            ("desk_change_address", say("Change the address for letters"), "place", "customers.change"),
            ("desk_change_contact", say("Change telephone and e-mail"), "contact", "customers.change"),
            ("desk_change_invoice_data", say("Change invoice data"), "price", "customers.change"),
            ("desk_consents", say("Consents"), "ok", "customers.change"),
            ("desk_invite_person", say("Give somebody access"), "people", "people.invite"),
        ),
    ),
    (
        say("Contact"),
        (
            ("desk_write", say("Write a letter"), "mail", "messages.write"),
            ("desk_add_note", say("Add a note"), "edit", "customers.note"),
            ("desk_view_as", say("View the portal as they see it"), "eye", "customers.view_as"),
        ),
    ),
)

KINDS: dict[str, Promise] = {
    Account.Kind.PERSON: say("private customer"),
    Account.Kind.COMPANY: say("company"),
    Account.Kind.HOUSE: say("building"),
}
LIMITED: dict[str, Promise] = {
    Restriction.Level.LIMITED: say("service limited"),
    Restriction.Level.SUSPENDED: say("service switched off"),
}
BECAUSE: dict[str, Promise] = {
    Restriction.Reason.DEBT: say("debt"),
    Restriction.Reason.LOST: say("reported as lost"),
    Restriction.Reason.REQUEST: say("asked for by the customer"),
    Restriction.Reason.OFFICE: say("by the office"),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A few words with a colour: "ok", "warn", "bad", "info"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Customer:
    """What stands above a page of one customer. `owed` is None for whoever may not see money."""

    account: Account
    kind: str
    language: str
    contacts: list[Contact]
    owed: Owed | None
    tags: list[Tag]
    notes: list[Note]
    tabs: tuple[MenuItem, ...]
    actions: tuple[tuple[str, tuple[MenuItem, ...]], ...]

    @property
    def number(self) -> str:
        """The account number as it stands in addresses."""
        return self.account.number

    @property
    def letters_to(self) -> list[Contact]:
        """The addresses to which letters about the account go."""
        return [each for each in self.contacts if each.kind == Contact.Kind.MAIL and each.confirmed_at]


def shown(request: StaffRequest, number: str, tab: str = "") -> Customer:
    """Return the customer with an account number, for `customer` in the page's context; that they were seen is written down.

    `tab` is the word of the tab the page belongs to; none for a page of an action. Raises Http404.
    """
    account = customer(number)
    seen(request, account)
    now = standing(account, on=profile.today(request.at))
    contacts = list(people.contacts(account.pk, request.user))
    return Customer(
        account=account,
        kind=str(KINDS[account.kind]),
        language=str(get_language_info(account.language)["name_local"]),
        contacts=contacts,
        owed=now.owed if request.may("money.see") else None,
        tags=list(_tags(request, account, now, contacts)),
        notes=list(cases.notes(account)),
        tabs=tuple(_tabs(request, account, tab)),
        actions=tuple(_actions(request, account)),
    )


def _tags(request: StaffRequest, account: Account, now: Standing, contacts: list[Contact]) -> Iterator[Tag]:
    if account.closed_on:
        yield Tag("bad", _("account ends: %(day)s") % {"day": written(speaking()).day(account.closed_on)})
    for reason, level in now.limits:
        yield Tag("bad", _("%(what)s: %(why)s") % {"what": LIMITED[level], "why": BECAUSE[reason]})
    if not any(contact.kind == Contact.Kind.MAIL and contact.confirmed_at for contact in contacts):
        yield Tag("warn", _("no confirmed e-mail"))
    if request.may("money.see"):
        yield from _how_paid(now.payer)


def _how_paid(payer: Payer) -> Iterator[Tag]:
    if payer.delivery == Payer.Delivery.PAPER:
        yield Tag("info", _("bills on paper"))
    if payer.pays_cash:
        yield Tag("info", _("pays cash"))


def _tabs(request: StaffRequest, account: Account, tab: str) -> Iterator[MenuItem]:
    for word, name, label, icon, act in (*TABS, *(tab for module in modules() for tab in module.desk_tabs)):
        if request.may(act) and (address := address_if_there(name, number=account.number)):
            yield MenuItem(address, str(label), icon, word == tab)


def _actions(request: StaffRequest, account: Account) -> Iterator[tuple[str, tuple[MenuItem, ...]]]:
    for group, actions in ACTIONS:
        found = tuple(
            MenuItem(address, str(label), icon)
            for name, label, icon, act in actions
            if request.may(act) and (address := address_if_there(name, number=account.number))
        )
        if found:
            yield str(group), found
