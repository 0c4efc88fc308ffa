"""Everything that makes one operator different from another, as frozen dataclasses.

The fields are the keys of `profile.toml`: a field without a default must be there, `| None` and
defaults may be left out, and what a value may be is said by its type. `reading` fills the tree,
`rules` holds what concerns several values at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from abonent.profile.desk import Desk
from abonent.profile.dunning import Dunning, Interest
from abonent.profile.internet import Internet
from abonent.profile.kinds import (
    AccountPrefix,
    Colour,
    Country,
    Currency,
    DayOfMonth,
    Dotted,
    Email,
    Filled,
    Language,
    Mask,
    Money,
    PasswordAlone,
    PasswordBesides,
    PasswordTaken,
    Percent,
    Phone,
    Positive,
    Recipient,
    TimeZone,
    Words,
)
from abonent.profile.panel import Panel
from abonent.profile.price_list import Tariff


@dataclass(frozen=True, slots=True)
class Brand:
    """What the operator looks like; the whole theme is generated from the colour."""

    colour: Colour
    logo: Path


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """How the number of a customer's account is written; stored are its digits alone."""

    mask: Mask

    @property
    def digits(self) -> int:
        """How many digits a number has."""
        return self.mask.count("9")

    def plain(self, written: str) -> str | None:
        """The digits of what a person wrote, None when that cannot be a number of ours."""
        found = re.sub(r"[\s\-/.]", "", written)
        fits = len(found) == self.digits and found.isascii() and found.isdigit()
        return found if fits else None

    def shown(self, plain: str) -> str:
        """The number as people read it: 100234 is "100 234", its spaces do not break."""
        digits = iter(plain)
        return "".join(next(digits, "") if sign == "9" else sign for sign in self.mask).replace(" ", "\u00a0")


@dataclass(frozen=True, slots=True)
class Bank:
    """Where transfers go: every customer pays into an account number of their own."""

    name: Filled
    recipient: Recipient
    account_prefix: AccountPrefix

    def virtual_account(self, account_number: str) -> str:
        """The customer's own account as 26 digits: check digits, our prefix, their number.

        The check digits are those of an IBAN in Poland (ISO 13616, modulo 97; "PL" is 2521).
        """
        body = self.account_prefix + account_number.rjust(24 - len(self.account_prefix), "0")
        check = 98 - int(f"{body}252100") % 97
        return f"{check:02}{body}"


@dataclass(frozen=True, slots=True)
class Password:
    """How long a password must be (NIST SP 800-63B-4, 3.1.1.2); there are no rules of composition."""

    alone_min: PasswordAlone
    with_second_step_min: PasswordBesides
    max: PasswordTaken


@dataclass(frozen=True, slots=True)
class SessionLife:
    """After what time a person has to sign in again."""

    idle_minutes: Positive
    absolute_hours: Positive


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something that can be guessed may be tried: `times` within `seconds`.

    Counted per what is guessed at (`key`), per place that asks (`ip`), or per person signed in (`user`).
    """

    per: Literal["key", "ip", "user"]
    times: Positive
    seconds: Positive


@dataclass(frozen=True, slots=True)
class SignIn:
    """How people come in."""

    handle: Literal["login", "email", "phone"]
    password: Password
    session: SessionLife
    limits: Mapping[str, tuple[Limit, ...]]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done at the doors, and who may.

    Level `open` asks for no sign-in, `look` shows, `act` changes something or moves money.
    An act of the person (`whose`) concerns the signed-in person alone and asks for no role.
    """

    roles: frozenset[str]
    level: Literal["open", "look", "act"]
    whose: Literal["account", "person"] = "account"


@dataclass(frozen=True, slots=True)
class Backends:
    """Which sockets the operator uses, as dotted paths."""

    payment: tuple[Dotted, ...]
    sms: Dotted
    documents: Dotted


@dataclass(frozen=True, slots=True)
class Payments:
    """When and how money can be paid; amounts are in the profile's currency."""

    online_needs: frozenset[Literal["E_INVOICE_ON", "CASH_OFF"]]
    qr: Literal["zbp", "none"]
    smallest: Money
    largest: Money
    ask_bank_after_minutes: Positive
    give_up_after_hours: Positive


@dataclass(frozen=True, slots=True)
class Cycle:
    """A billing period of a month that begins on `starts_day` and is billed on `bill_day`."""

    code: Positive
    starts_day: DayOfMonth
    bill_day: DayOfMonth


@dataclass(frozen=True, slots=True)
class Series:
    """Patterns of the numbers of documents, filled with year, month and number."""

    bill: Filled
    correction: Filled


@dataclass(frozen=True, slots=True)
class VatRate:
    """A rate of VAT by its code, [since, until); no rate at all for what is exempt."""

    code: Filled
    since: date
    law: Filled
    rate: Percent | None = None
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the rate holds on that day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Billing:
    """How bills are made: started BY_HAND (the desk, `abonent bill`) or BY_CLOCK on their day.

    What changed after a bill comes as a difference on the NEXT_BILL, or as a CORRECTION of the bill that charged it.
    """

    timing: Literal["advance", "arrears"]
    start: Literal["BY_HAND", "BY_CLOCK"]
    changes: Literal["NEXT_BILL", "CORRECTION"]
    due_days: Positive
    cycles: tuple[Cycle, ...]
    series: Series
    charges: tuple[Dotted, ...]
    vat: tuple[VatRate, ...]

    def vat_rate(self, code: str, on: date) -> VatRate:
        """The rate behind a code on a day. Raises LookupError when there is none."""
        for rate in self.vat:
            if rate.code == code and rate.in_force(on):
                return rate
        raise LookupError(f"The profile has no VAT rate {code!r} on {on}.")


@dataclass(frozen=True, slots=True)
class Mail:
    """Who mail comes from, and where what cannot be delivered comes back to: the sender, where nothing is said.

    `bulk_per_minute`: so many letters that go to everybody (bills, reminders) are handed to the mail server in a minute.
    """

    sender_name: Filled
    sender_address: Email
    reply_to: Email
    bulk_per_minute: Positive
    bounces_to: Email | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One operator. The first language is the default one."""

    name: Filled
    legal_name: Filled
    tax_id: Filled
    address: tuple[Filled, ...]
    phone: Phone
    email: Email
    office_address: tuple[Filled, ...]
    office_hours: Words
    country: Country
    currency: Currency
    time_zone: TimeZone
    languages: tuple[Language, ...]
    modules: tuple[str, ...]
    brand: Brand
    account_number: AccountNumber
    bank: Bank
    sign_in: SignIn
    roles: Mapping[str, Words]
    acts: Mapping[str, Act]
    backends: Backends
    payments: Payments
    billing: Billing
    dunning: Dunning
    interest: Interest
    mail: Mail
    panel: Panel
    desk: Desk
    tariffs: tuple[Tariff, ...]
    internet: Internet | None = None
    source: Path = field(default=Path(), metadata={"by": "the reader"})

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the operator's days begin and end."""
        return ZoneInfo(self.time_zone)

    @property
    def seller(self) -> dict[str, str | list[str]]:
        """Who issues a document, as every one of them says it."""
        return {
            "name": self.legal_name,
            "address": list(self.address),
            "tax_id": self.tax_id,
            "phone": self.phone,
            "email": self.email,
        }
