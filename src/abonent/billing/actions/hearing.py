"""What a gateway says: remembered once, believed when it is signed and agrees with our record, else asked about."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from abonent import profile
from abonent.billing.actions.posting import post_receipt
from abonent.billing.gateways import gateway, gateway_names
from abonent.billing.models import Payment, Receipt
from abonent.billing.ports import Heard, Unreachable
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.actions import notify

log = logging.getLogger(__name__)

ENDINGS = {
    "REFUSED": (Payment.State.REFUSED, "payment.refused"),
    "ABANDONED": (Payment.State.ABANDONED, "payment.abandoned"),
}


HANGING_AT_ONCE = 200


class UnknownPayment(LookupError):
    """The gateway spoke of a payment that is not ours."""


class Doubtful(Exception):
    """What was said does not agree with what was set out: the gateway has to be asked."""


def hear(name: str, heard: Heard, *, at: datetime, asked: bool = False) -> Receipt | None:
    """Take in what a gateway said about a payment; return the receipt when money came, now or before.

    However often and however parallel the same thing is said, it is booked once. A sum that differs from the order is
    believed only when we asked (`asked`), another currency never: it cannot be booked. Raises UnknownPayment, Doubtful.
    """
    payment = Payment.objects.select_related("account").filter(gateway=name, ref=heard.ref).first()
    if payment is None:
        raise UnknownPayment(heard.ref)
    if heard.kind == "PAID":
        if heard.currency != profile.current().currency or not (asked or _agrees(payment, heard)):
            raise Doubtful
        return _money(payment, heard, at=at)
    if heard.kind in ENDINGS:
        _end(payment, heard.kind, at=at)
    return None


def ask_gateway(payment: Payment, *, at: datetime) -> Receipt | None:
    """Ask the gateway what became of a payment and take in the answer. Raises ports.Unreachable, Doubtful, UnknownPayment."""
    # Written down before the question: a payment that the gateway fails on, whatever way, has had its turn.
    with transaction.atomic(durable=True):
        Payment.objects.filter(pk=payment.pk).update(asked_at=at)
    heard = gateway(payment.gateway).ask(payment.gateway_ref)
    return hear(payment.gateway, heard, at=at, asked=True)


def ask_about_hanging(*, clock: Callable[[], datetime]) -> int:
    """Ask about payments of which nothing was heard for as long as the profile says; return how many were asked about.

    A gateway that does not answer is left in peace until the next time, and then asked about those it was asked about
    longest ago, or never: neither what it says amiss nor what it always fails on keeps the others waiting. Asking many takes
    minutes, so the money of each is booked at its own instant.
    """
    silent: set[str] = set()
    asked = 0
    for payment in _hanging(clock()):
        if payment.gateway not in silent:
            try:
                ask_gateway(payment, at=clock())
                asked += 1
            except Unreachable:
                silent.add(payment.gateway)
            except (Doubtful, UnknownPayment):
                log.error("%s says something of payment %s that cannot be booked", payment.gateway, payment.pk)  # noqa: TRY400 - what was said is not for logs
    return asked


def _hanging(at: datetime) -> list[Payment]:
    rules = profile.current().payments
    quiet_since = at - timedelta(minutes=rules.ask_bank_after_minutes)
    given_up = at - timedelta(hours=rules.give_up_after_hours)
    waiting = Payment.objects.filter(state=Payment.State.STARTED, started_at__range=(given_up, quiet_since))
    known = waiting.filter(gateway__in=gateway_names(profile.current()))
    silent = known.exclude(gateway_ref="").exclude(asked_at__gt=quiet_since)
    in_turn = silent.select_related("account").order_by(F("asked_at").asc(nulls_first=True), "started_at")
    return list(in_turn[:HANGING_AT_ONCE])


def _agrees(payment: Payment, heard: Heard) -> bool:
    return heard.amount == payment.amount and payment.gateway_ref in {"", heard.gateway_ref}


@transaction.atomic
def _money(payment: Payment, heard: Heard, *, at: datetime) -> Receipt:
    people.lock_account(payment.account_id)
    receipt, new = Receipt.objects.get_or_create(
        source=f"gateway:{payment.gateway}",
        external_id=heard.external_id,
        defaults={
            "account": payment.account,
            "payment": payment,
            "book": f"gateway:{payment.gateway}",
            "amount": heard.amount,
            "paid_on": min(heard.paid_on or profile.today(at), profile.today(at)),
            "payer": heard.payer,
            "raw": heard.raw,
            "received_at": at,
        },
    )
    if new:
        Payment.objects.filter(pk=payment.pk).update(state=Payment.State.CONFIRMED, ended_at=at)
        record("payment.confirmed", at=at, account=payment.account_id, subject=f"payment:{payment.ref}", via="bank")
        post_receipt(receipt, at=at)
        _tell(receipt, at=at)
    elif receipt.payment_id != payment.pk:
        raise Doubtful  # the same movement of money was said to be of another payment: one of the two is missing
    return receipt


def _tell(receipt: Receipt, *, at: datetime) -> None:
    context = {
        "amount": str(receipt.amount),
        "account": receipt.account.number,
        "paid_on": receipt.paid_on.isoformat(),
    }
    notify(receipt.account, "payment_received", key=f"receipt:{receipt.pk}", at=at, context=context)


@transaction.atomic
def _end(payment: Payment, kind: str, *, at: datetime) -> None:
    state, event = ENDINGS[kind]
    ended = Payment.objects.filter(pk=payment.pk, state=Payment.State.STARTED).update(state=state, ended_at=at)
    if ended:
        record(event, at=at, account=payment.account_id, subject=f"payment:{payment.ref}", via="bank")
