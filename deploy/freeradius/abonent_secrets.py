"""Opens the sealed secrets of lines and devices, inside FreeRADIUS and nowhere else.

Runs in the Python of the system (3.11 or newer, with python3-cryptography), so it imports nothing of Abonent; the form of a
sealed secret is that of src/abonent/vault/sealing.py: v1:<key id>:<base64 of nonce, ciphertext and tag>, AES-256-GCM, bound to
its row. Names of functions and what they are given and return are those of FreeRADIUS (rlm_python3).
"""

import base64
import os
from pathlib import Path
from typing import Any

import radiusd
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
ciphers: dict[str, AESGCM] = {}


def instantiate(_: Any) -> int:
    """Read the keys when FreeRADIUS starts: without them it does not."""
    try:
        _read_keys()
    except (OSError, ValueError) as wrong:
        radiusd.radlog(radiusd.L_ERR, f"abonent: the keys cannot be read: {type(wrong).__name__}")
        return -1
    return 0


def authorize(said: dict[str, Any]) -> Any:
    """Open what the database has said of a line, and prepare the answer; of a device that is to be known, its secret."""
    control = dict(said["config"])
    if "Tmp-String-0" in control:
        return _device(control["Tmp-String-0"])
    if "Abonent-Sealed" not in control:
        return _refused(control.get("Abonent-Why", "unknown"))
    secret = _opened(control["Abonent-Sealed"], f"line:{control.get('Abonent-Line')}:secret")
    if secret is None:
        return _refused("sealed")
    reply = [value.split(" = ", 1) for name, value in said["config"] if name == "Abonent-Reply"]
    answer = [(attribute, "+=", _literally(value)) for attribute, value in reply]
    if "Abonent-Given" in control:
        answer.append(("Class", ":=", control["Abonent-Given"]))
    return radiusd.RLM_MODULE_UPDATED, {
        "config": (("Cleartext-Password", ":=", _literally(secret)),),
        "reply": tuple(answer),
    }


def _refused(why: str) -> Any:
    return radiusd.RLM_MODULE_REJECT, {"config": (("Abonent-Refused", ":=", why),)}


def _device(said: str) -> Any:
    number, _, sealed = said.partition(" ")
    secret = _opened(sealed, f"device:{number}:secret")
    if secret is None:
        return radiusd.RLM_MODULE_REJECT
    return radiusd.RLM_MODULE_OK, {"config": (("FreeRADIUS-Client-Secret", ":=", _literally(secret)),)}


def _literally(said: str) -> str:
    """FreeRADIUS reads what it is given as if it stood between double quotes."""
    return said.replace("\\", "\\\\")


def _opened(sealed: str, bound_to: str) -> str | None:
    """The secret, or None when it is not exactly what was sealed for this row."""
    try:
        version, name, body = sealed.split(":")
        if name not in ciphers:
            _read_keys()  # it may have been changed since
        raw = base64.b64decode(body, validate=True)
        context = f"{version}:{name}:{bound_to}".encode()
        return ciphers[name].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context).decode("ascii")
    except Exception as wrong:  # noqa: BLE001 - whatever it is: nobody is let in, and the server stays
        radiusd.radlog(radiusd.L_ERR, f"abonent: {bound_to} does not open: {type(wrong).__name__}")
        return None


def _read_keys() -> None:
    for line in Path(os.environ["ABONENT_KEYS_FILE"]).read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, key = line.strip().partition(":")
            ciphers[name] = AESGCM(base64.b64decode(key, validate=True))
