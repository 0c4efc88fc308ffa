"""The keys of the vault: lines `id:base64`, the first seals, all open.

To change the key put a new line on top, seal everything anew (`reseal`), then take the old line out.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
LINE = re.compile(r"([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]+={0,2})")


class WrongKeys(ValueError):
    """The keys cannot be used. The message never contains a key."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Ciphers by the id of their key, and the id of the one that seals."""

    sealing: str
    ciphers: Mapping[str, AESGCM]

    @classmethod
    @cache
    def read(cls, text: str) -> Self:
        """Keys from lines `id:base64key`; empty lines and lines with # are skipped.

        Raises WrongKeys with the number of the line.
        """
        lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
        named = [_key(number, line) for number, line in lines if line and not line.startswith("#")]
        ciphers = {name: AESGCM(key) for name, key in named}
        if not ciphers or len(ciphers) < len(named):
            raise WrongKeys("ABONENT_KEYS needs at least one line id:base64 and each id once.")
        return cls(named[0][0], ciphers)


def _key(number: int, line: str) -> tuple[str, bytes]:
    found = LINE.fullmatch(line)
    try:
        key = base64.b64decode(found[2], validate=True) if found else b""
    except binascii.Error:
        key = b""
    if not found or len(key) != KEY_BYTES:
        raise WrongKeys(f"ABONENT_KEYS, line {number}: needs the form id:base64 with a key of {KEY_BYTES} bytes.")
    return found[1], key
