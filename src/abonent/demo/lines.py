"""The lines of the demonstration: set up on the day their account comes, with passwords that routers are said to know."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from ipaddress import IPv4Network
from random import Random
from typing import Any

from django.db import transaction

from abonent import profile
from abonent.contracts.models import Holding
from abonent.demo.script import script
from abonent.modules.internet import actions
from abonent.modules.internet.actions import settings_of
from abonent.modules.internet.models import Line
from abonent.people.models import Account

MODULE = "internet"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD = "xxxx-xxxx-xxxx"  # noqa: S105 - what a password looks like, not one
FIXED = "IP4"
"""The extra whose holders have an address of their own."""
ADDRESSES = IPv4Network("198.18.0.0/15")
PREFIXES = "2001:db8:"
"""Addresses that nobody has (RFC 2544, RFC 3849)."""
SETS_IT_LATER = 0.03
"""So many of those without a name have not set a password yet."""
BOUND, REGISTERED = 0.05, 0.15
"""So many let only registered devices connect, and so many have one registered at all."""


@transaction.atomic
def equip(accounts: Sequence[Account] | None, *, at: datetime) -> None:
    """Set up the lines of accounts that come (of all that have none: None); most have a password, some an address."""
    if MODULE not in profile.current().modules:
        return
    actions.make_lines(None if accounts is None else [account.pk for account in accounts], at=at)
    named = {account["number"] for account in script().accounts}
    made = list(Line.objects.select_related("account").filter(secret="", made_at=at).order_by("pk"))
    known = [line for line in made if line.account.number in named or _drawn(line, "late") > SETS_IT_LATER]
    actions.bring_passwords({line.pk: line_password_of(line.login) for line in known}, at=at)
    _give_addresses(made, at=at)
    _register_routers(made, at=at)


def line_password_of(login: str) -> str:
    """Return the password of a line of the demonstration: the same at every start."""
    lot = _lot(login, "password")
    return "".join(lot.choice(LETTERS) if sign == "x" else sign for sign in PASSWORD)


def mac_of(login: str) -> str:
    """Return the address of the router at the end of a line, as the database keeps it."""
    return f"02{_lot(login, 'mac').getrandbits(40):010x}"


def _give_addresses(made: Sequence[Line], *, at: datetime) -> None:
    """Give an address and a prefix of their own to those who pay for one."""
    paying = set(
        Holding.objects.filter(subscription__in=[line.subscription_id for line in made], tariff__code=FIXED)
        .values_list("subscription_id", flat=True)
    )  # fmt: skip
    given = Line.objects.exclude(address4=None).count()
    for place, line in enumerate((line for line in made if line.subscription_id in paying), start=given + 1):
        _set(line, address4=str(ADDRESSES[place]), prefix6=f"{PREFIXES}{place:x}::/56", at=at)


def _register_routers(made: Sequence[Line], *, at: datetime) -> None:
    """Register the router of some, and let some connect with nothing else."""
    for line in made:
        if (drawn := _drawn(line, "router")) < REGISTERED:
            _set(line, macs=(mac_of(line.login),), mac_bound=drawn < BOUND, at=at)


def _set(line: Line, *, at: datetime, **wanted: Any) -> None:
    found = Line.objects.get(pk=line.pk)
    shown = settings_of(found)
    actions.change_line(found, wanted=replace(shown, **wanted), shown=shown, at=at, by=None, via="job")


def _drawn(line: Line, what: str) -> float:
    return _lot(line.login, what).random()


def _lot(login: str, what: str) -> Random:
    return Random(f"{profile.current().name}:{login}:line {what}")  # noqa: S311 - the same at every start, not a secret
