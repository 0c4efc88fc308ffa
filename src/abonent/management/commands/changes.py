"""`abonent changes`: what customers have asked to be changed and the office has to decide; what the desk shows, at the machine."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from abonent import profile
from abonent.billing.actions import BadInvoiceData
from abonent.cases import actions, queries
from abonent.cases.models import Order
from abonent.language import lengths

"""Characters that are kept of a reason."""
NAMES = {
    Order.Kind.INVOICE_DATA: "invoice data",
    Order.Kind.POST_ADDRESS: "address for letters",
    Order.Kind.PAPER_BILLS: "bills on paper",
}


class Command(BaseCommand):
    help = "List the changes that wait for the office; accept or refuse one by its number (Z-7F3K-92QD)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        said = parser.add_subparsers(dest="what", required=True)
        said.add_parser("list", help="what waits, the oldest first, old and new")
        said.add_parser("accept", help="carry it out; the customer is told").add_argument("ref", metavar="REF")
        refuse = said.add_parser("refuse", help="leave everything as it is; the customer is told why")
        refuse.add_argument("ref", metavar="REF")
        refuse.add_argument("reason", metavar="REASON", help="what the customer reads")

    def handle(self, *_: Any, **said: Any) -> None:
        if said["what"] == "list":
            self._list()
        else:
            order = _found(said["ref"])
            try:
                self._accept(order) if said["what"] == "accept" else self._refuse(order, said["reason"])
            except actions.AlreadyDecided as told:
                raise CommandError(f"{order.ref} does not wait any more: it is {told.order.state}.") from None

    def _list(self) -> None:
        waiting = list(queries.waiting_everywhere())
        for order in waiting:
            since = order.placed_at.astimezone(profile.current().zone)
            self.stdout.write(
                f"{order.ref}  {order.account.number}  {order.account.holder}  "
                f"{NAMES[Order.Kind(order.kind)]}, since {since:%Y-%m-%d %H:%M}"
            )
            for name in sorted(order.new):
                self.stdout.write(f"    {name}: {_shown(order.old.get(name, ''))} -> {_shown(order.new[name])}")
        if not waiting:
            self.stdout.write("Nothing waits.")

    def _accept(self, order: Order) -> None:
        try:
            changed = actions.accept(order, at=timezone.now(), by=None)
        except BadInvoiceData as wrong:
            raise CommandError(f"{order.ref} cannot be carried out: {wrong}. It goes on waiting; refuse it.") from None
        self.stdout.write(f"{order.ref} is done; the customer is told.")
        for name, value in changed.items():
            self.stdout.write(
                f"    {name} had been changed since it was asked for: it was {_shown(value)}, not {_shown(order.old[name])}"
            )

    def _refuse(self, order: Order, reason: str) -> None:
        words = " ".join(reason.split())
        if not words or len(words) > lengths.REASON:
            raise CommandError(f"The reason is read by the customer: from 1 to {lengths.REASON} characters.")
        actions.refuse(order, reason=words, at=timezone.now(), by=None)
        self.stdout.write(f"{order.ref} is refused; the customer is told why.")


def _found(ref: str) -> Order:
    order = queries.order(ref)
    if order is None:
        raise CommandError(f"There is no change {ref!r}. `abonent changes list` shows those that wait.")
    return order


def _shown(value: Any) -> str:
    """Write a value on one line; what customers typed may steer no terminal."""
    text = ", ".join(value) if isinstance(value, list) else "–" if value in ("", None) else str(value)
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
