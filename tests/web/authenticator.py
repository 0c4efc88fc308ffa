"""A passkey in software, as honest or as crooked as a test wants it (Web Authentication, Level 3, 6.1 and 6.5)."""

import json
import secrets
from hashlib import sha256
from typing import Any, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

PRESENT = AuthenticatorData.FLAG.UP
VERIFIED = PRESENT | AuthenticatorData.FLAG.UV
ADD = "/me/security/passkeys/"
SIGN_IN = "/signin/passkey/"


class Passkey:
    """One key on one device. `counts` as those in a security key do; synchronized ones always say 0."""

    def __init__(self, *, origin: str = "http://localhost:8000", counts: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.origin = origin
        self.counts = counts
        self.count = 0
        self.handle = ""

    def make(self, options: dict[str, Any], **crooked: Any) -> str:
        """Answer a question to make a passkey."""
        self.handle = options["user"]["id"]
        cose = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        kept = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, cose)
        flags = crooked.get("flags", VERIFIED) | AuthenticatorData.FLAG.AT
        said = self._data(options["rp"]["id"], flags, kept)
        seen = self._seen("webauthn.create", options, crooked)
        attested = AttestationObject.create("none", said, {})
        return self._answer(clientDataJSON=seen, attestationObject=attested)

    def sign(self, options: dict[str, Any], **crooked: Any) -> str:
        """Answer a question to sign: with the number of times, the origin, the owner or the challenge that a test wants."""
        self.count = crooked.get("count", self.count + 1 if self.counts else 0)
        said = self._data(crooked.get("rp", options["rpId"]), crooked.get("flags", VERIFIED))
        seen = self._seen("webauthn.get", options, crooked)
        signature = self.key.sign(said + sha256(seen).digest(), ec.ECDSA(hashes.SHA256()))
        handle = {"userHandle": crooked["handle"]} if "handle" in crooked else {"userHandle": self.handle}
        return self._answer(clientDataJSON=seen, authenticatorData=said, signature=signature, **handle)

    def _data(self, rp: str, flags: Any, made: bytes = b"") -> AuthenticatorData:
        return cast(
            "AuthenticatorData", AuthenticatorData.create(sha256(rp.encode()).digest(), flags, self.count, made)
        )

    def _seen(self, kind: str, options: dict[str, Any], crooked: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(
            crooked.get("kind", kind),
            crooked.get("challenge", options["challenge"]),
            crooked.get("origin", self.origin),
            crooked.get("cross_origin", False),
        )

    def _answer(self, **parts: Any) -> str:
        said = {name: websafe_encode(part) if isinstance(part, bytes) else part for name, part in parts.items()}
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})


def question(client: Client, address: str) -> dict[str, Any]:
    """Return what the portal asks a browser to sign, or to make."""
    answer = client.post(f"{address}question/")
    assert answer.status_code == 200, answer
    return dict(answer.json())


def added(client: Client, *, name: str = "Telefon", **more: Any) -> Passkey:
    """Add a passkey, as a person does who has just proved themselves."""
    passkey = Passkey(**more)
    answer = client.post(ADD, {"name": name, "credential": passkey.make(question(client, ADD))})
    assert answer.status_code == 302, answer.content.decode()
    return passkey


def sign_in(client: Client, passkey: Passkey, **crooked: Any) -> Any:
    return client.post(SIGN_IN, {"credential": passkey.sign(question(client, SIGN_IN), **crooked)})
