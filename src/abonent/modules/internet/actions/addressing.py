"""Which addresses a line gets, and which of the customer's devices may connect with it."""

import ipaddress
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from abonent import profile
from abonent.journal.actions import record
from abonent.modules.internet.actions.dropping import drop_line
from abonent.modules.internet.bulk.making import with_prefix_in
from abonent.modules.internet.models import Line
from abonent.modules.internet.queries.macs import plain_mac
from abonent.people.actions import lock_account
from abonent.people.bulk import one_at_a_time

POOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
WIDEST, NARROWEST = 32, 64
"""Lengths of a prefix that is delegated to a customer (RFC 6177; RFC 7934 asks for 64 at least)."""
MOST_MACS = 20


@dataclass(frozen=True, slots=True)
class LineSettings:
    """What the office sets of a line; an empty word is nothing fixed. In a wish addresses and MACs may be in any notation."""

    address4: str = ""
    prefix6: str = ""
    pool: str = ""
    macs: tuple[str, ...] = ()
    mac_bound: bool = False


@dataclass
class BadSetting(Exception):
    """A setting cannot be so: `field` names it, `said` tells why in the active language."""

    field: str
    said: str


@dataclass
class TakenSetting(BadSetting):
    """An address or prefix that another line has."""

    line: Line


@dataclass
class ChangedMeanwhile(Exception):
    """Somebody has changed the line since the page was shown; `now` is how it is."""

    now: LineSettings


class NothingNew(Exception):
    """The line is like that already."""


def settings_of(line: Line) -> LineSettings:
    """Return how a line is set."""
    return LineSettings(line.address4 or "", line.prefix6, line.pool, tuple(line.macs), line.mac_bound)


@transaction.atomic
def change_line(  # noqa: PLR0913 - which line, what, what was seen, how, when, by whom
    line: Line,
    *,
    wanted: LineSettings,
    shown: LineSettings,
    at: datetime,
    by: int | None,
    via: str = "desk",
    drop: bool = False,
) -> Line:
    """Set the addresses and MACs of a line. They count from its next session on; with `drop` that is at once.

    What a line had whose subscription has ended is free. Raises BadSetting, ChangedMeanwhile, NothingNew.
    """
    wanted = plain_settings(wanted)
    if wanted.address4 or wanted.prefix6:
        one_at_a_time("addresses of lines")  # of two who want the same at once, one is second
    for account in sorted({line.account_id, *(taker.account_id for taker in _takers(line, wanted))}):
        lock_account(account)
    found = Line.objects.get(pk=line.pk)
    if (now := settings_of(found)) == wanted:
        raise NothingNew
    if now != shown:
        raise ChangedMeanwhile(now)
    for taker in _takers(found, wanted):
        _let_go(taker, wanted, at=at, by=by, via=via)
    _set(found, wanted, at=at, by=by, via=via, drop=drop)
    if drop:
        drop_line(found, at=at, by=by, via=via)
    return found


def _set(line: Line, wanted: LineSettings, *, at: datetime, by: int | None, via: str, drop: bool) -> None:
    old, new = asdict(settings_of(line)), asdict(wanted)
    what = [name for name in new if old[name] != new[name]]
    line.address4, line.prefix6, line.pool = wanted.address4 or None, wanted.prefix6, wanted.pool
    line.macs, line.mac_bound = list(wanted.macs), wanted.mac_bound
    line.save(update_fields=what)
    data = {"what": what, "drop": drop}
    record("line.changed", at=at, by=by, account=line.account_id, subject=f"line:{line.pk}", via=via, data=data)


def _takers(line: Line, wanted: LineSettings) -> list[Line]:
    """Return the other lines that have what is wanted."""
    others = Line.objects.select_related("subscription").exclude(pk=line.pk)
    found = list(others.filter(address4=wanted.address4)) if wanted.address4 else []
    if wanted.prefix6 and (taken := with_prefix_in(wanted.prefix6, but=line.pk)):
        found += others.filter(pk=taken).exclude(pk__in=[taker.pk for taker in found])
    return found


def _let_go(taker: Line, wanted: LineSettings, *, at: datetime, by: int | None, via: str) -> None:
    """Take its addresses from a line that has ended. Raises TakenSetting when it has not."""
    over = taker.subscription.valid.upper
    if over is None or over > profile.today(at):
        field = "address4" if wanted.address4 and taker.address4 == wanted.address4 else "prefix6"
        raise TakenSetting(field, _("Another line has it: %(login)s.") % {"login": taker.login}, taker)
    _set(taker, replace(settings_of(taker), address4="", prefix6=""), at=at, by=by, via=via, drop=False)


def plain_settings(wanted: LineSettings) -> LineSettings:
    """Return settings in the one way to write them. Raises BadSetting for the first that is none."""
    address4, prefix6, pool = wanted.address4.strip(), wanted.prefix6.strip(), wanted.pool.strip()
    macs = tuple(dict.fromkeys(_mac(mac) for mac in wanted.macs if mac.strip()))
    if len(macs) > MOST_MACS:
        raise BadSetting("macs", _("At most %(count)s devices can be registered.") % {"count": MOST_MACS})
    if wanted.mac_bound and not macs:
        raise BadSetting("mac_bound", _("Register a device first: otherwise nothing could connect."))
    return LineSettings(
        address4=_address4(address4) if address4 else "",
        prefix6=_prefix6(prefix6) if prefix6 else "",
        pool=_pool(pool) if pool else "",
        macs=macs,
        mac_bound=wanted.mac_bound,
    )


def _address4(said: str) -> str:
    try:
        address = ipaddress.IPv4Address(said)
    except ValueError:
        raise BadSetting("address4", _("Write an IPv4 address, as 203.0.113.17.")) from None
    if (
        address.is_loopback
        or address.is_multicast
        or address.is_unspecified
        or address.is_link_local
        or address.is_reserved
    ):
        raise BadSetting("address4", _("No line can have this address."))
    return str(address)


def _prefix6(said: str) -> str:
    try:
        prefix = ipaddress.IPv6Network(said)
    except ValueError:
        raise BadSetting("prefix6", _("Write an IPv6 prefix, as 2001:db8:17::/56.")) from None
    if "%" in said or not WIDEST <= prefix.prefixlen <= NARROWEST or prefix.is_multicast or prefix.is_link_local:
        raise BadSetting("prefix6", _("A line gets a prefix of length 32 to 64."))
    return str(prefix)


def _pool(said: str) -> str:
    if not POOL.fullmatch(said):
        raise BadSetting("pool", _("The name of a pool has letters, digits, dots, dashes, and no spaces."))
    return said


def _mac(said: str) -> str:
    plain = plain_mac(said)
    if plain is None:
        text = _("“%(typed)s” is no MAC address of a device. They look like aa:bb:cc:dd:ee:ff.")
        raise BadSetting("macs", text % {"typed": said.strip()[:40]})
    return plain
