"""MS-CHAPv2 as a customer's router speaks it (RFC 2759), with the MD4 of RFC 1320 that OpenSSL does not offer any more."""

import hashlib
import struct
from collections.abc import Callable
from itertools import batched

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

WORD = 0xFFFFFFFF
ROUNDS: tuple[tuple[Callable[[int, int, int], int], int, tuple[int, ...], tuple[int, ...]], ...] = (
    (lambda x, y, z: x & y | ~x & z, 0, tuple(range(16)), (3, 7, 11, 19)),
    (lambda x, y, z: x & y | x & z | y & z, 0x5A827999, tuple(4 * (i % 4) + i // 4 for i in range(16)), (3, 5, 9, 13)),
    (
        lambda x, y, z: x ^ y ^ z,
        0x6ED9EBA1,
        (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15),
        (3, 9, 11, 15),
    ),
)


def response(challenge: bytes, peer: bytes, login: str, password: str) -> bytes:
    """GenerateNTResponse of RFC 2759, 8.1."""
    short = hashlib.sha1(peer + challenge + login.encode()).digest()[:8]  # noqa: S324 - RFC 2759, 8.2
    keys = md4(password.encode("utf-16-le")).ljust(21, b"\0")
    return b"".join(_des(bytes(key), short) for key in batched(keys, 7, strict=True))


def md4(message: bytes) -> bytes:
    """The digest of RFC 1320."""
    padded = message + b"\x80" + bytes(-(len(message) + 9) % 64) + struct.pack("<Q", 8 * len(message))
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    for block in batched(padded, 64, strict=True):
        words = struct.unpack("<16I", bytes(block))
        a, b, c, d = state
        for mixed, constant, order, turns in ROUNDS:
            for step, index in enumerate(order):
                turn = turns[step % 4]
                value = (a + mixed(b, c, d) + words[index] + constant) & WORD
                a, b, c, d = d, (value << turn | value >> 32 - turn) & WORD, b, c
        state = [(old + new) & WORD for old, new in zip(state, (a, b, c, d), strict=True)]
    return struct.pack("<4I", *state)


def _des(key: bytes, plain: bytes) -> bytes:
    """DES with a key of seven bytes, each eighth bit left for parity: three times the same key is DES itself."""
    bits = int.from_bytes(key)
    spread = bytes((bits >> 49 - 7 * place & 0x7F) << 1 for place in range(8))
    encryptor = Cipher(TripleDES(spread * 3), modes.ECB()).encryptor()  # noqa: S305 - RFC 2759, 8.6
    return encryptor.update(plain)
