"""A gateway whose every answer a test decides, for what a real bank does only once a year."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from abonent import profile
from abonent.billing.actions import open_books
from abonent.billing.ports import Heard, Order, Started, Unreachable
from tests.people import NOON

_answers: list[Callable[[Order], Started]] = []
_mute: set[str] = set()
_paid: set[str] = set()


class TurningBank:
    name = "turning"
    origin = "https://bank.example"

    def start(self, order: Order) -> Started:
        return _answers.pop()(order)

    def hear(self, body: bytes, headers: Any) -> Heard:
        raise NotImplementedError

    def ask(self, gateway_ref: str) -> Heard:
        from abonent.billing.models import Payment  # noqa: PLC0415 - needs Django

        if gateway_ref in _mute:
            raise Unreachable
        asked = Payment.objects.get(gateway=self.name, gateway_ref=gateway_ref)
        if gateway_ref in _paid:
            return Heard("PAID", asked.ref, gateway_ref, f"money-{gateway_ref}", asked.amount, "PLN", NOON.date())
        return Heard("PENDING", asked.ref, gateway_ref, "", asked.amount, "PLN", None)

    def refund(self, gateway_ref: str, amount: Any, ref: str) -> str:
        raise NotImplementedError


def gateway() -> TurningBank:
    return TurningBank()


def taken(_: Order) -> Started:
    """The bank knows the order."""
    return Started("https://bank.example/pay", "bank-1")


def silent(_: Order) -> Started:
    """The bank does not answer."""
    raise Unreachable


@contextmanager
def there(
    *answers: Callable[[Order], Started], mute: Collection[str] = (), paid: Collection[str] = ()
) -> Iterator[None]:
    """Let this be the operator's bank; the last answer is given first.

    About payments that it calls as in `mute` it says nothing, and that those in `paid` were paid.
    """
    operator = profile.current()
    _answers[:] = answers
    _mute.clear()
    _mute.update(mute)
    _paid.clear()
    _paid.update(paid)
    with profile.using(replace(operator, backends=replace(operator.backends, payment=(__name__,)))):
        open_books()
        yield
