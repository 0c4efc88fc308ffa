"""How much lines of the demonstration carry: quiet nights, long evenings, other Sundays than Mondays; the same at every start.

Each half hour somebody is away, reads or watches something; now and then something large is fetched, and some work at home
by day. Within it each five minutes differ a little.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from random import Random

from abonent import profile

SLOT, SLOTS = 300, 6
"""Seconds for which a speed lasts, and so many of them are a half hour."""
AT_HOME = (
    (12, 5, 3, 2, 2, 5, 22, 38, 30, 22, 20, 22, 26, 28, 32, 42, 52, 62, 72, 82, 90, 92, 72, 36),
    (24, 12, 5, 3, 2, 3, 6, 16, 32, 46, 54, 56, 56, 58, 60, 60, 62, 66, 74, 82, 88, 90, 78, 50),
)
"""In how many half hours of a hundred somebody uses it, by the hour where the operator is: working days, weekends."""
WATCHES, WORKS_AT_HOME, TALKS, LARGE_ONES, SENT = 0.65, 0.25, 0.6, 0.07, 0.35
SATURDAY, OFFICE = 5, range(9, 16)
FETCHES_AT, SENDS_AT = 32_000, 8_000
"""Where something large comes from and goes to nobody is faster, in kbit/s."""
FULL, KBIT = 0.92, 125
"""So much of its speed a line carries at most; octets a second in a kbit/s."""
SMALL, LARGE = 190, 1240
"""Octets in a packet of somebody who receives, and of what is received."""
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Speeds:
    """What a line may do, in kbit/s, and how much of what somebody would use is used."""

    down: int
    up: int
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Counters:
    """What a router has counted since a connection began: octets and packets to the customer (down) and from there (up)."""

    down: int = 0
    up: int = 0
    down_packets: int = 0
    up_packets: int = 0


@dataclass(frozen=True, slots=True)
class _Half:
    """Means of half an hour in kbit/s, and in which of its five minutes something large is sent or fetched besides."""

    down: float
    up: float
    large: range | None = None
    sends: bool = False


def more(counted: Counters, login: str, speeds: Speeds, *, since: datetime, until: datetime) -> Counters:
    """Return what a router has counted at a later instant."""
    low, high = since.timestamp(), until.timestamp()
    down = up = 0.0
    for slot in range(int(low // SLOT), int(high // SLOT) + 1):
        seconds = min(high, (slot + 1) * SLOT) - max(low, slot * SLOT)
        if seconds > 0:
            faster, slower = _speed(login, speeds, slot)
            down, up = down + faster * seconds, up + slower * seconds
    return Counters(
        counted.down + int(down),
        counted.up + int(up),
        counted.down_packets + int(down / LARGE + up / LARGE / 3),
        counted.up_packets + int(up / LARGE + down / LARGE / 3 + up / SMALL / 9),
    )


def _speed(login: str, speeds: Speeds, slot: int) -> tuple[float, float]:
    """Return octets a second, down and up, in five minutes."""
    half, drawn = _half_hour(login, slot // SLOTS), _lot(login, f"slot {slot}").uniform(0.55, 1.4)
    down, up = half.down * drawn, half.up * drawn
    if half.large and slot % SLOTS in half.large:
        if half.sends:
            up = min(speeds.up * 0.7, SENDS_AT) * drawn
        else:
            down, up = min(speeds.down * 0.65, FETCHES_AT) * drawn, up + 250
    octets = KBIT * speeds.share
    return min(down, speeds.down * FULL) * octets, min(up, speeds.up * FULL) * octets


@lru_cache(maxsize=REMEMBERED)
def _half_hour(login: str, number: int) -> _Half:
    here = datetime.fromtimestamp(number * SLOT * SLOTS, tz=profile.current().zone)
    lot, person = _lot(login, f"half {number}"), _lot(login, "person")
    much, late, at_work = person.uniform(0.35, 1), person.randint(-1, 2), person.random() < WORKS_AT_HOME
    weekend = here.weekday() >= SATURDAY
    there = AT_HOME[weekend][(here.hour - late) % 24] * (0.6 + 0.4 * much)
    drawn, begins = lot.uniform(0, 100), lot.randrange(SLOTS)
    if at_work and not weekend and here.hour in OFFICE and lot.random() < TALKS:
        return _Half(lot.uniform(1_500, 3_500), lot.uniform(900, 2_600))
    if drawn > there:
        return _Half(lot.uniform(8, 90), lot.uniform(4, 30))
    large = range(begins, begins + lot.randint(1, 3)) if lot.random() < LARGE_ONES else None
    sends = lot.random() < SENT
    if drawn < there * WATCHES:
        down = lot.uniform(3_000, 9_000) * (1 + much * lot.random() * 1.5)
        return _Half(down, down * 0.05 + lot.uniform(80, 450), large, sends)
    return _Half(lot.uniform(300, 2_200), lot.uniform(100, 900), large, sends)


def _lot(login: str, what: str) -> Random:
    return Random(f"{login} {what}")  # noqa: S311 - the same at every start, not a secret
