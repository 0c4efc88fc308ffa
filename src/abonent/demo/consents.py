"""How the demonstration's customers are reached besides e-mail, and what they agreed to: in the office, on the day they came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from abonent import profile
from abonent.demo.cast import Customer
from abonent.demo.script import script
from abonent.people.actions.consents import words
from abonent.people.bulk import SOME, reach
from abonent.people.models import Access, Account, Consent, Contact, Wording
from abonent.profile.panel import Consent as Asked

FIRST, FIRST_DAY, UNTIL = "2020-10", date(2020, 10, 1), date(2026, 1, 1)
"""The words that were asked before those of the profile, as the price list: from its first day until the next year's."""
OPENS_AT = timedelta(hours=10)
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reached:
    """How a customer is reached by telephone, what they agreed to, what they took back, and what is not confirmed yet."""

    phone: str
    agreed: frozenset[str]
    taken_back: frozenset[str] = frozenset()
    unconfirmed: str = ""


def agree(accounts: Sequence[Account], customers: Sequence[Customer], *, came_at: datetime, now: datetime) -> None:
    """Write telephone numbers and consents down for customers who come."""
    owners = dict(Access.objects.filter(account__in=accounts, role="OWNER").values_list("account", "user"))
    told = _told()
    found = [
        (account, customer, owners.get(account.pk), told.get(customer.number) or _drawn(customer))
        for account, customer in zip(accounts, customers, strict=True)
    ]
    phones = [(account.pk, owner, one.phone) for account, _, owner, one in found if one.phone]
    reach(phones, confirmed_at=came_at, kind=Contact.Kind.PHONE)
    reach(
        [(account.pk, owner, one.unconfirmed) for account, _, owner, one in found if one.unconfirmed], confirmed_at=None
    )
    wordings = _wordings()
    Consent.objects.bulk_create(
        [
            consent
            for account, customer, owner, one in found
            for consent in _said(account, customer, owner, one, wordings, now)
        ],
        batch_size=SOME,
    )


def _said(
    account: Account,
    customer: Customer,
    owner: int | None,
    one: Reached,
    wordings: dict[tuple[str, str], Wording],
    now: datetime,
) -> Iterator[Consent]:
    at = min(profile.midnight(customer.since) + OPENS_AT, now)
    for asked in _asked():
        wording = wordings[asked.code, asked.version if customer.since >= UNTIL else FIRST]
        if asked.code in one.agreed | one.taken_back:
            yield Consent(account=account, code=asked.code, wording=wording, given=True, at=at, via="office")
        if asked.code in one.taken_back:
            said_at = max(at, now - A_WEEK)
            yield Consent(account=account, user_id=owner, code=asked.code, wording=wording, given=False, at=said_at)


def _asked() -> list[Asked]:
    """Return what is asked here: by which consent bills come electronically, `e_invoices` knows."""
    return [asked for asked in profile.current().panel.consents if asked.channel != "BILLS"]


def _wordings() -> dict[tuple[str, str], Wording]:
    """Return all words that were ever asked; those from before the profile's are made when they are not there."""
    for asked in _asked():
        earlier = words(asked) | script().said["earlier_wordings"].get(asked.code, {})
        told = {"text": earlier, "recorded_at": profile.midnight(FIRST_DAY)}
        Wording.objects.get_or_create(code=asked.code, version=FIRST, defaults=told)
    return {(kept.code, kept.version): kept for kept in Wording.objects.all()}


def _told() -> dict[str, Reached]:
    """Return how those are reached who have a name, by number of account."""
    return {
        said["number"]: Reached(
            said.get("phone", ""),
            frozenset(said.get("consents", [])),
            frozenset(said.get("taken_back", [])),
            said.get("unconfirmed", ""),
        )
        for said in script().accounts
    }


def _drawn(customer: Customer) -> Reached:
    lot = Random(f"consents:{customer.number}")  # noqa: S311 - the same at every start, not a secret
    weights: dict[str, int] = script().said["shares"]["consents"]
    has_phone = lot.randrange(100) < script().said["shares"]["phone_percent"]
    agreed = frozenset(code for code, percent in weights.items() if lot.randrange(100) < percent)
    # A mobile number of Poland that cannot be told from any other; the demonstration sends SMS into a file.
    phone = f"+4850{lot.randrange(10_000_000):07}" if has_phone else ""
    return Reached(phone, agreed)
