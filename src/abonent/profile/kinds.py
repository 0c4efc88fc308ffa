"""What single values of a profile may be: in words for people, as a test for the program."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import available_timezones


class Words(dict[str, str]):
    """A text that customers read, in each language of the profile: `words["pl"]`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a value must be beyond its type: in words for people, as a test for the program."""

    says: str
    holds: Callable[[Any], object]


def matching(pattern: str, says: str) -> Allowed:
    """Text that matches a regular expression from end to end."""
    return Allowed(says, re.compile(pattern).fullmatch)


def at_least(least: int, source: str = "") -> Allowed:
    """A number of that size or more."""
    return Allowed(f"{least} or more{source}", lambda value: value >= least)


def between(least: int, most: int, why: str = "") -> Allowed:
    """A number from least to most, both allowed."""
    return Allowed(f"{why}{least} to {most}", lambda value: least <= value <= most)


Filled = Annotated[str, Allowed("text that is not empty", str.strip)]
Colour = Annotated[str, matching("#[0-9a-fA-F]{6}", "a colour written #rrggbb")]
Country = Annotated[str, matching("[A-Z]{2}", "two capital letters of ISO 3166, as PL")]
Currency = Annotated[str, matching("[A-Z]{3}", "three capital letters of ISO 4217, as PLN")]
Dotted = Annotated[str, matching(r"[a-z_]\w*(\.\w+)+", "a dotted path of Python, as abonent.backends.sms.console")]
Email = Annotated[str, matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]
Language = Annotated[str, matching("[a-z]{2}", "two small letters of ISO 639, as pl")]
Phone = Annotated[str, matching(r"\+[0-9][0-9 ]{7,18}", "a number with its country, as +48 85 000 00 00")]
TimeZone = Annotated[
    str, Allowed("a zone of the tz database, as Europe/Warsaw", lambda name: name in available_timezones())
]
Mask = Annotated[
    str, matching(r"[9 \-/.]*9[9 \-/.]*", "9 for each digit, between them spaces, hyphens, slashes or dots")
]
AccountPrefix = Annotated[str, matching("[0-9]{8,20}", "8 to 20 digits: the sort code and what follows it")]
Recipient = Annotated[str, matching(".{1,20}", "1 to 20 characters, what a bank code has room for")]
Web = Annotated[str, matching(r"https://[^\s]+", "an address that begins with https://")]
Positive = Annotated[int, at_least(1)]
NotNegative = Annotated[int, at_least(0)]
Hour = Annotated[int, between(0, 24)]
Slug = Annotated[str, matching("[a-z][a-z0-9-]{0,39}", "small letters, digits and hyphens, 40 at most")]
Version = Annotated[str, matching(r"\S.{0,19}", "1 to 20 characters, as 2026-01")]
DayOfMonth = Annotated[int, between(1, 28, "a day that every month has, ")]
Percent = Annotated[Decimal, between(0, 100)]
Money = Annotated[Decimal, at_least(0)]
TermMonths = Annotated[int, between(1, 24, "(Directive (EU) 2018/1972, art. 105(1)) ")]

# NIST SP 800-63B-4, 3.1.3.2; OWASP ASVS 5.0, 6.6.3: a code of six digits must not be guessed.
CodeMinutes = Annotated[int, between(1, 10, "(NIST SP 800-63B-4) ")]
CodeTries = Annotated[int, between(1, 10, "(OWASP ASVS 5.0) ")]

# NIST SP 800-63B-4, 3.1.1.2: where the password is all there is, beside a second step, and what must be taken.
PasswordAlone = Annotated[int, at_least(15, " (NIST SP 800-63B-4)")]
PasswordBesides = Annotated[int, at_least(8, " (NIST SP 800-63B-4)")]
PasswordTaken = Annotated[int, at_least(64, " (NIST SP 800-63B-4)")]
