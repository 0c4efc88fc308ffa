"""People, accounts and money for tests, in one word each."""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Invoice, Payer, Receipt
from abonent.contracts.models import Agreement, Holding, Price, Subscription, Tariff
from abonent.people.models import Access, Account, Contact, User

NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
"""Saturday 21 November 2026, 12:00 in Warsaw."""

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
FIRST_DAY = LONG_AGO.date()
PASSWORD = "korale wisza na gruszy"

_refs = itertools.count(1)


def person(login: str, name: str, **more: Any) -> User:
    """Somebody who can sign in with PASSWORD."""
    return User.objects.create(
        login=login, name=name, joined_at=LONG_AGO, password_is_long=True, password=_hashed(), **more
    )


def staff(role: str = "CLERK", login: str = "") -> User:
    """Somebody who works at the desk."""
    return person(login or f"zofia.{role.lower()}", f"Zofia {role.title()}", staff_role=role, language="en")


@cache
def _hashed() -> str:
    """Hash PASSWORD once: argon2 is slow on purpose."""
    return make_password(PASSWORD)


def account(number: str, holder: str, *owners: User, **more: Any) -> Account:
    """An account with its payer, owned by the people named."""
    opened = Account.objects.create(
        number=number, holder=holder, language=more.pop("language", "pl"), opened_on=LONG_AGO.date()
    )
    Payer.objects.create(
        account=opened,
        name=holder,
        address=["ul. Polna 3", "16-999 Gródek Leśny"],
        bank_account=profile.current().bank.virtual_account(number),
        **more,
    )
    for owner in owners:
        access(opened, owner)
    return opened


def access(to: Account, user: User, role: str = "OWNER", *, until: datetime | None = None) -> Access:
    return Access.objects.create(account=to, user=user, role=role, valid=DateTimeTZRange(LONG_AGO, until))


def mail(of: Account, user: User | None, address: str) -> Contact:
    """A confirmed e-mail address."""
    return Contact.objects.create(account=of, user=user, kind=Contact.Kind.MAIL, value=address, confirmed_at=LONG_AGO)


def tariff(code: str = "A2", amount: str = "60.00", **more: Any) -> Tariff:
    """A plan with a monthly gross price since 2024."""
    made, new = Tariff.objects.get_or_create(
        code=code,
        defaults={
            "kind": more.pop("kind", "PLAN"),
            "service": "internet",
            "name": {"pl": f"Internet {code}", "uk": f"Інтернет {code}", "en": f"Internet {code}"},
            "sold": DateRange(LONG_AGO.date(), None),
        },
    )
    if new:
        price(made, amount, **more)
    return made


def price(of: Tariff, amount: str, *, since: date = FIRST_DAY, until: date | None = None, **more: Any) -> Price:
    facts = {"component": "fee", "unit": "month", "gross": True, "vat": "23", **more}
    return Price.objects.create(
        tariff=of, amount=Decimal(amount), valid=DateRange(since, until), recorded_at=LONG_AGO, **facts
    )


def line(of: Account, plan: Tariff, *, since: datetime = LONG_AGO, until: datetime | None = None) -> Holding:
    """A subscription of an account that holds a plan."""
    ref = f"{of.number}-{next(_refs)}"
    agreement = Agreement.objects.create(
        account=of, number=f"U/{ref}", signed_on=since.date(), valid=DateRange(since.date(), None)
    )
    subscription = Subscription.objects.create(
        account=of, agreement=agreement, kind="line", ref=ref, valid=DateRange(since.date(), None)
    )
    return hold(subscription, plan, since=since, until=until)


def hold(
    subscription: Subscription, plan: Tariff, *, since: datetime, until: datetime | None = None, slot: str = ""
) -> Holding:
    return Holding.objects.create(
        account=subscription.account,
        subscription=subscription,
        tariff=plan,
        slot=slot or plan.kind.lower(),
        valid=DateTimeTZRange(since, until),
    )


def bill_month(month: date) -> int:
    """Issue the bills of a month on their day; return how many."""
    cycle = profile.current().billing.cycles[0]
    period = actions.open_period(cycle, month=month)
    day = profile.midnight(period.bill_on)
    return actions.issue_bills(period, at=day)


def bill(of: Account, month: date = date(2026, 11, 1)) -> Invoice:
    """Issue a month's bills and return the one of an account."""
    bill_month(month)
    return Invoice.objects.get(account=of, period__days__startswith=month)


def receipt(of: Account, amount: str, *, at: datetime = NOON, source: str = "bank", **more: Any) -> Receipt:
    """Money that has come and is not booked yet."""
    return Receipt.objects.create(
        account=of,
        source=source,
        external_id=more.pop("external_id", f"line-{next(_refs)}"),
        book=more.pop("book", "bank:main"),
        amount=Decimal(amount),
        paid_on=at.date(),
        received_at=at,
        **more,
    )
