"""How many updates of accounting a second the real FreeRADIUS writes down for us, beside one that writes to plain radacct.

Both run at once in front of the same PostgreSQL and are measured in turns: ours on deploy/freeradius, which calls
radius_accounted and keeps sessions, samples of traffic and volumes of days; the other on Debian's own queries and tables, which
keep the session. Everybody has a line and a session that has begun; the same packets go to both, each telling more than the one
before it. They are made before they count. PostgreSQL does not wait for the disk, as in all measurements here.
"""

import sys
import time
from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

import psycopg

from abonent.management import freeradius
from abonent.management.places import Place
from abonent.management.processes import Household, Program, tail
from bench.measuring import lines, plain_radius, servers
from bench.measuring.processes import cpu_seconds
from bench.measuring.signing_in import ADDRESS, account, packets, send
from bench.measuring.subscribers import subscribers, superuser, tidy

WRITTEN = 5
READY = b"Ready to process requests"
PATIENCE = 20.0
LIMIT = 0.8
AGE, MORE = 3600, 40_000_000
"""Seconds that each session is old, and octets that each packet tells more."""

WHERE = {"NAS_IP_Address": ADDRESS, "Framed_IP_Address": "10.1.2.3", "Class": b"FREE 100000/15000"}


@dataclass
class Measured:
    """One of the two, and what its turns have taken."""

    name: str
    program: Program
    port: int
    written: int = 0
    lost: int = 0
    clock: float = 0.0
    radius: float = 0.0
    postgres: float = 0.0
    turns: list[float] = field(default_factory=list)

    @property
    def by_core(self) -> float:
        """Updates in a second of one core."""
        return self.written / (self.radius + self.postgres)

    @property
    def by_clock(self) -> float:
        """Updates a second."""
        return self.written / self.clock


def main() -> None:
    wanted = _wanted()
    with (
        subscribers(f"accounting-{wanted.accounts}", wanted.accounts) as place,
        Household(place.folder / "log") as household,
        closing(superuser(place)) as owner,
    ):
        logins = list(_lines().values())
        assert place.database  # noqa: S101
        plain_radius.make_tables(place.database)
        ours, plain = both = _start(household, place)
        began = packets(account("Start", Acct_Session_Time=AGE, **WHERE), logins, len(logins))
        for one in both:
            send(began, port=one.port, at_a_time=wanted.at_a_time)
        tidy(owner)
        postmaster = servers.postmaster(place.database)
        for turn in range(wanted.turns):
            made = _goes_on(logins, turn * wanted.packets, wanted.packets)
            for one in both if turn % 2 else both[::-1]:
                _measure(one, made, postmaster, wanted.at_a_time)
        right = _is_right(owner, place, ours, plain, len(logins))
    sys.exit(0 if _report(ours, plain) and right else 1)


def _wanted() -> Namespace:
    parser = ArgumentParser(prog="./run bench accounting", description=__doc__)
    parser.add_argument("--accounts", type=int, default=30_000, metavar="N", help="lines that are connected (30000)")
    parser.add_argument("--packets", type=int, default=15_000, metavar="N", help="in each turn (15000)")
    parser.add_argument("--turns", type=int, default=8, metavar="N", help="turns of each of the two (8)")
    parser.add_argument("--at-a-time", type=int, default=64, metavar="N", help="packets under way (64)")
    parser.add_argument("--quick", action="store_true", help="a look: 500 lines, 4 turns of 1500 packets")
    wanted = parser.parse_args()
    if wanted.quick:
        wanted.accounts, wanted.packets, wanted.turns = 500, 1_500, 4
    return wanted


def _lines() -> dict[int, str]:
    from abonent.modules.internet.actions.thinning import make_parts  # noqa: PLC0415 - needs Django

    logins = lines.make_lines()
    lines.make_devices([3799])
    make_parts(datetime.now(UTC))
    return logins


def _start(household: Household, place: Place) -> tuple[Measured, Measured]:
    assert place.database  # noqa: S101
    port = freeradius.free_ports(20_000)
    told = freeradius.Radius(place.database.radius_url, place.secret("keys"), ADDRESS, port)
    beside = freeradius.free_ports(port + 2)
    household.start("radius", freeradius.command(), told.environment())
    household.start("radacct", plain_radius.command(), plain_radius.environment(place.database, beside))
    ours, plain = household.programs
    for program in (ours, plain):
        _wait(program)
    return Measured("ours", ours, port + 1), Measured("plain radacct", plain, beside)


def _wait(program: Program) -> None:
    until = time.monotonic() + PATIENCE
    while READY not in program.log.read_bytes():
        if program.process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"FreeRADIUS did not start:\n{tail(program.log)}")
        time.sleep(0.05)


def _goes_on(logins: list[str], first: int, count: int) -> list[bytes]:
    """Make the packets of one turn: about one line after the other, on from where the last turn ended."""

    def make(login: str, place: int) -> bytes:
        rounds = (first + place) // len(logins) + 1
        gigawords, octets = divmod(rounds * MORE, 2**32)
        carried = {
            "Acct_Output_Octets": octets,
            "Acct_Output_Gigawords": gigawords,
            "Acct_Output_Packets": rounds * 33_000,
        }
        up = {"Acct_Input_Octets": rounds * 90_000, "Acct_Input_Packets": rounds * 11_000}
        return account("Interim-Update", Acct_Session_Time=AGE, **WHERE, **carried, **up)(login, place)

    begin = first % len(logins)
    return packets(make, logins[begin:] + logins[:begin], count)


def _measure(one: Measured, made: list[bytes], postmaster: int, at_a_time: int) -> None:
    trees = (one.program.process.pid, postmaster)
    before = [cpu_seconds(tree) for tree in trees]
    found = send(made, port=one.port, at_a_time=at_a_time)
    radius, postgres = (cpu_seconds(tree) - spent for tree, spent in zip(trees, before, strict=True))
    one.written += found.codes[WRITTEN]
    one.lost += len(made) - found.codes[WRITTEN]
    one.clock, one.radius, one.postgres = one.clock + found.seconds, one.radius + radius, one.postgres + postgres
    one.turns.append(found.codes[WRITTEN] / (radius + postgres))


def _is_right(owner: psycopg.Connection, place: Place, ours: Measured, plain: Measured, sessions: int) -> bool:
    """Say whether both know the same sessions with the same octets, and whether our samples are all of it."""
    assert place.database  # noqa: S101
    row = owner.execute(
        "SELECT count(*), sum(in_bytes)::bigint, (SELECT sum(in_bytes) FROM internet_sample)::bigint FROM internet_session"
    ).fetchone()
    assert row  # noqa: S101
    beside = plain_radius.counted(place.database)
    print(f"sessions {row[0]} and {beside[0]}, octets {row[1]} and {beside[1]}, in our samples {row[2]}")
    return row[0] == sessions and tuple(row[:2]) == beside and row[1] == row[2] and ours.lost == plain.lost == 0


def _report(ours: Measured, plain: Measured) -> bool:
    for one in (ours, plain):
        turns = " ".join(f"{speed:.0f}" for speed in one.turns)
        print(
            f"{one.name:14} {one.by_clock:6.0f}/s by the clock, {one.by_core:6.0f} in a second of one core "
            f"(FreeRADIUS {1000 * one.radius / one.written:.2f} ms, PostgreSQL {1000 * one.postgres / one.written:.2f} ms each); "
            f"{one.lost} lost; turns {turns}"
        )
    ratio = ours.by_core / plain.by_core
    print(f"ratio {ratio:.2f} by processor time, {ours.by_clock / plain.by_clock:.2f} by the clock (limit {LIMIT})")
    return ratio >= LIMIT


if __name__ == "__main__":
    main()
