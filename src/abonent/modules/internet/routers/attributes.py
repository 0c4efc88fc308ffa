"""What a router is told in a change: by which words it knows a session, and what the profile says of the level wanted."""

import re
from collections.abc import Mapping

from abonent.modules.internet.models import Line, Session
from abonent.profile.internet import Internet, Vendor

NAMED = re.compile(r"\{([^}]*)\}")

type Said = list[tuple[str, str]]


def session_of(session: Session) -> Said:
    """Return what a session is known by (RFC 5176, section 3): its number at that router, and the login."""
    return [("User-Name", session.line.login), ("Acct-Session-Id", session.number)]


def changes(vendor: Vendor, level: str, filled: Mapping[str, str]) -> Said:
    """Return what a session under way is given for a level; nothing where it cannot be changed.

    Where one of the attributes has nothing to say for this line it is left out, as from the answer at the door.
    """
    said = [line.partition(" = ") for line in getattr(vendor, level.lower())]
    written = [(name, _filled(value, filled)) for name, _, value in said if name in vendor.changes]
    return [(name, value) for name, value in written if value]


def filled(line: Line, *, down_kbits: int, up_kbits: int, internet: Internet) -> dict[str, str]:
    """Return what stands for the names in braces."""
    fixed = line.address4 or ""
    return {
        "down_kbits": str(down_kbits),
        "up_kbits": str(up_kbits),
        "address4": fixed,
        "prefix6": line.prefix6,
        "pool": "" if fixed else line.pool or internet.pool,
        "interim": str(internet.interim_seconds),
    }


def _filled(value: str, names: Mapping[str, str]) -> str:
    """Return a value with its names filled in; empty when one of them has nothing."""
    if any(not names.get(name) for name in NAMED.findall(value)):
        return ""
    return NAMED.sub(lambda found: names[found[1]], value)
