"""How the bank and its shops sign what they send: HMAC-SHA256 over time and raw bytes (README.md)."""

import hmac
import re
from hashlib import sha256
from typing import Final

WINDOW: Final = 300
"""Seconds that a signed request is good for, either way."""

_SHAPE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


class Distrusted(Exception):
    """The request is not what a shop signed just now; the message is the protocol's error code."""


def signed(secret: bytes, body: bytes, *, at: int, request: str = "") -> str:
    """The Bank-Signature of a callback, or of a `request` such as "GET /api/payments/pay_1"."""
    prefix = f"{at}.{request}." if request else f"{at}."
    return f"t={at},v1={hmac.new(secret, prefix.encode() + body, sha256).hexdigest()}"


def check(secret: bytes, body: bytes, *, given: str, request: str, now: float) -> None:
    """Raises Distrusted."""
    found = _SHAPE.fullmatch(given)
    if found is None:
        raise Distrusted("bad-signature")
    at = int(found[1])
    if not hmac.compare_digest(signed(secret, body, at=at, request=request), f"t={found[1]},v1={found[2]}"):
        raise Distrusted("bad-signature")
    if abs(now - at) > WINDOW:
        raise Distrusted("too-old")
