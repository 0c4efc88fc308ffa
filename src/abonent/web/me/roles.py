"""What somebody may do on an account, in words: from the profile's one table of acts."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abonent.people.queries import acts_of, owns
from abonent.profile import current
from abonent.web.module import modules

ACTS: dict[str, Promise] = {
    "overview.see": _("see what is to be paid"),
    "bills.see": _("see bills"),
    "bills.pay": _("pay"),
    "debts.promise": _("promise to pay an overdue sum later"),
    "payments.see": _("see payments"),
    "payments.receipt": _("download confirmations of payments"),
    "statement.see": _("see the statement of account"),
    "statement.dispute": _("disagree with a line of the statement"),
    "contract.see": _("see the contract"),
    "contract.documents": _("open the documents of the contract"),
    "messages.see": _("read letters sent about the account"),
    "contact.see": _("see contact data"),
    "contact.change": _("change contact data"),
    "consents.see": _("see consents"),
    "consents.change": _("give consents and take them back"),
    "invoice_data.see": _("see invoice data"),
    "invoice_data.change": _("change invoice data"),
    "e_invoice.see": _("see whether bills come electronically"),
    "e_invoice.switch": _("switch between electronic and paper bills"),
    "people.see": _("see who has access to the account"),
    "people.change": _("invite people and end their access"),
    "seen.see": _("see who in the office looked at the account"),
}
"""The acts of customers that are told of, the ones that matter most first."""

HEADLINES = ("bills.see", "contract.see", "bills.pay", "contact.change", "people.change")
"""What tells one role from another at a glance; everything else is on the list below the choice."""

UNTOLD = {
    "access.see": "everybody sees their own right",
    "access.leave": "everybody but the owner can give their right back; the page of the right says so",
}
"""Acts of customers that go without saying, and why."""


def told() -> dict[str, Promise]:
    """Return the acts in words, those of modules after those of the house."""
    return {**ACTS, **{act: words for module in modules() for act, words in module.acts.items()}}


def may_do(role: str) -> list[str]:
    """Return what a role may do."""
    return [str(words) for act, words in told().items() if act in acts_of(role)]


def in_short(role: str) -> list[str]:
    """Return what matters most of what a role may do."""
    return [str(ACTS[act]) for act in HEADLINES if act in acts_of(role)]


def may_not_do(role: str) -> list[str]:
    """Return what an owner may do and this role may not."""
    owner = next(each for each in current().roles if owns(each))
    return [str(words) for act, words in told().items() if act in acts_of(owner) - acts_of(role)]


@dataclass(frozen=True, slots=True)
class Role:
    """A role as somebody is invited to it: its name, what matters most of it, all that it may do, and what it may not."""

    code: str
    words: str
    short: list[str]
    can: list[str]
    cannot: list[str]


def as_what(role: str, language: str) -> Role:
    """Return a role as a choice."""
    return Role(role, str(current().roles[role][language]), in_short(role), may_do(role), may_not_do(role))
