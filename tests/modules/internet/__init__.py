"""Lines, devices and sessions for tests, in one word each."""

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from abonent import vault
from abonent.contracts.models import Subscription
from abonent.modules.internet.bulk.radius import account as accounted
from abonent.modules.internet.models import Device, Line, Session
from abonent.people.models import Account
from tests.people import LONG_AGO, NOON

SECRET = "a secret between two devices"
"""What each device of a test shares with RADIUS."""
PASSWORD = "tiche.vody9"
MAC = "0c4270a1b2c3"

_numbers = itertools.count(1)


def device(address: str = "127.0.0.1", vendor: str = "mikrotik", **more: Any) -> Device:
    """An access device; its secret is SECRET."""
    made = Device.objects.create(
        name=more.pop("name", f"bras-{next(_numbers)}"),
        address=address,
        vendor=vendor,
        secret="",
        secret_at=LONG_AGO,
        added_at=LONG_AGO,
        **more,
    )
    made.secret = vault.seal(SECRET.encode(), bound_to=f"device:{made.pk}:secret")
    made.save(update_fields=["secret"])
    return made


def line(of: Account, *, login: str = "", password: str = PASSWORD, **more: Any) -> Line:
    """The line of an account's only subscription; no password when it is empty."""
    login = login or of.number
    made, _ = Line.objects.get_or_create(
        account=of,
        subscription=more.pop("subscription", None) or Subscription.objects.get(account=of, kind="line"),
        defaults={"login": login, "made_at": LONG_AGO},
    )
    changes = {"login": login, **more}
    if password:
        sealed = vault.seal(password.encode(), bound_to=f"line:{made.pk}:secret")
        changes |= {"secret": sealed, "secret_at": LONG_AGO}
    Line.objects.filter(pk=made.pk).update(**changes)
    made.refresh_from_db()
    return made


def session(of: Line, at: Device | None, *, since: datetime = NOON - timedelta(hours=2), **more: Any) -> Session:
    """A session of a line, open unless `ended_at` is given, heard of when it began."""
    number = more.pop("number", f"8{next(_numbers):07x}")
    return Session.objects.create(
        account=of.account,
        line=of,
        device=at,
        mark=more.pop("mark", f"{at and at.pk}-{number}"),
        number=number,
        began_at=since,
        heard_at=more.pop("heard_at", since),
        **more,
    )


def carried(by: Line, at: Device, reports: Iterable[tuple[datetime, int, int]], *, number: str = "8f") -> None:
    """Let a router tell what a line carried: how many bytes more came and left since the report before, from the first on."""
    told = list(reports)
    began, got, sent = told[0][0], 0, 0
    for place, (moment, more, back) in enumerate(told):
        got, sent = got + more, sent + back
        accounted(
            status="Interim-Update" if place else "Start", login=by.login, device=at.address, number=number, at=moment,
            seconds=int((moment - began).total_seconds()), in_octets=sent, out_octets=got, in_packets=sent // 500,
            out_packets=got // 1000,
        )  # fmt: skip
