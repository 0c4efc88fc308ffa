"""A process that does one thing and is killed at a named point, as a power cut would: `python -m tests.dying POINT THING [WORD…]`.

POINT is "before:" or "after:" and the dotted name of a function as its caller knows it ("after:abonent.billing.actions.till.take_number");
with a number between them ("after:3:…") the process lives until it comes there for that time. "never" goes through.
"database-before:" and "database-after:" kill the process of PostgreSQL that it talks to instead, with which the whole server
goes down and recovers: only for a server that no other test uses.
THING is the dotted name of a function of the tests, called with the words once Django is set up. Tests say it by `run`.
"""

import importlib
import os
import signal
import subprocess
import sys
from typing import Any

import django
from django.db import connection

from tests.database import House

NEVER = "never"


def start(house: House, point: str, thing: str, *words: object) -> subprocess.Popen[bytes]:
    """Let a process of its own do a thing in the house's database; return it while it lives."""
    environment = {**os.environ, "DATABASE_URL": house.url, "DJANGO_SETTINGS_MODULE": "abonent.settings"}
    return subprocess.Popen([sys.executable, "-m", "tests.dying", point, thing, *map(str, words)], env=environment)


def run(house: House, point: str, thing: str, *words: object) -> int:
    """Let a process of its own do a thing in the house's database; return how it ended (0, or −9: killed)."""
    process = start(house, point, thing, *words)
    try:
        return process.wait(timeout=60)
    finally:
        process.kill()


def kill_at(point: str) -> None:
    """Let this process die when it comes to the point."""
    when, *times, name = point.split(":")
    left = int(times[0]) if times else 1
    owner, function_name = _place(name)
    function = getattr(owner, function_name)

    def last(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if when.endswith("before") and not left:
            os.kill(victim(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if when.endswith("after") and not left:
            os.kill(victim(), signal.SIGKILL)
        return result

    victim = {"before": os.getpid, "after": os.getpid, "database-before": _session, "database-after": _session}[when]
    setattr(owner, function_name, last)


def _session() -> int:
    """Return the process of PostgreSQL that serves this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _place(name: str) -> tuple[Any, str]:
    """Return the module and the name in it; of a method its class."""
    owner, _, last = name.rpartition(".")
    try:
        return importlib.import_module(owner), last
    except ModuleNotFoundError:
        module, _, class_name = owner.rpartition(".")
        return getattr(importlib.import_module(module), class_name), last


def main(point: str, thing: str, *words: str) -> None:
    django.setup()
    if point != NEVER:
        kill_at(point)
    owner, name = _place(thing)
    getattr(owner, name)(*words)


if __name__ == "__main__":
    main(*sys.argv[1:])
