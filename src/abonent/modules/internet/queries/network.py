"""All lines at once, for the desk: which are connected, restricted, without a password; and whose an address or a MAC is."""

import ipaddress
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from abonent.contracts.models import Restriction
from abonent.modules.internet.models import Line, Session
from abonent.modules.internet.queries.macs import plain_mac

MOST = 200
"""So many lines with one address or MAC are found: more is no question after one of them."""
PREFIXES = range(32, 65)
"""Lengths of the prefixes that customers get."""

OPEN = Exists(Session.objects.filter(line=OuterRef("pk"), ended_at=None))
RESTRICTED = Exists(
    Restriction.objects.filter(
        Q(subscription=None) | Q(subscription=OuterRef("subscription")), account=OuterRef("account"), lifted_at=None
    )
)
OVER = Q(over=True)
"""Conditions on `all_lines`."""


def all_lines(on: date) -> QuerySet[Line]:
    """Return all lines with where they are; `over` says whether a line's subscription had ended by a day."""
    ends = Q(subscription__valid__endswith__lte=on, subscription__valid__upper_inf=False)
    return Line.objects.select_related("account", "subscription__place").annotate(over=Q(ends))


def latest_sessions(lines: Iterable[int]) -> dict[int, Session]:
    """Return the latest session of each of these lines, an open one before all others; two statements however many there are."""
    wanted = list(lines)
    found = _by_line(Session.objects.filter(line__in=wanted, ended_at=None).order_by("began_at"))
    others = Line.objects.filter(pk__in=[pk for pk in wanted if pk not in found]).annotate(
        latest=Subquery(Session.objects.filter(line=OuterRef("pk")).order_by("-began_at").values("pk")[:1])
    )
    return _by_line(Session.objects.filter(pk__in=others.values("latest"))) | found


def lines_with(said: str) -> list[int]:
    """Return the lines that have what was typed: as login, registered or connected MAC, fixed or present address, prefix."""
    found: set[int] = set()
    for lines in _asked(said.strip()):
        found.update(lines[:MOST])
    return sorted(found)


def named(said: str) -> list[int]:
    """Return the line that signs in so."""
    return list(Line.objects.filter(login=said.lower()).values_list("pk", flat=True))


def with_mac(mac: str) -> Iterator["QuerySet[Line, int] | QuerySet[Session, int]"]:
    """Give the lines for which a card is registered, or with which it is connected: by the indexes line_by_mac, session_by_mac."""
    yield Line.objects.filter(macs__contains=[mac]).values_list("pk", flat=True)
    yield _open().filter(mac=mac).values_list("line", flat=True)


def with_address(said: str) -> Iterator["QuerySet[Line, int] | QuerySet[Session, int]"]:
    """Give the lines that have an address, or a prefix in which it lies, fixed or now; nothing for what is no address."""
    try:
        address = ipaddress.ip_address(said.partition("/")[0])
    except ValueError:
        return
    if address.version == 4:  # noqa: PLR2004 - the version of the protocol
        yield Line.objects.filter(address4=str(address)).values_list("pk", flat=True)
        yield _open().filter(address4=str(address)).values_list("line", flat=True)
    else:
        around = [str(ipaddress.ip_network((address, length), strict=False)) for length in PREFIXES]
        yield Line.objects.filter(prefix6__in=around).exclude(prefix6="").values_list("pk", flat=True)


def _asked(said: str) -> Iterator["list[int] | QuerySet[Line, int] | QuerySet[Session, int]"]:
    yield named(said)
    if mac := plain_mac(said):
        yield from with_mac(mac)
    yield from with_address(said)


def _open() -> QuerySet[Session]:
    return Session.objects.filter(ended_at=None)


def _by_line(sessions: QuerySet[Session]) -> dict[int, Session]:
    return {session.line_id: session for session in sessions.select_related("device")}
