"""Sealing what is too long for the memory: a file in pieces, each sealed by itself with a key of its own for the file.

A line with that key, sealed by the vault for what the file is bound to; then pieces of 64 KiB in AES-256-GCM. The nonce of a
piece is its place and whether it is the last (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár 2015), so pieces that were
altered, moved, left out, or cut off at the end do not open.
"""

import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from abonent.vault.sealing import TAG_BYTES, AlteredSecret, open_sealed, seal

PIECE = 64 * 1024
KEY_BYTES = 32
PLACE_BYTES = 11
LONGEST_LINE = 300


class Sealer:
    """A file to write into: what comes is sealed piece by piece. `close` seals the last one, and does not close the file."""

    def __init__(self, file: BinaryIO, *, bound_to: str) -> None:
        key = secrets.token_bytes(KEY_BYTES)
        file.write(f"{seal(key, bound_to=bound_to)}\n".encode())
        self._cipher = AESGCM(key)
        self._file = file
        self._waiting = bytearray()
        self._place = 0

    def write(self, some: bytes | bytearray | memoryview) -> int:
        self._waiting += some
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(some)

    def flush(self) -> None:
        """Nothing can be flushed: a piece is sealed when it is whole."""

    def close(self) -> None:
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._place, last=last), piece, None))
        self._place += 1


def opened(file: BinaryIO, *, bound_to: str) -> Iterator[bytes]:
    """Yield what was sealed, piece by piece. Raises AlteredSecret at the first piece that is not as it was, or misses."""
    key = open_sealed(file.readline(LONGEST_LINE).decode(errors="replace").rstrip("\n"), bound_to=bound_to)
    cipher, place = AESGCM(key), 0
    piece = file.read(PIECE + TAG_BYTES)
    while True:
        following = file.read(PIECE + TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(place, last=not following), piece, None)
        except InvalidTag:
            raise AlteredSecret("A piece of the file was altered, moved or cut off.") from None
        if not following:
            return
        piece, place = following, place + 1


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(PLACE_BYTES) + bytes([last])
