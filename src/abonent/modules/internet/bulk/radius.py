"""What FreeRADIUS does in the database, for those who speak in its place: the functions `radius_…` and their role."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import connection

ROLE = "abonent_radius"

FUNCTIONS = ("radius_device", "radius_authorize", "radius_accepted", "radius_answered", "radius_accounted")
"""All that the role may call; it can read no table."""

_OURS = """
SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname ~ '^(radius|internet)_'
"""
_THERE = "SELECT 1 FROM pg_roles WHERE rolname = %s"
_ACCOUNTED = f"""
SELECT radius_accounted({", ".join(["%s"] * 10)}, COALESCE(extract(epoch FROM now() - %s::timestamptz), 0)::bigint,
    {", ".join(["%s"] * 7)})
"""

_ALL = """
SELECT count(radius_accounted(status, login, device, number, '', mac, address4, '', given, seconds,
    extract(epoch FROM now() - at)::bigint, in_octets & 4294967295, in_octets >> 32, out_octets & 4294967295, out_octets >> 32,
    in_packets, out_packets, cause))
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::bigint[],
    %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
    told (status, login, device, number, at, mac, address4, given, seconds, in_octets, out_octets, in_packets, out_packets, cause)
"""


@dataclass(frozen=True, slots=True)
class Packet:
    """What a router tells of a session, in the words of `account`."""

    status: str
    login: str
    device: str
    number: str
    at: datetime
    mac: str = ""
    address4: str = ""
    given: str = ""
    seconds: int = 0
    in_octets: int = 0
    out_octets: int = 0
    in_packets: int = 0
    out_packets: int = 0
    cause: str = ""


def grant() -> None:
    """Let the role of FreeRADIUS, if there is one, call its functions, and nobody else but the application. Run by the owner."""
    with connection.cursor() as cursor:
        cursor.execute(_OURS)
        cursor.execute(f"REVOKE ALL ON FUNCTION {', '.join(row[0] for row in cursor.fetchall())} FROM PUBLIC")
        cursor.execute(_THERE, [ROLE])
        if cursor.fetchone():
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {', '.join(FUNCTIONS)} TO {ROLE}")


def account(  # noqa: PLR0913 - as many as a router tells
    *,
    status: str,
    login: str,
    device: str,
    number: str,
    at: datetime | None = None,
    port: str = "",
    mac: str = "",
    address4: str = "",
    prefix6: str = "",
    given: str = "",
    seconds: int = 0,
    in_octets: int = 0,
    out_octets: int = 0,
    in_packets: int = 0,
    out_packets: int = 0,
    cause: str = "",
) -> bool:
    """Write down what a router's accounting packet says (RFC 2866), as FreeRADIUS does; tell whether its line is known.

    `device` is the address it comes from, `in_…` what the router received from the customer. `at`: when it happened, now unless
    told, to the second. `seconds`: how old the session is.
    """
    high_in, low_in = divmod(in_octets, 2**32)
    high_out, low_out = divmod(out_octets, 2**32)
    said: list[Any] = [status, login, device, number, port, mac, address4, prefix6, given, seconds, at]
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTED, [*said, low_in, high_in, low_out, high_out, in_packets, out_packets, cause])
        row = cursor.fetchone()
    return bool(row and row[0] == "written")


def account_all(packets: Iterable[Packet]) -> None:
    """Write down what many packets say, one after the other, in one statement."""
    told = list(packets)
    with connection.cursor() as cursor:
        cursor.execute(_ALL, [[getattr(packet, field.name) for packet in told] for field in fields(Packet)])


def let_in(*, login: str, device: str, mac: str = "", port: str = "", given: str = "") -> str:
    """Let somebody in, as FreeRADIUS does who knew the password and whom `radius_authorize` let pass: "accepted".

    `given` is what the line may do, `device` the address that asks. "connected": somebody else was let in meanwhile, and
    nothing is written down. "unknown": line or device are gone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT radius_accepted(%s, %s, %s, %s, %s)", [login, device, mac, port, given])
        return str(cursor.fetchall()[0][0])


def refuse(*, login: str, device: str, mac: str = "", why: str) -> None:
    """Write down that somebody was refused, and why, as FreeRADIUS does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT radius_answered(%s, %s, %s, '', %s)", [login, device, mac, why])
