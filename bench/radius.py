"""How many sign-ins a second FreeRADIUS answers on our configuration and tables, and how many packets of accounting it writes down.

Everybody has a line with a password, sealed as any is. A crowd of routers asks for one line after the other by PAP, CHAP and
MS-CHAPv2, then with a wrong password, then tells of sessions that begin and go on. The packets are made before they count.
Counted are all packets by the clock, and the processor time of FreeRADIUS and of all of PostgreSQL, the crowd's own
left out. PostgreSQL does not wait for the disk, as in all measurements here.
"""

import sys
import time
from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import dataclass

from abonent.management import freeradius
from abonent.management.places import Place
from abonent.management.processes import Household, Program, tail
from bench.measuring import lines, servers
from bench.measuring.processes import cpu_seconds
from bench.measuring.signing_in import ADDRESS, Make, account, packets, send, sign_in
from bench.measuring.subscribers import subscribers, superuser, tidy

ACCEPT, REJECT, WRITTEN = 2, 3, 5
READY = b"Ready to process requests"
PATIENCE = 20.0
WARMING = 300


@dataclass(frozen=True, slots=True)
class Kind:
    """What is sent, and what has to come back."""

    name: str
    make: Make
    answer: int = ACCEPT


def kinds() -> tuple[Kind, ...]:
    """Return what is sent, one after the other."""
    carried = {"Acct_Session_Time": 300, "Acct_Input_Octets": 7, "Acct_Output_Octets": 9}
    return (
        Kind("sign-in, PAP", sign_in("pap")),
        Kind("sign-in, CHAP", sign_in("chap")),
        Kind("sign-in, MS-CHAPv2", sign_in("mschap")),
        Kind("wrong password, CHAP", sign_in("chap", wrong=True), REJECT),
        Kind("session begins", account("Start", Framed_IP_Address="10.1.2.3"), WRITTEN),
        Kind("session goes on", account("Interim-Update", **carried), WRITTEN),
    )


def main() -> None:
    wanted = _wanted()
    with (
        subscribers(f"radius-{wanted.accounts}", wanted.accounts) as place,
        Household(place.folder / "log") as household,
        closing(superuser(place)) as owner,
    ):
        logins = lines.make_lines()
        lines.set_passwords(logins)
        lines.make_devices([3799])
        tidy(owner)
        port = freeradius.free_ports(20_000)
        server = _start(household, place, port)
        send(packets(sign_in("pap"), list(logins.values()), WARMING), port=port, at_a_time=wanted.at_a_time)
        kept = [_measured(kind, list(logins.values()), place, server, port, wanted) for kind in kinds()]
    sys.exit(0 if all(kept) else 1)


def _wanted() -> Namespace:
    parser = ArgumentParser(prog="./run bench radius", description=__doc__)
    parser.add_argument("--accounts", type=int, default=30_000, metavar="N", help="lines that there are (30000)")
    parser.add_argument("--packets", type=int, default=20_000, metavar="N", help="of each kind (20000)")
    parser.add_argument("--at-a-time", type=int, default=64, metavar="N", help="packets under way (64)")
    parser.add_argument("--quick", action="store_true", help="a look: 300 lines, 1000 packets")
    wanted = parser.parse_args()
    if wanted.quick:
        wanted.accounts, wanted.packets = 300, 1_000
    return wanted


def _start(household: Household, place: Place, port: int) -> Program:
    assert place.database  # noqa: S101
    told = freeradius.Radius(place.database.radius_url, place.secret("keys"), ADDRESS, port, reject_delay=0)
    household.start("radius", freeradius.command(), told.environment())
    server, until = household.programs[-1], time.monotonic() + PATIENCE
    while READY not in server.log.read_bytes():
        if server.process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"FreeRADIUS did not start:\n{tail(server.log)}")
        time.sleep(0.05)
    return server


def _measured(kind: Kind, logins: list[str], place: Place, server: Program, port: int, wanted: Namespace) -> bool:
    """Send all of one kind and print what it took; say whether every answer was the right one."""
    assert place.database  # noqa: S101
    made = packets(kind.make, logins, wanted.packets)
    trees = (server.process.pid, servers.postmaster(place.database))
    before = [cpu_seconds(tree) for tree in trees]
    found = send(made, port=port + (kind.answer == WRITTEN), at_a_time=wanted.at_a_time)
    radius, postgres = (cpu_seconds(tree) - spent for tree, spent in zip(trees, before, strict=True))
    right = found.codes[kind.answer]
    print(
        f"{kind.name:22} {right / found.seconds:6.0f}/s by the clock, {right / (radius + postgres):6.0f} in a second of one core "
        f"(FreeRADIUS {1000 * radius / right:.2f} ms, PostgreSQL {1000 * postgres / right:.2f} ms each); "
        f"{len(made) - right} wrong or lost",
        flush=True,
    )
    return right == len(made)


if __name__ == "__main__":
    main()
