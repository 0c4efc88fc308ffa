"""The two ceremonies of passkeys (Web Authentication, Level 3, sections 7.1 and 7.2): we ask, the browser answers, once.

The question waits in the session, for one purpose and one person. Whatever is not certainly its answer is not believed.
Keys, flags, origin and signature are checked by the FIDO Alliance's reference library, by way of allauth's table.
"""

import json
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from abonent import profile
from abonent.people.models import User

PASSKEY = Authenticator.Type.WEBAUTHN
ASKED = "passkey"
"""What the session calls the question that waits."""
PATIENCE = 300
"""Seconds in which it may be answered."""
LONGEST = 16_000
"""Signs that an answer may have; real ones have one or two thousand."""
NUMBER_LENGTH = 18
PROVED = UserVerificationRequirement.REQUIRED
"""Every passkey of ours asks for a finger, a face or a PIN: then it is two proofs in one."""


class Purpose(StrEnum):
    """What a question was asked for; its answer serves nothing else."""

    MAKE = "make"
    SIGN_IN = "sign-in"
    DESK = "desk"
    SECOND_STEP = "second-step"
    STEP_UP = "step-up"


class NotBelieved(Exception):
    """The answer is not that to our question, or not by a passkey of this person."""


class Copied(NotBelieved):
    """The signature is right but its counter goes back: there may be a copy of the passkey. `user` is whose it is."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user


@dataclass(frozen=True, slots=True)
class Signed:
    """A believed answer: by which passkey, and how often it says that it has signed."""

    passkey: Authenticator
    count: int


def ask_to_make(request: HttpRequest, user: User) -> dict[str, Any]:
    """Return what the browser needs to make a passkey for a person; those that they have are left out."""
    options, state = _server().register_begin(
        user=PublicKeyCredentialUserEntity(id=str(user.pk).encode(), name=user.login, display_name=user.name),
        credentials=[_key(each) for each in _passkeys(user)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=PROVED,
    )
    return _asked(request, Purpose.MAKE, user.pk, options, state)


def ask_to_sign(request: HttpRequest, purpose: Purpose, user: User | None = None) -> dict[str, Any]:
    """Return what the browser needs to sign: with a passkey of this person, or, of nobody, with any it has for us."""
    keys = [_key(each) for each in _passkeys(user)] if user else None
    options, state = _server().authenticate_begin(credentials=keys, user_verification=PROVED)
    return _asked(request, purpose, user.pk if user else 0, options, state)


def made(request: HttpRequest, user: User, answer: str) -> dict[str, Any]:
    """Return what to keep of a passkey that was just made. Raises NotBelieved."""
    state = _question(request, Purpose.MAKE, user.pk)
    try:
        said = RegistrationResponse.from_dict(_read(answer))
        found = _server().register_complete(state, said)
        kept: dict[str, Any] = json.loads(json.dumps(dict(said)))
    except Exception as wrong:  # a parser fed by strangers, whose exceptions nobody has listed
        raise NotBelieved from wrong
    if said.response.client_data.cross_origin or Authenticator.objects.filter(
        type=PASSKEY, data__credential__id=kept["id"]
    ):
        raise NotBelieved
    return {"credential": kept | {"clientExtensionResults": {}}, "count": found.counter}


def signed(request: HttpRequest, purpose: Purpose, answer: str, user: User | None = None) -> Signed:
    """Return by which passkey the answer was signed: of this person, or of whom it names. Raises NotBelieved, Copied.

    The counter is compared here and written down by `second_step.use_passkey`.
    """
    state = _question(request, purpose, user.pk if user else 0)
    try:
        said = AuthenticationResponse.from_dict(_read(answer))
        owner = user or _named(said, staff=purpose is Purpose.DESK)
        _must_be(said, owner)
        keys = {_key(each).credential_id: each for each in _passkeys(owner)}
        _server().authenticate_complete(state, [_key(each) for each in keys.values()], said)
        found = keys[said.raw_id]
    except NotBelieved:
        raise
    except Exception as wrong:
        raise NotBelieved from wrong
    if said.response.client_data.cross_origin:
        raise NotBelieved
    return Signed(found, said.response.authenticator_data.counter)


def origin() -> str:
    """Return the only place from which an answer may come."""
    parts = urlsplit(settings.ABONENT_URL)
    return f"{parts.scheme}://{parts.netloc}"


def _server() -> Fido2Server:
    rp = PublicKeyCredentialRpEntity(id=urlsplit(settings.ABONENT_URL).hostname, name=profile.current().name)
    return Fido2Server(rp, verify_origin=lambda said: said == origin())


def _asked(request: HttpRequest, purpose: Purpose, user: int, options: Any, state: Any) -> dict[str, Any]:
    waiting = {"for": purpose, "user": user, "challenge": state["challenge"], "at": time.time()}
    request.session[ASKED] = waiting
    return dict(dict(options)["publicKey"]) | {"timeout": PATIENCE * 1000}


def _question(request: HttpRequest, purpose: Purpose, user: int) -> dict[str, Any]:
    """Take the question that waits out of the session: answered rightly or not, it is answered once."""
    waiting = request.session.pop(ASKED, None)
    if not waiting or (waiting["for"], waiting["user"]) != (purpose, user) or waiting["at"] < time.time() - PATIENCE:
        raise NotBelieved
    return {"challenge": waiting["challenge"], "user_verification": PROVED}


def _read(answer: str) -> Any:
    if len(answer) > LONGEST:
        raise NotBelieved
    return json.loads(answer)


def _must_be(said: AuthenticationResponse, owner: User) -> None:
    if (said.response.user_handle or b"").decode() not in {"", str(owner.pk)}:
        raise NotBelieved


def _named(said: AuthenticationResponse, *, staff: bool) -> User:
    """Return whose passkey signed, as it says itself. Each of the two doors knows only those whom it is for."""
    named = (said.response.user_handle or b"").decode()
    number = int(named) if named.isascii() and named.isdigit() and len(named) <= NUMBER_LENGTH else 0
    found = User.objects.filter(pk=number, ended_at=None).first()
    if found is None or found.is_staff is not staff:
        raise NotBelieved
    return found


def _passkeys(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user_id=user.pk, type=PASSKEY).select_related("user"))


def _key(passkey: Authenticator) -> AttestedCredentialData:
    return cast("AttestedCredentialData", passkey.wrap().authenticator_data.credential_data)
