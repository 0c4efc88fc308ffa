"""How e-mail addresses and telephone numbers are written: as people type them, as they are kept, as they are shown."""

import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from abonent import profile

LONGEST = 254
"""Characters of an e-mail address (RFC 5321, 4.5.3.1.3, less the brackets)."""
LAST_DIGITS = 3
TAKES_SMS = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})

_valid = EmailValidator(allowlist=[])


class NoAddress(ValueError):
    """What was typed is not an e-mail address."""


class NoNumber(ValueError):
    """What was typed is not a telephone number that is in use."""


class ForeignNumber(NoNumber):
    """A number of a country to which the profile sends no SMS."""


class NotMobile(NoNumber):
    """A number that takes no SMS, or is a dear one."""


def mail(typed: str) -> str:
    """Return an e-mail address as it is kept: its domain as the mail server will ask for it. Raises NoAddress.

    What capitals, signs that nobody sees and letters in circles stand for is the same domain, and is kept as that.
    """
    local, _, domain = unicodedata.normalize("NFC", typed).strip().rpartition("@")
    try:
        domain = domain.lower().encode("idna").decode("idna")
        _valid(address := f"{local}@{domain}")
    except (UnicodeError, ValidationError):
        raise NoAddress from None
    if len(address) > LONGEST or domain.startswith("["):
        raise NoAddress
    return address


def phone(typed: str) -> str:
    """Return a mobile number as it is kept (E.164: "+48501234567"); without a country it is one of the operator's.

    Raises NoNumber, ForeignNumber, NotMobile.
    """
    number = _in_use(typed)
    if number.country_code not in profile.current().panel.phones.countries:
        raise ForeignNumber
    if phonenumbers.number_type(number) not in TAKES_SMS:
        raise NotMobile
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def dialled(typed: str) -> str | None:
    """Return a telephone number of any kind as it would be kept, if what was typed is as long as one."""
    try:
        number = phonenumbers.parse(typed, profile.current().country)
    except phonenumbers.NumberParseException:
        return None
    return (
        phonenumbers.format_number(number, PhoneNumberFormat.E164) if phonenumbers.is_possible_number(number) else None
    )


def beginnings(digits: str) -> tuple[str, ...]:
    """Return how telephone numbers that begin with some digits may begin as they are kept."""
    home = phonenumbers.country_code_for_region(profile.current().country)
    return tuple({f"+{home}{digits}", f"+{digits.removeprefix('00')}"})


def any_phone(typed: str) -> str:
    """Return a number of any country and kind as it is kept: for those whom the office calls. Raises NoNumber."""
    return phonenumbers.format_number(_in_use(typed), PhoneNumberFormat.E164)


def takes_sms(number: str) -> bool:
    """Say whether a code can be sent to a number by SMS."""
    try:
        phone(number)
    except NoNumber:
        return False
    return True


def shown(value: str) -> str:
    """Return an address as people read it: a number at home without its country, in groups that do not break apart."""
    number = None if "@" in value else _parsed(value)
    if number is None:
        return value
    at_home = number.country_code == phonenumbers.country_code_for_region(profile.current().country)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form).replace(" ", "\u00a0")


def masked(value: str) -> str:
    """Return as much of an address as its owner needs to know it by: "o***@example.com", "*** 567"."""
    local, at, domain = value.rpartition("@")
    return f"{local[:1]}***@{domain}" if at else f"***\u00a0{value[-LAST_DIGITS:]}"


def _parsed(value: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return None


def _in_use(typed: str) -> PhoneNumber:
    """Return a number that somebody may have, without an extension. Raises NoNumber."""
    try:
        number = phonenumbers.parse(typed.strip(), profile.current().country)
    except phonenumbers.NumberParseException:
        raise NoNumber from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise NoNumber
    return number
