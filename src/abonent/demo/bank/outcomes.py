"""Everything that can come of a payment at the sandbox bank: the plain endings and the hard cases."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Final

MORE: Final = Decimal("10.00")
"""How much is paid, or told, too much."""


def _same(amount: Decimal) -> Decimal:
    return amount


def _half(amount: Decimal) -> Decimal:
    return (amount / 2).quantize(Decimal("0.01"), ROUND_UP)


def _more(amount: Decimal) -> Decimal:
    return amount + MORE


@dataclass(frozen=True)
class Outcome:
    """What is done with the payment, and what is told to the shop."""

    status: str
    """What the callback says: PAID, REFUSED or ABANDONED."""
    happens: bool = True
    """Whether it is true; if not, the payment stays as it was."""
    paid: Callable[[Decimal], Decimal] = _same
    """What is really paid, from what was ordered."""
    told: Callable[[Decimal], Decimal] = _same
    """What the callback says was paid, from what really was."""
    pauses: tuple[float, ...] = (0,)
    """One callback for each, that many seconds later."""
    late: bool = False
    """All of them later by the bank's --late."""
    forged: bool = False
    merchant: str = ""
    """Told on behalf of this shop instead."""


PLAIN: Final = {
    "pay": Outcome("PAID"),
    "refuse": Outcome("REFUSED"),
    "abandon": Outcome("ABANDONED"),
}
HARD: Final = {
    "pay-late": Outcome("PAID", late=True),
    "pay-twice": Outcome("PAID", pauses=(0, 1)),
    "pay-silent": Outcome("PAID", pauses=()),
    "pay-parallel": Outcome("PAID", pauses=(0,) * 20),
    "pay-less": Outcome("PAID", paid=_half),
    "pay-more": Outcome("PAID", paid=_more),
    "wrong-amount": Outcome("PAID", told=_more),
    "forged": Outcome("PAID", happens=False, forged=True),
    "other-merchant": Outcome("PAID", happens=False, merchant="somebody-else"),
}
OUTCOMES: Final = PLAIN | HARD
