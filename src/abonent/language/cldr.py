"""Fills a `Written` from CLDR through Babel, once for each language."""

import re
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_precision, get_currency_symbol
from babel.units import format_unit

from abonent.language.written import DayForm, MoneyForm, Written

# English as it is written in Europe: the day before the month, hours of a 24-hour clock.
LOCALES = {"en": "en_GB"}
UNITS = ("kilobyte", "megabyte", "gigabyte")
YEAR = re.compile(r"\s*'р'\.")
"""What Ukrainian dates end with in CLDR: nobody says it, and a sentence that ends with a date would have two full stops."""
PART = re.compile(r"'((?:[^']|'')*)'|([A-Za-z]+)|([^A-Za-z']+)")
NO_BREAK = str.maketrans({"\u202f": "\u00a0"})  # the narrow one is missing in many fonts


@cache
def written(code: str) -> Written:
    """How a language (ISO 639) writes. Raises LookupError for one that CLDR does not know."""
    try:
        locale = Locale.parse(LOCALES.get(code, code))
    except (UnknownLocaleError, ValueError) as unknown:
        raise LookupError(f"There is no language {code!r} in CLDR.") from unknown
    return Written(
        code=code,
        signs=_signs(locale),
        monies=_Monies(locale),
        long=_day(locale, locale.date_formats["long"].pattern),
        short=_day(locale, locale.date_formats["medium"].pattern),
        no_year=_day(locale, locale.datetime_skeletons["MMMMd"].pattern),
        of_month=_day(locale, locale.datetime_skeletons["yMMMM"].pattern),
        glue=str(locale.datetime_formats["medium"]),
        units=tuple(_unit(locale, name) for name in UNITS),
    )


def _signs(locale: Locale) -> dict[int, str]:
    """From Python's signs to those of the language."""
    symbols = locale.number_symbols["latn"]
    return str.maketrans({",": symbols["group"], ".": symbols["decimal"]})


class _Monies(dict[str, MoneyForm]):
    """Forms of currencies, made when first asked for: a dict is the fastest cache there is."""

    def __init__(self, locale: Locale) -> None:
        super().__init__()
        self.locale = locale

    def __missing__(self, currency: str) -> MoneyForm:
        symbol = get_currency_symbol(currency, locale=self.locale)
        before, after = _affixes(self.locale.currency_formats["standard"].pattern, symbol)
        form = MoneyForm(before, after, Decimal(1).scaleb(-get_currency_precision(currency)))
        self[currency] = form
        return form


def _affixes(pattern: str, symbol: str) -> tuple[str, str]:
    """What stands around the digits; letters do not touch them (CLDR's currencySpacing)."""
    before, after = re.split(r"[#0,.]+", pattern.partition(";")[0])
    before, after = before.replace("¤", symbol), after.replace("¤", symbol)
    gap_before = "\u00a0" if before[-1:].isalpha() else ""
    gap_after = "\u00a0" if after[:1].isalpha() else ""
    return f"{before}{gap_before}", f"{gap_after}{after}"


def _day(locale: Locale, pattern: str) -> DayForm:
    """A pattern with day, month by name and year."""
    template, months = "", tuple[str, ...]()
    for quoted, letters, other in PART.findall(YEAR.sub("", pattern)):
        if letters.startswith(("M", "L")):
            months = _months(locale, letters)
        template += FIELDS.get(letters[:1], "") or _literal(quoted or other)
    return DayForm(template.translate(NO_BREAK), months)


FIELDS = {"d": "{0}", "M": "{1}", "L": "{1}", "y": "{2}"}


def _literal(text: str) -> str:
    return text.replace("''", "'").replace("{", "{{").replace("}", "}}")


def _months(locale: Locale, letters: str) -> tuple[str, ...]:
    """Names by the number of the month; M in a date (listopada), L alone (listopad)."""
    use = "stand-alone" if letters[0] == "L" else "format"
    names = locale.months[use]["wide" if len(letters) == len("MMMM") else "abbreviated"]
    return ("", *(names[month] for month in range(1, 13)))


def _unit(locale: Locale, name: str) -> str:
    """The short form of a unit, with {0} for the number; it does not break."""
    return format_unit(0, f"digital-{name}", "short", locale=locale).replace("0", "{0}").replace(" ", "\u00a0")
