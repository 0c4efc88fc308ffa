"""Sums as they stand inside a sentence, in the language in which the page speaks; templates have filters for theirs."""

from decimal import Decimal

from abonent import profile
from abonent.language import written
from abonent.web.frame import speaking


def money(amount: Decimal) -> str:
    """Write an amount with the operator's currency, rounded half away from zero: 54,90 zł."""
    return written(speaking()).money(amount, profile.current().currency)
