"""`abonent demo`: a whole operator on this machine – database, bank, mail, jobs and portal – until Ctrl-C.

This process loads neither settings nor database: it makes the place, starts the programs and looks after them.
"""

import argparse
import fcntl
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn
from urllib.error import URLError
from urllib.request import urlopen

from psycopg.pq import PGconn, Ping

from abonent.embedded import cluster, server
from abonent.management import freeradius
from abonent.management.places import Place
from abonent.management.processes import Fallen, Household, command
from abonent.profile import ProfileError, load

PATIENCE = 60.0
PAUSE = 0.05
GLANCE = 0.5
"""Seconds between two looks at the programs."""


class NoDemo(Exception):
    """The demo cannot run; the message says why and what to do."""


class Stopped(BaseException):
    """Somebody asked us to end."""


def main(words: list[str]) -> int:
    """Run a demo and return the exit status."""
    wanted = _parser().parse_args(words)
    try:
        with _endable():
            _run(wanted)
    except Stopped:
        pass
    except (NoDemo, Fallen, ProfileError, server.ServerFailed, cluster.ClusterNotMade, OSError) as wrong:
        print(f"abonent demo: {wrong}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="abonent demo", description="A whole operator with invented customers on this machine, until Ctrl-C."
    )
    parser.add_argument(
        "profile", metavar="PROFILE", help="name of an operator under profiles/, or the path of a profile"
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="port of the portal (8000)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder for everything that is kept (.data/PROFILE)")
    parser.add_argument(
        "--customers", type=_count, default=120, metavar="N", help="how many customers to invent, the first time (120)"
    )
    return parser


def _count(said: str) -> int:
    """Return how many that are. Raises ArgumentTypeError."""
    if not said.isdecimal():
        raise argparse.ArgumentTypeError(f"{said!r} is no number of customers; allowed is 0 or more")
    return int(said)


@contextmanager
def _endable() -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and a closed terminal end the block in order; asking twice does not hurry it."""
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(*_: Any) -> NoReturn:
        for each in asked:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in asked:
        signal.signal(each, stop)
    yield


def _run(wanted: argparse.Namespace) -> None:
    place = _place(wanted)
    with ExitStack() as until_the_end:
        until_the_end.enter_context(_alone(place.folder))
        _must_be_free(wanted.port)
        _say("starting PostgreSQL")
        place.database = until_the_end.enter_context(server.running(place.folder / "postgres"))
        household = until_the_end.enter_context(Household(place.folder / "log"))
        _start_outside(household, place)
        if place.radius_port:  # needs the database when somebody asks, not before
            _start(household, place, "radius", "radius", "--host", "127.0.0.1", "--port", str(place.radius_port))
        _say("bringing the database up to date")
        _once(place, "migrate")
        # The portal needs no data to get ready, and nobody knows its address yet; jobs wait until the data is whole.
        _start(household, place, "portal", "serve", "--port", str(place.port), "--patience", "2")
        people = _once(place, "fill", "--customers", str(wanted.customers))
        _start(household, place, "work", "work", "--patience", "2")
        if "internet" in load(place.profile).modules:
            _start(household, place, "routers", "routers")
        _wait_until_answers(household, f"{place.url}/health/")
        print(f"Abonent is ready at {place.url}/\n{people}", end="", flush=True)
        _look_after(household, place)


def _look_after(household: Household, place: Place) -> NoReturn:
    """Tell what becomes of the programs, for as long as there is a database. Raises NoDemo."""
    while _database_answers(place):
        time.sleep(GLANCE)
        _tell(household.look())
    log = place.folder / "postgres" / "log"
    raise NoDemo(f"PostgreSQL ended; its log is {log}. Start the demo again: nothing is lost")


def _place(wanted: argparse.Namespace) -> Place:
    profile = Place.find_profile(wanted.profile)
    if profile is None:
        raise NoDemo(f'there is no profile "{wanted.profile}"; there are: {", ".join(Place.known_profiles())}')
    folder = (wanted.data or Path(".data") / profile.name).absolute()
    known = load(profile)
    return Place(
        folder,
        profile,
        known.name,
        port=wanted.port,
        bank_port=_free_port(),
        mail_port=_free_port(),
        radius_port=_radius_port(wanted.port) if "internet" in known.modules else 0,
    )


def _radius_port(portal: int) -> int:
    """Return where FreeRADIUS will listen, 0 where there is none: the demo goes on without.

    Where to begin to look depends on the portal's port: two demos that are started at once do not choose the same.
    """
    try:
        freeradius.found()
    except freeradius.NoRadius as missing:
        _say(f"without RADIUS. {missing}")
        return 0
    return freeradius.free_ports(freeradius.DEFAULT_PORT + 2 * (portal % 1000))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that two demos do not share one. Raises NoDemo."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NoDemo(f"a demo runs on {folder} already; end it or name another folder with --data") from None
        yield


def _must_be_free(port: int) -> None:
    """Raises NoDemo when somebody listens there."""
    try:
        _bound(port).close()
    except (OSError, OverflowError) as wrong:
        raise NoDemo(f"port {port} cannot be used ({wrong}); name another one with --port") from None


def _free_port() -> int:
    with _bound(0) as listening:
        return int(listening.getsockname()[1])


def _bound(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port))


def _start_outside(household: Household, place: Place) -> None:
    """Start what a real operator finds outside: the bank and the mail server."""
    secret = str(place.secret("bank"))
    bank = ["--port", str(place.bank_port), "--data", str(place.folder / "bank.sqlite3")]
    bank += ["--secret-file", secret, "--recipient", place.recipient]
    household.start("bank", command("-m", "abonent.demo.bank", *bank), place.environment)
    mail = (str(place.folder / "mail"), str(place.mail_port), str(place.returned))
    household.start("mail", command("-m", "abonent.demo.mailbox", *mail), place.environment)


def _start(household: Household, place: Place, name: str, *words: str) -> None:
    household.start(name, command("-m", "abonent.management", *words), place.environment)


def _once(place: Place, *words: str) -> str:
    """Run a command of ours to its end and return what it printed; progress goes to our stderr. Raises NoDemo."""
    environment = place.owner_environment if words == ("migrate",) else place.environment
    done = subprocess.run(
        command("-m", "abonent.management", *words), env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise NoDemo(f"abonent {words[0]} ended with status {done.returncode}:\n{done.stdout}")
    return done.stdout


def _wait_until_answers(household: Household, url: str) -> None:
    until = time.monotonic() + PATIENCE
    while not _answers(url):
        _tell(household.look())
        if time.monotonic() > until:
            raise NoDemo(f"{url} did not answer within {PATIENCE:.0f} seconds; see the logs in {household.logs}")
        time.sleep(PAUSE)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)  # noqa: PLR2004
    except (URLError, OSError):
        return False


def _database_answers(place: Place) -> bool:
    """Tell whether PostgreSQL is there, be it that it starts or mends itself just now."""
    assert place.database  # noqa: S101
    return PGconn.ping(place.database.app_url.encode()) != Ping.NO_RESPONSE


def _tell(lines: list[str]) -> None:
    for line in lines:
        _say(line)


def _say(line: str) -> None:
    print(f"· {line}", file=sys.stderr, flush=True)
