"""How the demonstration's money arrives: by the sandbox bank's gateway, as bank lines, in the office's till."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random

from abonent import profile
from abonent.billing.actions.numbers import take_numbers
from abonent.billing.bulk.receipts import post_receipts
from abonent.billing.gateways import gateway_names
from abonent.billing.models import Payment, Receipt
from abonent.billing.models.money import TILL
from abonent.demo.habits import Instalment
from abonent.journal.actions import Happening, record_all

SOME = 2_000
BANK_AT, TILL_AT = timedelta(hours=14), timedelta(hours=11)
THINKING = timedelta(minutes=3)
"""How long a customer is at the bank."""
REFUSED_PERCENT = 2


def post(due: Sequence[Instalment], *, on: date, now: datetime) -> None:
    """Book what is paid on a day, but never later than now."""
    midnight = profile.midnight(on)
    ways: dict[str, list[Instalment]] = {"ONLINE": [], "CASH": [], "BANK": []}
    for one in due:
        ways[one.customer.pays if one.customer.pays in ways else "BANK"].append(one)
    if ways["CASH"]:
        _plain(ways["CASH"], TILL, TILL, at=min(midnight + TILL_AT, now))
    if ways["BANK"]:
        _plain(ways["BANK"], "bank", "bank:main", at=min(midnight + BANK_AT, now))
    if ways["ONLINE"]:
        minute = Random(on.isoformat()).randint(7 * 60, 22 * 60)  # noqa: S311
        _online(ways["ONLINE"], at=min(midnight + timedelta(minutes=minute), now))


def _plain(due: Sequence[Instalment], source: str, book: str, *, at: datetime) -> None:
    on = profile.today(at)
    names = _till_numbers(on, len(due)) if source == TILL else [_name(one, at) for one in due]
    post_receipts(
        [
            Receipt(
                source=source,
                external_id=name,
                account_id=one.bill.account,
                book=book,
                amount=one.amount,
                paid_on=on,
                payer={"name": one.customer.holder},
                raw={"title": f"{one.bill.number} {one.customer.number}"},
                received_at=at,
            )
            for one, name in zip(due, names, strict=True)
        ],
        at=at,
    )


def _till_numbers(on: date, count: int) -> list[str]:
    return take_numbers(profile.current().desk.till.series, on=on, count=count)


def _online(due: Sequence[Instalment], *, at: datetime) -> None:
    gateway = gateway_names(profile.current())[0]
    refused = [
        _payment(one, gateway, at=at - 2 * THINKING, state=Payment.State.REFUSED) for one in due if _refused(one)
    ]
    paid = [_payment(one, gateway, at=at - THINKING, state=Payment.State.CONFIRMED) for one in due]
    Payment.objects.bulk_create([*refused, *paid], batch_size=SOME)
    record_all([event for payment in (*refused, *paid) for event in _steps(payment)])
    receipts = [_receipt(one, payment) for one, payment in zip(due, paid, strict=True)]
    post_receipts(receipts, at=at)


def _refused(one: Instalment) -> bool:
    return Random(one.bill.number).randrange(100) < REFUSED_PERCENT  # noqa: S311


def _payment(one: Instalment, gateway: str, *, at: datetime, state: str) -> Payment:
    ref = sha256(f"{state}:{_name(one, at)}".encode()).hexdigest()[:24]
    return Payment(
        ref=ref,
        once=ref,
        account_id=one.bill.account,
        gateway=gateway,
        gateway_ref=f"past-{ref}",
        amount=one.amount,
        wanted=[one.bill.number],
        state=state,
        started_at=at,
        ended_at=at + THINKING,
    )


def _steps(payment: Payment) -> Iterator[Happening]:
    """What the journal says of a payment until the money is posted."""
    subject = f"payment:{payment.ref}"
    ended = payment.ended_at or payment.started_at
    yield Happening("payment.started", payment.started_at, payment.account_id, subject)
    yield Happening("payment.sent", payment.started_at, payment.account_id, subject)
    yield Happening(f"payment.{payment.state.lower()}", ended, payment.account_id, subject, via="bank")


def _receipt(one: Instalment, payment: Payment) -> Receipt:
    at = payment.ended_at or payment.started_at
    return Receipt(
        source=f"gateway:{payment.gateway}",
        external_id=f"past-{payment.ref}",
        account_id=payment.account_id,
        payment=payment,
        book=f"gateway:{payment.gateway}",
        amount=payment.amount,
        paid_on=profile.today(at),
        payer={"name": one.customer.holder},
        received_at=at,
    )


def _name(one: Instalment, at: datetime) -> str:
    """What tells a payment from all others: for which bill, when."""
    return f"{at:%Y%m%d%H%M%S%f}-{one.bill.number}"
