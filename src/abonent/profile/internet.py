"""Lines of an internet provider: what routers are told, how long what they tell is kept, how PPPoE passwords look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from abonent.profile.kinds import Filled, Positive, Words, between, matching

Attribute = Annotated[str, matching(r"[A-Za-z][A-Za-z0-9-]{1,62}", "the name of a RADIUS attribute, as Filter-Id")]
Answered = Annotated[
    str,
    matching(
        r"[A-Za-z][A-Za-z0-9-]{1,62} = \S.{0,199}",
        "an attribute and its value, as Mikrotik-Rate-Limit = {up_kbits}k/{down_kbits}k",
    ),
]
PasswordLength = Annotated[int, between(8, 64)]


@dataclass(frozen=True, slots=True)
class Vendor:
    """What the devices of one kind are told: with every answer, and for each level of service.

    Values may name, in braces, down_kbits, up_kbits, address4, prefix6, pool, interim: one that has nothing to put there is
    left out. `changes` are the attributes that a session under way can be given (CoA, RFC 5176); where there are none
    it is ended, and what begins anew gets what is right.
    """

    name: Filled
    always: tuple[Answered, ...]
    free: tuple[Answered, ...]
    limited: tuple[Answered, ...]
    suspended: tuple[Answered, ...]
    changes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class LinePassword:
    """How long a PPPoE password is: whoever types it into a router chooses between these, ours have the longest proposed."""

    least: PasswordLength
    most: PasswordLength
    proposed: PasswordLength


@dataclass(frozen=True, slots=True)
class Traffic:
    """How long it is kept what lines carried, in days.

    `fine_days`: so many before today as routers told it, every few minutes. `half_days`: as means of half an hour.
    `keep_days`: as means of an hour, and what was carried each day.
    """

    fine_days: Annotated[int, between(1, 400)]
    half_days: Positive
    keep_days: Positive


@dataclass(frozen=True, slots=True)
class Internet:
    """How lines are run.

    `sessions`: so many connections of one line at a time. `interim_seconds`: so often routers tell how much was carried.
    `silent_minutes`: a session that nothing was heard of for so long is over. `pool`: where addresses come from unless a line
    has its own. `answers_days`, `sessions_days`: how long both are kept. `router`: what whoever changes the password
    is told about their own router.
    """

    sessions: Positive
    interim_seconds: Positive
    silent_minutes: Positive
    pool: Filled
    answers_days: Positive
    sessions_days: Positive
    password: LinePassword
    traffic: Traffic
    router: Words
    vendors: Mapping[str, Vendor]
