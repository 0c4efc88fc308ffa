"""What may be asked about orders, and about the office's notes."""

import hashlib
import json
from typing import Any

from django.db.models import QuerySet

from abonent.billing.models import Payer
from abonent.cases.models import Note, Order
from abonent.people.actions.moving import written
from abonent.people.models import Account


def orders(account: Account) -> QuerySet[Order]:
    """Return what was ever asked for on an account, the newest first."""
    return Order.objects.filter(account=account).order_by("-placed_at", "-pk")


def waiting(account: Account, kind: str) -> Order | None:
    """Return the change of a kind that waits for the office; there is one at most."""
    return orders(account).filter(kind=kind, state=Order.State.WAITING).first()


def waiting_everywhere() -> QuerySet[Order]:
    """Return what waits for the office, the oldest first, with the accounts."""
    return everywhere(Order.State.WAITING).order_by("placed_at", "pk")


def everywhere(state: str) -> QuerySet[Order]:
    """Return all customers' orders of one state, with the accounts."""
    return Order.objects.filter(state=state).select_related("account")


def notes(account: Account) -> QuerySet[Note]:
    """Return what the office wants to remember about a customer, the newest first."""
    return Note.objects.filter(account=account, removed_at=None).select_related("made_by").order_by("-made_at", "-pk")


def order(ref: str) -> Order | None:
    """Return what was asked for by its number (Z-7F3K-92QD), however it is typed; with the account and who had a part in it."""
    found = Order.objects.filter(ref=ref.strip().upper().replace("\0", ""))
    return found.select_related("account__post_place", "placed_by", "decided_by").first()


def next_waiting(than: Order) -> Order | None:
    """Return what has waited for the office longest, but for one."""
    return waiting_everywhere().exclude(pk=than.pk).first()


def present(order: Order) -> dict[str, Any]:
    """Return what there is now of what an order shall change, under the order's names."""
    if order.kind == Order.Kind.POST_ADDRESS:
        return dict(written(order.account.post_place))
    payer = Payer.objects.get(account=order.account)
    if order.kind == Order.Kind.PAPER_BILLS:
        return {"on": payer.delivery == Payer.Delivery.ELECTRONIC}
    return {"name": payer.name, "address": payer.address, "tax_id": payer.tax_id}


def changed_since(order: Order, now: dict[str, Any]) -> dict[str, Any]:
    """Return what of `present` is not as it was when the change was asked for, by name."""
    return {name: value for name, value in now.items() if name in order.old and order.old[name] != value}


def mark(now: dict[str, Any]) -> str:
    """Return by what it is recognised that `present` has not changed between looking and deciding."""
    return hashlib.sha256(json.dumps(now, sort_keys=True).encode()).hexdigest()
