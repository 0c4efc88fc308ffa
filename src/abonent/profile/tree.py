"""Everything that makes one operator different from another, as frozen dataclasses.

The fields are the keys of `profile.toml`: a field without a default must be there, `| None` and
defaults may be left out, and what a value may be is said by its type. `reading` fills the tree,
`rules` holds what concerns several values at once.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a value must be beyond its type: in words for people, as a test for the program."""

    says: str
    holds: Callable[[Any], object]


def matching(pattern: str, says: str) -> Allowed:
    """Text that matches a regular expression from end to end."""
    return Allowed(says, re.compile(pattern).fullmatch)


AT_LEAST_0 = Allowed("0 or more", lambda value: value >= 0)
AT_LEAST_1 = Allowed("1 or more", lambda value: value >= 1)

Filled = Annotated[str, Allowed("text that is not empty", str.strip)]
Colour = Annotated[str, matching("#[0-9a-fA-F]{6}", "a colour written #rrggbb")]
Country = Annotated[str, matching("[A-Z]{2}", "two capital letters of ISO 3166, as PL")]
Currency = Annotated[str, matching("[A-Z]{3}", "three capital letters of ISO 4217, as PLN")]
Digits = Annotated[str, matching("[0-9]+", "digits only")]
Dotted = Annotated[str, matching(r"[a-z_]\w*(\.\w+)+", "a dotted path of Python, as abonent.backends.sms.console")]
Email = Annotated[str, matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]
Language = Annotated[str, matching("[a-z]{2}", "two small letters of ISO 639, as pl")]
Phone = Annotated[str, matching(r"\+[0-9][0-9 ]{7,18}", "a number with its country, as +48 85 000 00 00")]
TimeZone = Annotated[str, Allowed("a zone of the tz database, as Europe/Warsaw", available_timezones().__contains__)]
Mask = Annotated[str, matching(r"[9 \-/.]*9[9 \-/.]*", "9 for each digit, between them spaces, hyphens, slashes or dots")]
AccountPrefix = Annotated[str, matching("[0-9]{8,20}", "8 to 20 digits: the sort code and what follows it")]
Whole = Annotated[int, AT_LEAST_0]
Positive = Annotated[int, AT_LEAST_1]
DayOfMonth = Annotated[int, Allowed("a day that every month has, 1 to 28", range(1, 29).__contains__)]
Percent = Annotated[Decimal, Allowed("0 to 100", lambda value: 0 <= value <= 100)]  # noqa: PLR2004
Money = Annotated[Decimal, AT_LEAST_0]


class Words(dict[str, str]):
    """A text that customers read, in each language of the profile: `words["pl"]`."""

    __slots__ = ()


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
    recipient: Annotated[str, Allowed("1 to 20 characters, what the bank code has room for", lambda value: 0 < len(value) <= 20)]  # noqa: PLR2004
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

    alone_min: Annotated[int, Allowed("15 or more (NIST SP 800-63B-4)", lambda value: value >= 15)]  # noqa: PLR2004
    with_second_step_min: Annotated[int, Allowed("8 or more (NIST SP 800-63B-4)", lambda value: value >= 8)]  # noqa: PLR2004
    max: Annotated[int, Allowed("64 or more (NIST SP 800-63B-4)", lambda value: value >= 64)]  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class SessionLife:
    """After what time a person has to sign in again."""

    idle_minutes: Positive
    absolute_hours: Positive


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something that can be guessed may be tried: `times` within `seconds`."""

    per: Literal["key", "address", "all"]
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
    qr: Literal["zbp", "nbu", "none"]
    title: Filled
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
    final: Filled


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
    """How bills are made."""

    timing: Literal["advance", "arrears"]
    first_bill: Literal["part", "part-and-next"]
    part_months: Literal["by-days", "whole"]
    gross_prices: bool
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
class Debt:
    """The steps against a debt; `law` is what the days rest on."""

    smallest: Money
    notice_days: Positive
    restriction_days: Positive
    law: Filled


@dataclass(frozen=True, slots=True)
class Mail:
    """Who mail comes from."""

    sender_name: Filled
    sender_address: Email
    reply_to: Email


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept."""

    invoice_years: Positive
    journal_years: Positive
    message_days: Positive
    session_days: Positive


@dataclass(frozen=True, slots=True)
class Price:
    """What a component of a tariff costs, [since, until)."""

    component: Filled
    unit: Literal["month", "once", "piece"]
    amount: Money
    vat: Filled
    since: date
    decision: Filled
    gross: bool = True
    variant: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Tariff:
    """Something on the price list. `facts` belong to the module that knows the sector."""

    code: Filled
    kind: Literal["PLAN", "EXTRA", "DISCOUNT", "FEE"]
    service: Filled
    name: Words
    sold_since: date
    prices: tuple[Price, ...]
    sold_until: date | None = None
    module: str = ""
    slot: str = ""
    facts: Mapping[str, int] = field(default_factory=dict)


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
    debt: Debt
    mail: Mail
    retention: Retention
    tariffs: tuple[Tariff, ...]
    source: Path = field(default=Path(), metadata={"by": "the reader"})

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the operator's days begin and end."""
        return ZoneInfo(self.time_zone)
