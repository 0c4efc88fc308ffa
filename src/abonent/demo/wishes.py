"""What waits for the office in the demonstration: three have asked for other invoice data – one is late, one is new."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from abonent import profile
from abonent.billing.queries import billed
from abonent.cases.models import Order
from abonent.journal.actions import record
from abonent.people.models import Account, User
from abonent.people.queries import mail_addresses
from abonent.post.models import Message
from abonent.post.writing import write


@dataclass(frozen=True, slots=True)
class Wish:
    """Who asked, so many days ago, on which account, and for what."""

    number: str
    login: str
    ref: str
    days_ago: int
    new: dict[str, Any]


WISHES = (
    Wish("100311", "piotr.zielinski", "Z-4KQM-7XRT", 9, {"name": "Marta i Piotr Zielińscy"}),
    Wish(
        "100360",
        "irena.dab",
        "Z-7F3K-92QD",
        2,
        {"name": "Sklep i pracownia Jodła Irena Dąb", "address": ["ul. Wiśniowa 14", "16-999 Gródek Leśny"]},
    ),
    Wish("100348", "olha.petrenko", "Z-9WNP-3HCV", 1, {"address": ["ul. Szkolna 7 m. 11", "16-999 Gródek Leśny"]}),
)
AFTER = timedelta(seconds=20)
EVENING = time(18, 40)


def ask(at: datetime) -> None:
    """Let each have asked, once. Nothing is sent to anybody."""
    for wish in WISHES:
        _ask(wish, at)


@transaction.atomic
def _ask(wish: Wish, at: datetime) -> None:
    account = Account.objects.filter(number=wish.number).first()
    if account is None or Order.objects.filter(account=account).exists():
        return
    asked_at = datetime.combine(
        profile.today(at - timedelta(days=wish.days_ago)), EVENING, tzinfo=profile.current().zone
    )
    user = User.objects.filter(login=wish.login).first()
    data = billed(account, at=at).data
    old = {"name": data.name, "address": list(data.address), "tax_id": data.tax_id}
    order = Order.objects.create(
        ref=wish.ref,
        account=account,
        kind=Order.Kind.INVOICE_DATA,
        old=old,
        new=old | wish.new,
        placed_at=asked_at,
        placed_by=user,
    )
    subject, by = f"order:{order.ref}", user.pk if user else None
    record("order.placed", at=asked_at, by=by, account=account.pk, subject=subject, data={"kind": order.kind})
    _letters(order, at=asked_at)


def _letters(order: Order, *, at: datetime) -> None:
    """Keep the letter as it would have been sent."""
    context = {"account": order.account.number, "kind": order.kind, "ref": order.ref, "reason": ""}
    for addressee in mail_addresses(order.account):
        letter = Message(
            key=f"order.placed:{order.ref}:{addressee.to}",
            template="order_placed",
            channel="MAIL",
            to=addressee.to,
            language=addressee.language,
            account_id=order.account_id,
            user_id=addressee.user_id,
            context=context,
            state=Message.State.SENT,
            tries=1,
            queued_at=at,
            next_try_at=at,
            sent_at=at + AFTER,
        )
        words = write(letter)
        letter.subject, letter.text = words.subject, words.text
        letter.save()
