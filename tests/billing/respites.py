"""Respites in tests: promised, agreed in parts, and what became of them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Respite
from abonent.contracts.models import Restriction
from abonent.people.models import Account, User
from abonent.post.models import Message
from abonent.profile.days_off import first_loud_day
from tests import people
from tests.people import NOON

TODAY = date(2026, 11, 21)
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (9, 10, 11, 12))
A_DAY = timedelta(days=1)


def on(day: date | None) -> datetime:
    """The first working hours from a day on: at others nobody is chased."""
    assert day
    return profile.midnight(first_loud_day(day)) + timedelta(hours=10)


def limits(of: Account) -> list[tuple[str, str]]:
    return list(Restriction.objects.filter(account=of, lifted_at=None).values_list("reason", "level"))


def promise(of: Account, days: int = 7, once: str = "o" * 20, at: datetime = NOON, by: User | None = None) -> Respite:
    return actions.promise(of, day=profile.today(at) + timedelta(days=days), once=once, at=at, by=by)


def letters(of: Account, template: str) -> list[Message]:
    return list(Message.objects.filter(account_id=of.pk, template=template))


def paid(of: Account, amount: str, at: datetime) -> None:
    actions.post_receipt(people.receipt(of, amount, at=at), at=at)


def agreed(late: Account, zofia: User, **more: Any) -> list[Respite]:
    parts = [(TODAY + timedelta(days=10), Decimal("40.00")), (date(2026, 12, 31), Decimal("40.00"))]
    parts.append((date(2027, 1, 31), Decimal("40.00")))
    return actions.agree_instalments(late, **{"parts": parts, "once": "i" * 20, "at": NOON, "by": zofia, **more})


def how(late: Account) -> list[str]:
    return list(Respite.objects.filter(account=late).order_by("until").values_list("ended", flat=True))
