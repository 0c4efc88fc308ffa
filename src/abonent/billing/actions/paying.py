"""Setting out to pay: from the customer's choice to the bank's door."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from abonent import profile
from abonent.billing import queries
from abonent.billing.gateways import gateway, gateway_names
from abonent.billing.models import Payment
from abonent.billing.ports import Order, Unreachable
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User

STARTED = Payment.State.STARTED


class NotOffered(Exception):
    """Online payment is not offered to this account; `because` has the profile's codes."""

    def __init__(self, because: list[str]) -> None:
        super().__init__(", ".join(because))
        self.because = because


class NothingToPay(Exception):
    """The amount is nothing, or less."""


class OutOfBounds(Exception):
    """The amount is smaller or larger than the profile lets through a gateway at once."""

    def __init__(self, smallest: Decimal, largest: Decimal) -> None:
        super().__init__(f"{smallest}–{largest}")
        self.smallest = smallest
        self.largest = largest


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the bank sends the customer back to, and where it calls; `{ref}` and `{gateway}` are filled in.

    `via` is through which door the payment is begun, `language` the one it is begun in, where nobody is signed in.
    """

    back: str
    hook: str
    via: str = "web"
    language: str = ""


def start_payment(  # noqa: PLR0913 - what, how much, and by whom
    account: Account,
    *,
    wanted: Sequence[str],
    amount: Decimal,
    once: str,
    doors: Doors,
    at: datetime,
    by: User | None = None,
) -> Payment:
    """Set out to pay an amount, for chosen bills (numbers) or ahead, and tell the gateway.

    `once` is the form's own token: the same form sent twice is the same payment, and one that a killed process had
    not handed over yet is handed over then. When the gateway cannot be reached the payment is kept as FAILED. Raises NotOffered, NothingToPay, OutOfBounds.
    """
    _check(account, amount)
    payment = _set_out(account, wanted=wanted, amount=amount, once=once, at=at, by=by, via=doors.via)
    if payment.state == Payment.State.STARTED and not payment.bank_url:
        language = (by and by.language) or doors.language or account.language
        _hand_over(payment, doors, language=language, at=at)
    return payment


def _check(account: Account, amount: Decimal) -> None:
    if because := queries.not_online_because(account.payer):
        raise NotOffered(because)
    if amount <= 0:
        raise NothingToPay
    rules = profile.current().payments
    if not rules.smallest <= amount <= rules.largest:
        raise OutOfBounds(rules.smallest, rules.largest)


@transaction.atomic
def _set_out(  # noqa: PLR0913
    account: Account, *, wanted: Sequence[str], amount: Decimal, once: str, at: datetime, by: User | None, via: str
) -> Payment:
    people.lock_account(account.pk)
    payment, new = Payment.objects.get_or_create(
        account=account,
        once=once,
        defaults={
            "ref": secrets.token_urlsafe(18),
            "gateway": gateway_names(profile.current())[0],
            "amount": amount,
            "wanted": list(wanted),
            "started_at": at,
            "by": by,
        },
    )
    if new:
        who, what = by.pk if by else None, f"payment:{payment.ref}"
        record("payment.started", at=at, by=who, account=account.pk, subject=what, via=via)
    return payment


def _hand_over(payment: Payment, doors: Doors, *, language: str, at: datetime) -> None:
    order = Order(
        ref=payment.ref,
        amount=payment.amount,
        currency=profile.current().currency,
        title=title(payment),
        language=language,
        return_url=doors.back.format(ref=payment.ref),
        notify_url=doors.hook.format(gateway=payment.gateway),
    )
    try:
        started = gateway(payment.gateway).start(order)
    except Unreachable:
        _note(payment, "payment.failed", (STARTED,), at=at, state=Payment.State.FAILED, ended_at=at)
    else:
        facts = {"gateway_ref": started.gateway_ref, "bank_url": started.url, "state": STARTED, "ended_at": None}
        _note(payment, "payment.sent", (STARTED, Payment.State.FAILED), at=at, **facts)


@transaction.atomic
def _note(payment: Payment, kind: str, states: Sequence[str], *, at: datetime, **facts: object) -> None:
    """Write down how it went, unless a twin of the form was handed over meanwhile, or the bank has spoken."""
    if Payment.objects.filter(pk=payment.pk, bank_url="", state__in=states).update(**facts):
        record(kind, at=at, account=payment.account_id, subject=f"payment:{payment.ref}")
    payment.refresh_from_db(fields=["state", "gateway_ref", "bank_url", "ended_at"])


def title(payment: Payment) -> str:
    """Return what the bank shows as the title: the bill when it is one, else the account."""
    return f"{payment.wanted[0]} {payment.account.number}" if len(payment.wanted) == 1 else payment.account.number
