"""Sealing and opening: `v1:<key id>:<base64 of nonce, ciphertext and tag>`.

AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D, 8.2.2: at most 2^32 seals with one key). What a secret is
bound to goes in as associated data, so that a sealed text moved to another row does not open.
"""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from django.conf import settings

from abonent.vault.keys import Keys

VERSION = "v1"
NONCE_BYTES = 12
TAG_BYTES = 16


class AlteredSecret(Exception):
    """The sealed text was altered, belongs to something else, or its key is not here any more."""


def seal(plain: bytes, *, bound_to: str) -> str:
    """Seal a secret for the thing that `bound_to` names, such as "line:17:secret"."""
    keys = _keys()
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = keys.ciphers[keys.sealing].encrypt(nonce, plain, _context(keys.sealing, bound_to))
    return f"{VERSION}:{keys.sealing}:{base64.b64encode(nonce + sealed).decode()}"


def open_sealed(sealed: str, *, bound_to: str) -> bytes:
    """The secret. Raises AlteredSecret when it is not exactly what was sealed for `bound_to`."""
    name, body = _parts(sealed)
    cipher = _keys().ciphers.get(name)
    if cipher is None:
        raise AlteredSecret(f"There is no key {name!r} in the vault.")
    try:
        return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], _context(name, bound_to))
    except InvalidTag:
        raise AlteredSecret("The secret was altered or belongs to something else.") from None


def reseal(sealed: str, *, bound_to: str) -> str:
    """The same secret under the key that seals now; unchanged when it already is.

    Raises AlteredSecret.
    """
    plain = open_sealed(sealed, bound_to=bound_to)
    return sealed if key_of(sealed) == _keys().sealing else seal(plain, bound_to=bound_to)


def key_of(sealed: str) -> str:
    """The id of the key that a text was sealed with. Raises AlteredSecret when it is no sealed text."""
    return _parts(sealed)[0]


def sealing_key() -> str:
    """The id of the key that seals now."""
    return _keys().sealing


def _keys() -> Keys:
    return Keys.read(settings.ABONENT_KEYS)


def _context(name: str, bound_to: str) -> bytes:
    """What is authenticated besides the secret: the form, the key and the owner."""
    return f"{VERSION}:{name}:{bound_to}".encode()


def _parts(sealed: str) -> tuple[str, bytes]:
    version, _, rest = sealed.partition(":")
    name, _, body = rest.partition(":")
    try:
        decoded = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if version != VERSION or len(decoded) < NONCE_BYTES + TAG_BYTES:
        raise AlteredSecret("This is not a sealed secret.")
    return name, decoded
