"""Passkeys as they are kept: added, named, taken away; and all that is none."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from fido2.utils import websafe_encode

from abonent.people.models import Account, User
from tests import people
from tests.web import authenticator as keys
from tests.web import doors
from tests.web.doors import browser, is_inside, letters

SHORT = "krótki rower"
LONG = "a longer one that stands alone"


def test_adding_one_is_behind_the_proof(account: Account, olena: User) -> None:
    client = browser()
    client.force_login(olena)

    answers = [client.get(keys.ADD), client.post(keys.ADD), client.post(f"{keys.ADD}question/")]

    assert {answer["Location"].partition("?")[0] for answer in answers} == {"/step-up/"}


def test_the_first_one_brings_recovery_codes(inside: Client, olena: User) -> None:
    passkey = keys.Passkey()
    asked = keys.question(inside, keys.ADD)

    answer = inside.post(keys.ADD, {"name": " Telefon Oli ", "credential": passkey.make(asked)})

    assert answer["Location"] == "/me/security/codes/"
    kept = {each.type: each.data for each in Authenticator.objects.filter(user_id=olena.pk)}
    assert set(kept) == {"webauthn", "recovery_codes"}
    assert (kept["webauthn"]["name"], kept["webauthn"]["count"]) == ("Telefon Oli", 0)
    assert asked["rp"] == {"id": "localhost", "name": "Iskra Net"}
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert doors.kinds("passkey.added") == ["passkey.added"]
    assert letters("passkey_added") == ["passkey_added"]
    page = doors.text(inside.get("/me/security/"))
    assert "Passkey “Telefon Oli”" in page
    assert "10 codes left" in page
    assert "not used yet" in page


def test_a_second_one_leaves_the_codes_as_they_are(inside: Client, olena: User) -> None:
    keys.added(inside)
    before = inside.get("/me/security/codes.txt").content
    other = keys.Passkey()
    asked = keys.question(inside, keys.ADD)

    answer = inside.post(keys.ADD, {"name": "Klucz", "credential": other.make(asked)})

    assert answer["Location"] == "/me/security/"
    assert len(asked["excludeCredentials"]) == 1
    assert inside.get("/me/security/codes.txt").content == before


def test_an_app_beside_it_leaves_it_as_it_is(inside: Client, olena: User) -> None:
    keys.added(inside)
    doors.switch_on(inside, olena)

    types = Authenticator.objects.filter(user_id=olena.pk).values_list("type", flat=True)
    assert sorted(types) == ["recovery_codes", "totp", "webauthn"]


def test_there_is_an_end_to_how_many_one_may_have(inside: Client, olena: User) -> None:
    for number in range(20):
        Authenticator.objects.create(
            user=olena, type="webauthn", data=_kept(inside, olena) | {"name": str(number), "count": 0}
        )
    passkey = keys.Passkey()

    answer = inside.post(keys.ADD, {"name": "x", "credential": passkey.make(keys.question(inside, keys.ADD))})

    assert answer.status_code == 422
    assert "as many passkeys as one may have" in doors.text(answer)
    assert Authenticator.objects.filter(type="webauthn").count() == 20


def _kept(client: Client, user: User) -> dict[str, Any]:
    options = {"user": {"id": websafe_encode(str(user.pk).encode())}, "rp": {"id": "localhost"}, "challenge": "AAAA"}
    return {"credential": json.loads(keys.Passkey().make(options)) | {"clientExtensionResults": {}}}


@pytest.mark.parametrize(
    "crooked",
    [
        {"origin": "https://iskra-net.evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "http://x.localhost:8000"},
        {"origin": "https://localhost:8000"},
        {"challenge": "A" * 43},
        {"kind": "webauthn.get"},
        {"flags": keys.PRESENT},
        {"cross_origin": True},
    ],
    ids=str,
)
def test_a_crooked_one_is_not_added(inside: Client, crooked: dict[str, Any]) -> None:
    made = keys.Passkey().make(keys.question(inside, keys.ADD), **crooked)

    answer = inside.post(keys.ADD, {"name": "x", "credential": made})

    assert answer.status_code == 422
    assert "The passkey was not added." in doors.text(answer)
    assert 'value="x"' in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert doors.kinds("passkey.added") == []


@pytest.mark.parametrize(
    "credential",
    ["", "x", "null", "[]", "{}", '{"id": 1}', "[" * 5000, '{"id":"a","rawId":"a","response":{}}', "1" * 20_000, "\\ud800"],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_what_is_no_answer_at_all_is_refused(inside: Client, credential: str) -> None:
    keys.question(inside, keys.ADD)
    stranger = browser()
    keys.question(stranger, keys.SIGN_IN)

    answers = [
        inside.post(keys.ADD, {"name": "x", "credential": credential}),
        stranger.post(keys.SIGN_IN, {"credential": credential}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not Authenticator.objects.exists()
    assert not is_inside(stranger)


def test_one_that_somebody_has_is_not_added_again(inside: Client, marek: User) -> None:
    passkey = keys.added(inside)
    thief = browser()
    thief.force_login(marek)
    doors.step_up(thief)

    answer = thief.post(keys.ADD, {"name": "x", "credential": passkey.make(keys.question(thief, keys.ADD))})

    assert answer.status_code == 422
    assert Authenticator.objects.filter(user=marek).count() == 0


def test_it_can_be_renamed(inside: Client) -> None:
    keys.added(inside)
    pk = Authenticator.objects.get(type="webauthn").pk

    assert inside.post(f"{keys.ADD}{pk}/", {"name": ""}).status_code == 422
    assert inside.post(f"{keys.ADD}{pk}/", {"name": "<b>Laptop</b>"})["Location"] == "/me/security/"

    assert "“&lt;b&gt;Laptop&lt;/b&gt;”" in inside.get("/me/security/").content.decode()


def test_anothers_is_not_there(inside: Client, marek: User) -> None:
    keys.added(inside)
    pk = Authenticator.objects.get(type="webauthn").pk
    thief = browser()
    thief.force_login(marek)
    doors.step_up(thief)

    for address in (f"{keys.ADD}{pk}/", f"{keys.ADD}{pk}/remove/"):
        assert thief.get(address).status_code == 404
        assert thief.post(address, {"name": "mine"}).status_code == 404
    assert Authenticator.objects.get(pk=pk).data["name"] == "Telefon"


def test_the_last_one_takes_the_codes_along(inside: Client, olena: User) -> None:
    keys.added(inside)
    pk = Authenticator.objects.get(type="webauthn").pk
    assert "your last second step" in doors.text(inside.get(f"{keys.ADD}{pk}/remove/"))

    answers = [inside.post(f"{keys.ADD}{pk}/remove/") for _ in range(2)]

    assert answers[0]["Location"] == "/me/security/"
    assert answers[1].status_code == 404
    assert not Authenticator.objects.exists()
    assert doors.kinds("passkey.removed") == ["passkey.removed"]
    assert letters("passkey_removed") == ["passkey_removed"]
    assert doors.sign_in(browser(), "olena")["Location"] == "/overview/"


def test_beside_an_app_it_goes_alone(inside: Client, olena: User) -> None:
    keys.added(inside)
    doors.switch_on(inside, olena)
    pk = Authenticator.objects.get(type="webauthn").pk
    assert "your last second step" not in doors.text(inside.get(f"{keys.ADD}{pk}/remove/"))

    inside.post(f"{keys.ADD}{pk}/remove/")

    assert sorted(Authenticator.objects.values_list("type", flat=True)) == ["recovery_codes", "totp"]


def test_with_a_passkey_a_short_password_is_enough_and_not_without(inside: Client, olena: User) -> None:
    keys.added(inside)
    pk = Authenticator.objects.get(type="webauthn").pk
    assert inside.post("/me/password/", {"present": people.PASSWORD, "new": SHORT}).status_code == 302
    doors.step_up(inside, SHORT)

    refused = [inside.post(f"{keys.ADD}{pk}/remove/", {"new": new}) for new in ("", SHORT)]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert Authenticator.objects.filter(pk=pk).exists()
    assert inside.post(f"{keys.ADD}{pk}/remove/", {"new": LONG})["Location"] == "/me/security/"

    assert is_inside(inside)
    assert doors.sign_in(browser(), "olena", LONG)["Location"] == "/overview/"
