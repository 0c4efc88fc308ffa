"""What billing needs from the street: somebody who takes money, and modules that know what to charge for.

A gateway is chosen by name in the profile (`payment = ["abonent.backends.payment.sandbox"]`); the
named module has a function `gateway() -> Gateway`. A module that charges is named likewise. This
file imports no model when it runs, because the profile is read before Django's models are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from abonent.billing.models import Batch, Period

type Kind = Literal["PAID", "REFUSED", "ABANDONED", "PENDING"]


@dataclass(frozen=True)
class Order:
    """What the customer set out to pay, as it is told to the gateway."""

    ref: str
    """Our own random reference, at least 128 bits; the same one twice is the same payment."""
    amount: Decimal
    """Above zero, two decimals."""
    currency: str
    """ISO 4217, e.g. "PLN"."""
    title: str
    language: str
    """Of the customer: "pl", "uk" or "en"; the gateway may know fewer."""
    return_url: str
    """Where the customer's browser goes afterwards. That it went there proves nothing."""
    notify_url: str
    """Where the gateway sends its signed callbacks."""


@dataclass(frozen=True)
class Started:
    """The gateway knows the order: send the customer to `url`."""

    url: str
    gateway_ref: str


@dataclass(frozen=True)
class Heard:
    """What a gateway said about one payment, whether it told us or was asked."""

    kind: Kind
    ref: str
    """Ours, from the order."""
    gateway_ref: str
    external_id: str
    """The bank's own id of the movement of money, unique at that gateway; empty unless PAID."""
    amount: Decimal
    """What really moved when PAID (not always what was ordered), else what was ordered."""
    currency: str
    paid_on: date | None
    """The bank's day; None unless PAID."""
    payer: dict[str, str] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    """What was said, word for word, without secrets."""


class Refused(Exception):
    """A callback that must change nothing. `why` is one of
    "bad-signature", "malformed", "too-old", "other-merchant"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Unreachable(Exception):
    """The gateway did not answer, or with something that is not an answer. Ask again later."""


class Gateway(Protocol):
    """Somebody who takes the customer's money for us and tells us so."""

    @property
    def name(self) -> str:
        """Short and stable; the ledger's book is `gateway:<name>`."""
        ...

    @property
    def origin(self) -> str:
        """Scheme and host the customer is sent to, for the page's `form-action`."""
        ...

    def start(self, order: Order) -> Started:
        """Tell the gateway of an order; the same `order.ref` again gives the same payment.

        Raises Unreachable.
        """
        ...

    def hear(self, body: bytes, headers: Mapping[str, str]) -> Heard:
        """What a callback says, once it is certain that the gateway said it, to us, and now.

        Raises Refused.
        """
        ...

    def ask(self, gateway_ref: str) -> Heard:
        """The truth as the gateway has it now.

        Raises Unreachable.
        """
        ...

    def refund(self, gateway_ref: str, amount: Decimal, ref: str) -> str:
        """Send money back; the same `ref` again is the same refund. The gateway's id of it.

        Raises Unreachable.
        """
        ...


class Charges(Protocol):
    """Somebody who knows what ought to be paid for a period: a module's tariffs, meters, calls.

    It says what *ought* to be paid; billing subtracts what was charged before on the same basis,
    so that a run may be repeated at any time (law 8 of the data model).
    """

    SOURCE: str
    """What its charges are marked with, e.g. "fees"."""

    def prepare(self, period: "Period") -> None:
        """Once a period, before any batch: work out what accounts share (a building's meter)."""
        ...

    def draft(self, batch: "Batch") -> None:
        """One INSERT … SELECT into the staging table for the accounts of this batch.

        Never a loop over accounts: a million of them are billed by the same few statements.
        """
        ...


class OnTop(Protocol):
    """Somebody who charges for the bill itself: what comes only where something else is on it, and once.

    Named in the profile beside those who say what ought to be paid. It is not compared with what was charged before.
    """

    def add(self, batch: "Batch", *, on: date) -> None:
        """One INSERT … SELECT into the drafted lines, for accounts that have some; `on` is the day of issue.

        The basis names the period, so that nobody pays for one bill twice.
        """
        ...
