"""An amount written out in words, as Polish cash receipts have it; other languages do without."""

from decimal import Decimal

_ONES = (
    "zero", "jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć", "dziesięć", "jedenaście",
    "dwanaście", "trzynaście", "czternaście", "piętnaście", "szesnaście", "siedemnaście", "osiemnaście", "dziewiętnaście",
)  # fmt: skip
_TENS = (
    "", "", "dwadzieścia", "trzydzieści", "czterdzieści", "pięćdziesiąt", "sześćdziesiąt", "siedemdziesiąt",
    "osiemdziesiąt", "dziewięćdziesiąt",
)  # fmt: skip
_HUNDREDS = (
    "", "sto", "dwieście", "trzysta", "czterysta", "pięćset", "sześćset", "siedemset", "osiemset", "dziewięćset",
)  # fmt: skip
_ZLOTY = ("złoty", "złote", "złotych")
_THOUSANDS = (("tysiąc", "tysiące", "tysięcy"), ("milion", "miliony", "milionów"))
_TEENS = range(12, 15)


def in_words(amount: Decimal, currency: str, language: str) -> str:
    """Write an amount out: 1 234,50 zł is "tysiąc dwieście trzydzieści cztery złote 50/100"; "" where nobody asks for it.

    Amounts of a thousand million and more have none either.
    """
    whole, cents = divmod(int(amount * 100), 100)
    if (currency, language) != ("PLN", "pl") or not 0 <= whole < 10**9:
        return ""
    return f"{_number(whole)} {_form(whole, _ZLOTY)} {cents:02}/100"


def _number(number: int) -> str:
    if number == 0:
        return _ONES[0]
    groups = [number // 10**6, number // 1000 % 1000]
    words = [_group(group, names) for group, names in zip(groups, reversed(_THOUSANDS), strict=True) if group]
    return " ".join([*words, *_below_thousand(number % 1000)])


def _group(number: int, names: tuple[str, str, str]) -> str:
    return names[0] if number == 1 else " ".join([*_below_thousand(number), _form(number, names)])


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    small = [_ONES[rest]] if 0 < rest < len(_ONES) else [_TENS[rest // 10], _ONES[rest % 10] if rest % 10 else ""]
    return [word for word in (_HUNDREDS[hundreds], *small) if word]


def _form(number: int, names: tuple[str, str, str]) -> str:
    if number == 1:
        return names[0]
    few = number % 10 in range(2, 5) and number % 100 not in _TEENS
    return names[1] if few else names[2]
