"""Hardware addresses of network cards (MAC, IEEE 802): people and routers write them in many ways, here there is one."""

import re

DIGITS = 12
PLAIN = re.compile(r"[0-9a-f]{12}")
BETWEEN = re.compile(r"[\s:.\-_]")
GROUP_BIT = 0x01
"""IEEE 802-2014, 8.2.2: the lowest bit of the first octet says that it is a group's, which no card has."""


def plain_mac(typed: str) -> str | None:
    """Return twelve small hexadecimal digits for aa:bb:cc:dd:ee:ff, AA-BB-CC-DD-EE-FF, aabb.ccdd.eeff and the like.

    None for what is no address of a card: too short, too long, other letters, all zeros, a group's.
    """
    plain = BETWEEN.sub("", typed).lower()
    if not PLAIN.fullmatch(plain) or plain == "0" * DIGITS or int(plain[:2], 16) & GROUP_BIT:
        return None
    return plain


def mac_written(plain: str) -> str:
    """Write such digits for people: aa:bb:cc:dd:ee:ff."""
    return ":".join(plain[start : start + 2] for start in range(0, len(plain), 2))
