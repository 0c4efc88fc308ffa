"""People in every situation that the portal's pages tell of, as rows that are really there. All dates count from today."""

import base64
import hashlib
import hmac
import itertools
import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from allauth.core import context
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest
from fido2.utils import websafe_encode

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Entry, Invoice, Payer, Payment, Period, Receipt
from abonent.billing.ports import Heard
from abonent.contracts.models import Restriction
from abonent.people.models import Account, User
from abonent.web.door import second_step
from tests import people
from tests.listening import eventually
from tests.web.authenticator import Passkey

_numbers = itertools.count(300_001)
FIRST_CYCLE = 1000
PERIOD, NEARLY_OVER = 30, 4
"""Seconds that a code of an authenticator app lasts, and those at its end in which people wait for the next one."""
SHORT_PASSWORD = "gruszki 9"
"""Long enough beside a second step only."""


@dataclass(frozen=True)
class Customer:
    """Somebody with one account of their own."""

    user: User
    account: Account


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return profile.today(now())


def somebody(name: str = "Olena Petrenko") -> User:
    """A person with no account."""
    return people.person(f"{name.split(maxsplit=1)[0].lower()}.{next(_numbers)}", name)


def account(*owners: User, holder: str = "Olena Petrenko", price: str = "60.00", **more: Any) -> Account:
    """An account with an internet line; `more` is said of the payer."""
    number = str(next(_numbers))
    opened = people.account(number, holder, *owners, **more)
    people.mail(opened, owners[0] if owners else None, f"konto{number}@example.com")
    people.line(opened, people.tariff(f"A{price.partition('.')[0]}", price))
    return opened


def customer(name: str = "Olena Petrenko", **more: Any) -> Customer:
    """A person who owns an account with a line and no bills yet."""
    user = somebody(name)
    return Customer(user, account(user, holder=name, **more))


def bill(of: Account, *, issued: int = -3, due: int = 11) -> Invoice:
    """Issue a bill of a month; `issued` and `due` are days from today."""
    day = today() + timedelta(days=issued)
    month = day.replace(day=1)
    after = (month + timedelta(days=32)).replace(day=1)
    # A cycle of its own, so that the bill run meets nobody else.
    cycle = FIRST_CYCLE + of.pk
    Payer.objects.filter(account=of).update(cycle=cycle)
    period = Period.objects.create(
        cycle=cycle, days=DateRange(month, after), bill_on=day, due_on=today() + timedelta(days=due)
    )
    actions.issue_bills(period, at=profile.midnight(day))
    Payer.objects.filter(account=of).update(cycle=1)
    return Invoice.objects.get(account=of, period=period)


def overdue_bill(of: Account) -> Invoice:
    return bill(of, issued=-45, due=-31)


def bills(of: Account, count: int) -> list[Invoice]:
    """Issue so many monthly bills, the last one three days ago; none of them is paid."""
    return [bill(of, issued=-3 - 31 * back, due=11 - 31 * back) for back in reversed(range(count))]


def money(of: Account, amount: str, *, days_ago: int = 1) -> Receipt:
    """Money that came by transfer and was booked."""
    at = now() - timedelta(days=days_ago)
    receipt = people.receipt(of, amount, at=at)
    actions.post_receipt(receipt, at=at)
    return receipt


def payment(of: Account, amount: str, state: str, *, wanted: tuple[str, ...] = ()) -> Payment:
    """A payment that the bank was told of a little while ago and that is now in a state."""
    at = now() - timedelta(minutes=2)
    return Payment.objects.create(
        ref=secrets.token_urlsafe(18),
        once=secrets.token_urlsafe(18),
        account=of,
        gateway="sandbox",
        gateway_ref=secrets.token_urlsafe(12),
        bank_url="http://localhost/pay/",
        amount=Decimal(amount),
        wanted=list(wanted),
        state=state,
        started_at=at,
        ended_at=None if state == "STARTED" else at + timedelta(minutes=1),
    )


def confirmed(found: Payment) -> Entry:
    """The bank's good news about a payment; how it was booked."""
    gone = timedelta(seconds=20)
    heard = Heard(
        kind="PAID",
        ref=found.ref,
        gateway_ref=found.gateway_ref,
        external_id=secrets.token_urlsafe(12),
        amount=found.amount,
        currency="PLN",
        paid_on=today(),
        payer={"name": "Olena Petrenko"},
        raw={},
    )
    receipt = actions.hear("sandbox", heard, at=now() - gone)
    assert receipt
    return Entry.objects.get(receipt=receipt)


def corrected(of: Invoice) -> tuple[Invoice, Invoice]:
    """A bill and the correction that takes ten off its first line."""
    less = of.charges.get(line=1).amount - 10
    return of, actions.correct_invoice(of, amounts={1: less}, reason="Przerwa w dostępie 4–6 listopada", at=now())


def address(of: Invoice) -> str:
    return f"/bills/{of.number.replace('/', '-')}/"


def restricted(of: Account) -> Restriction:
    """Limit the service because of debt."""
    return Restriction.objects.create(account=of, reason="DEBT", level="LIMITED", placed_at=now() - timedelta(days=2))


def with_app(user: User) -> str:
    """Switch the second step on; the key that the app would keep."""
    key = base64.b32encode(secrets.token_bytes(20)).decode()
    with _inside(user):
        second_step.switch_on(user, key, at=now())
    return key


def _inside(user: User) -> Any:
    """Let allauth and the vault believe that somebody asks."""
    request = HttpRequest()
    request.user = user
    return context.request_context(request)


def with_passkey(user: User, name: str = "Telefon") -> Passkey:
    """Add a passkey to a person; the key that their device would keep."""
    passkey = Passkey()
    options = {"user": {"id": websafe_encode(str(user.pk).encode())}, "rp": {"id": "localhost"}, "challenge": "AAAA"}
    made = {"credential": json.loads(passkey.make(options)) | {"clientExtensionResults": {}}, "count": 0}
    with _inside(user):
        second_step.add_passkey(user, name, made, at=now() - timedelta(days=40))
    return passkey


def code(key: str) -> str:
    """The six digits that an authenticator app shows (RFC 6238: SHA-1, 30 seconds); not those that are about to end."""
    eventually(lambda: time.time() % PERIOD < PERIOD - NEARLY_OVER)
    digest = hmac.digest(base64.b32decode(key), (int(time.time()) // PERIOD).to_bytes(8, "big"), hashlib.sha1)
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def colleague(role: str = "CLERK", name: str = "Zofia Biuro") -> User:
    """Somebody of the staff, with a second step."""
    login = f"{name.split(maxsplit=1)[0].lower()}.{next(_numbers)}"
    person = people.person(login, name, staff_role=role)
    with_app(person)
    return person
