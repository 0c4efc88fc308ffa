"""What may be done with a wish that the office decides: ask, withdraw, accept, refuse.

The account's lock comes first, so of two that decide at once one is told that it has been decided already. What is
accepted is done by the room that keeps it; the letter about the change is that room's.
"""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from abonent.billing import actions as billing
from abonent.cases.models import Order
from abonent.cases.queries import changed_since, mark, present, waiting
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What nobody mistakes for something else when it is read out: without 0, 1, I and O."""


class AlreadyWaiting(Exception):
    """Another change of this kind waits already (`order`): it is withdrawn first, or decided."""

    def __init__(self, order: Order) -> None:
        super().__init__(order.ref)
        self.order = order


class NothingAsked(Exception):
    """What is asked for is what there is."""


class ChangedMeanwhile(Exception):
    """What is to be changed is not what whoever decides has looked at: they shall look again."""


class AlreadyDecided(Exception):
    """The order does not wait any more: it was done, refused or withdrawn (`order.state`)."""

    def __init__(self, order: Order) -> None:
        super().__init__(f"{order.ref} is {order.state}")
        self.order = order


@transaction.atomic
def ask(  # noqa: PLR0913 - who, what, from, to, when, by whom, how
    account: Account,
    kind: str,
    *,
    old: dict[str, Any],
    new: dict[str, Any],
    at: datetime,
    by: User | None,
    via: str = "web",
) -> Order:
    """Ask the office for a change; the same asked twice is one order. Raises AlreadyWaiting, NothingAsked."""
    people.lock_account(account.pk)
    there = waiting(account, kind)
    if there is not None and there.new == new:
        return there
    if there is not None:
        raise AlreadyWaiting(there)
    if old == new:
        raise NothingAsked
    order = Order.objects.create(
        ref=_ref(), account=account, kind=kind, old=old, new=new, placed_at=at, placed_by=by, via=via
    )
    _tell(order, "order.placed", at=at, by=by)
    return order


@transaction.atomic
def withdraw(order: Order, *, at: datetime, by: User | None) -> Order:
    """Take back what was asked for. Raises AlreadyDecided."""
    found = _waiting(order)
    _decide(found, Order.State.WITHDRAWN, at=at, by=by)
    _tell(found, "order.withdrawn", at=at, by=by)
    return found


@transaction.atomic
def accept(order: Order, *, at: datetime, by: User | None, seen: str = "", via: str = "office") -> dict[str, Any]:
    """Do what was asked for; return what had changed since then, by name, with what it was just now: as a rule nothing.

    `seen` is the mark (queries.mark) of what there was when somebody looked: if that has changed, nothing is done.
    Raises AlreadyDecided, ChangedMeanwhile, and what the room raises that cannot do it any more (billing.BadInvoiceData).
    """
    found = _waiting(order)
    now = present(found)
    if seen and seen != mark(now):
        raise ChangedMeanwhile
    _apply(found, at=at, by=by)
    _decide(found, Order.State.DONE, at=at, by=by)
    subject, data = f"order:{found.ref}", {"kind": found.kind}
    who = by.pk if by else None
    record("order.accepted", at=at, by=who, account=found.account_id, subject=subject, via=via, data=data)
    return changed_since(found, now)


@transaction.atomic
def refuse(order: Order, *, reason: str, at: datetime, by: User | None, via: str = "office") -> Order:
    """Do not do what was asked for, and say why. Raises AlreadyDecided."""
    found = _waiting(order)
    _decide(found, Order.State.REFUSED, at=at, by=by, reason=reason)
    _tell(found, "order.refused", at=at, by=by, via=via)
    return found


def _ref() -> str:
    signs = "".join(secrets.choice(SIGNS) for _ in range(8))
    return f"Z-{signs[:4]}-{signs[4:]}"


def _waiting(order: Order) -> Order:
    """Load it anew under the account's lock."""
    account = people.lock_account(order.account_id)
    found = Order.objects.get(pk=order.pk, account=account)
    if found.state != Order.State.WAITING:
        raise AlreadyDecided(found)
    found.account = account
    return found


def _decide(order: Order, state: Order.State, *, at: datetime, by: User | None, reason: str = "") -> None:
    order.state, order.decided_at, order.decided_by, order.reason = state, at, by, reason
    order.save(update_fields=["state", "decided_at", "decided_by", "reason"])


def _tell(order: Order, what: str, *, at: datetime, by: User | None, via: str = "") -> None:
    """Write down what became of an order, and tell everybody whom the account's letters reach."""
    record(
        what,
        at=at,
        by=by.pk if by else None,
        account=order.account_id,
        subject=f"order:{order.ref}",
        via=via or order.via,
        data={"kind": order.kind},
    )
    context = {"account": order.account.number, "kind": order.kind, "ref": order.ref, "reason": order.reason}
    people.notify(order.account, what.replace(".", "_"), key=f"{what}:{order.ref}", at=at, context=context)


def _apply(order: Order, *, at: datetime, by: User | None) -> None:
    """What is asked for is kept under the names of what the room's action takes."""
    if order.kind == Order.Kind.INVOICE_DATA:
        billing.change_invoice_data(order.account, **order.new, at=at, by=by)
    elif order.kind == Order.Kind.PAPER_BILLS:
        billing.switch_e_invoice(order.account, **order.new, at=at, by=by, via=order.via)
    else:
        people.move_post(order.account, **order.new, at=at, by=by)
