"""What waits for the office in the demonstration: Irena Dąb's shop has moved, and its invoices shall say so."""

from datetime import datetime, time, timedelta

from django.db import transaction

from abonent import profile
from abonent.billing.queries import billed
from abonent.cases.models import Order
from abonent.journal.actions import record
from abonent.people.models import Account, User
from abonent.people.queries import mail_addresses
from abonent.post.models import Message
from abonent.post.writing import write

ACCOUNT, LOGIN = "100360", "irena.dab"
REF = "Z-7F3K-92QD"
MOVED = {"name": "Sklep i pracownia Jodła Irena Dąb", "address": ["ul. Wiśniowa 14", "16-999 Gródek Leśny"]}
DAYS_AGO, AFTER = timedelta(days=2), timedelta(seconds=20)
EVENING = time(18, 40)


@transaction.atomic
def ask(at: datetime) -> None:
    """Let her have asked, once, two days ago. Nothing is sent to anybody."""
    account, user = Account.objects.filter(number=ACCOUNT).first(), User.objects.filter(login=LOGIN).first()
    if account is None or Order.objects.filter(account=account).exists():
        return
    asked_at = datetime.combine(profile.today(at - DAYS_AGO), EVENING, tzinfo=profile.current().zone)
    data = billed(account, at=at).data
    old = {"name": data.name, "address": list(data.address), "tax_id": data.tax_id}
    order = Order.objects.create(
        ref=REF,
        account=account,
        kind=Order.Kind.INVOICE_DATA,
        old=old,
        new=old | MOVED,
        placed_at=asked_at,
        placed_by=user,
    )
    subject, by = f"order:{REF}", user.pk if user else None
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
