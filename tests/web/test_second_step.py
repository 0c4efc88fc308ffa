"""The authenticator app: set up, asked for, replaced by recovery codes, taken away; its secrets lie in the vault."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from abonent import vault
from abonent.people.models import Account, LostStep, User
from abonent.post.models import Message
from abonent.web.door.adapter import bound_to
from tests import people
from tests.web import doors

APP = "/me/security/app/"
OFF = "/me/security/app/off/"
CODES = "/me/security/codes/"
SHORT = "krótki rower"


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["abonent-language"] = "en"


@pytest.fixture
def inside(client: Client, account: Account, olena: User) -> Client:
    """Olena's browser, signed in."""
    client.force_login(olena)
    return client


def test_every_page_about_it_asks_for_a_proof_first(inside: Client, olena: User) -> None:
    doors.switch_on(inside, olena)
    elsewhere = Client()
    elsewhere.force_login(olena)

    for page in (APP, OFF, CODES, "/me/security/codes.txt", "/me/security/codes/new/"):
        for answer in (elsewhere.get(page), elsewhere.post(page)):
            assert answer["Location"].startswith("/step-up/?next=%2Fme%2Fsecurity%2F")


def test_the_proof_holds_for_a_quarter_of_an_hour(inside: Client) -> None:
    with time_machine.travel(people.NOON, tick=False) as clock:
        inside.post("/me/look/", {"look": "dark"})
        doors.step_up(inside)
        clock.shift(timedelta(minutes=14))
        assert inside.get(APP).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert inside.get(APP).status_code == 302


def test_a_wrong_password_proves_nothing(inside: Client) -> None:
    answer = inside.post("/step-up/", {"password": "wrong", "next": APP})

    assert answer.status_code == 422
    assert "The password is not right." in doors.text(answer)
    assert inside.get(APP).status_code == 302


def test_the_page_shows_the_key_and_keeps_it_nowhere(inside: Client, olena: User) -> None:
    doors.step_up(inside)

    page = inside.get(APP)

    assert "<svg" in page.content.decode()
    assert not Authenticator.objects.exists()
    assert "totp" not in str(inside.session.items())
    first, second = (doors.hidden(inside.get(APP).content.decode(), "sealed") for _ in range(2))
    assert first != second


def test_its_first_code_switches_it_on(inside: Client, olena: User) -> None:
    secret = doors.switch_on(inside, olena)

    kept = {each.type: each.data for each in Authenticator.objects.filter(user_id=olena.pk)}
    assert set(kept) == {"totp", "recovery_codes"}
    assert vault.open_sealed(kept["totp"]["secret"], bound_to=bound_to(olena.pk)) == secret.encode()
    assert secret not in str(kept)
    assert doors.kinds("second_step.added") == ["second_step.added"]
    assert list(Message.objects.values_list("template", "to")) == [("second_step_added", "olena@example.com")]


def test_a_wrong_code_switches_nothing_on_and_keeps_the_key(inside: Client, olena: User) -> None:
    doors.step_up(inside)
    page = inside.get(APP).content.decode()
    sealed = doors.hidden(page, "sealed")

    answer = inside.post(APP, {"sealed": sealed, "code": "000000"})

    again = doors.hidden(answer.content.decode(), "sealed")
    owner = f"user:{olena.pk}:new-second-step"
    assert answer.status_code == 422
    assert "The code is not right." in doors.text(answer)
    assert vault.open_sealed(again, bound_to=owner) == vault.open_sealed(sealed, bound_to=owner)
    assert not Authenticator.objects.exists()


def test_a_key_of_somebody_else_or_of_nobody_is_refused(inside: Client, olena: User, marek: User) -> None:
    doors.step_up(inside)
    secret = "JBSWY3DPEHPK3PXP" * 2
    foreign = vault.seal(secret.encode(), bound_to=f"user:{marek.pk}:new-second-step")

    for sealed in (foreign, secret, "", "v1:test:AAAA"):
        answer = inside.post(APP, {"sealed": sealed, "code": doors.code(secret)})
        assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_signing_in_asks_for_a_code_then(inside: Client, olena: User) -> None:
    secret = doors.switch_on(inside, olena)
    browser = Client()
    browser.cookies["abonent-language"] = "en"

    answer = doors.sign_in(browser, "olena", next="/me/")

    assert answer["Location"] == "/signin/code/"
    assert browser.get("/me/").status_code == 302
    assert "Code from the app" in doors.text(browser.get("/signin/code/"))
    with time_machine.travel(timezone.now() + timedelta(seconds=doors.PERIOD), tick=False):
        answer = browser.post("/signin/code/", {"code": doors.code(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert browser.get("/me/").status_code == 200


def test_a_code_works_once(inside: Client, olena: User) -> None:
    secret = doors.switch_on(inside, olena)
    browser, thief = Client(), Client()
    doors.sign_in(browser, "olena")
    doors.sign_in(thief, "olena")
    with time_machine.travel(timezone.now() + timedelta(seconds=doors.PERIOD), tick=False):
        code = doors.code(secret)

        assert browser.post("/signin/code/", {"code": code}).status_code == 302
        assert thief.post("/signin/code/", {"code": code}).status_code == 422


def test_the_code_that_switched_it_on_is_used_up(inside: Client, olena: User) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        secret = doors.switch_on(inside, olena)
        thief = Client()
        doors.sign_in(thief, "olena")

        assert thief.post("/signin/code/", {"code": doors.code(secret)}).status_code == 422


def test_codes_can_be_guessed_five_times(inside: Client, olena: User) -> None:
    doors.switch_on(inside, olena)
    thief = Client()
    thief.cookies["abonent-language"] = "en"
    doors.sign_in(thief, "olena")

    answers = [thief.post("/signin/code/", {"code": "000000"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Please wait five minutes" in doors.text(answers[-1])
    assert doors.kinds("sign_in.failed") == ["sign_in.failed"] * 5


def test_a_code_without_the_password_before_it_opens_nothing(client: Client, account: Account) -> None:
    for answer in (client.get("/signin/code/"), client.post("/signin/code/", {"code": "000000"})):
        assert answer["Location"] == "/signin/"


def test_the_second_step_waits_a_quarter_of_an_hour(inside: Client, olena: User) -> None:
    doors.switch_on(inside, olena)
    browser = Client()
    doors.sign_in(browser, "olena")

    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert browser.get("/signin/code/")["Location"] == "/signin/"


def test_a_sign_in_begun_with_the_old_password_does_not_go_on(inside: Client, olena: User) -> None:
    secret = doors.switch_on(inside, olena)
    stranger = Client()
    doors.sign_in(stranger, "olena")
    change = {"present": people.PASSWORD, "new": "siedem kroków do starej studni"}
    assert inside.post("/me/password/", change).status_code == 302

    for page in ("/signin/code/", "/signin/code/lost/", "/signin/code/lost/open/", "/signin/code/passkey/"):
        answer = stranger.post(page, {"code": doors.code(secret, later=1)})

        assert answer["Location"] == "/signin/"
    assert stranger.get("/overview/")["Location"].startswith("/signin/")
    assert LostStep.objects.count() == 0


def test_a_recovery_code_works_once_instead(inside: Client, olena: User) -> None:
    doors.switch_on(inside, olena)
    codes = inside.get("/me/security/codes.txt").content.decode().split("\n")[2:12]
    browser, thief = Client(), Client()
    doors.sign_in(browser, "olena")
    doors.sign_in(thief, "olena")

    assert browser.post("/signin/code/", {"code": codes[0]}).status_code == 302
    assert thief.post("/signin/code/", {"code": codes[0]}).status_code == 422
    assert codes[0] not in inside.get(CODES).content.decode()
    assert codes[1] in inside.get(CODES).content.decode()


def test_new_codes_replace_the_old(inside: Client, olena: User) -> None:
    doors.switch_on(inside, olena)
    old = inside.get("/me/security/codes.txt").content
    assert "10 old codes" in doors.text(inside.get("/me/security/codes/new/"))

    inside.post("/me/security/codes/new/")

    assert inside.get("/me/security/codes.txt").content != old
    assert doors.kinds("recovery_codes.made") == ["recovery_codes.made"]
    assert Message.objects.filter(template="recovery_codes_made").count() == 1


def test_there_are_no_codes_without_an_app(inside: Client) -> None:
    doors.step_up(inside)

    for page in (CODES, "/me/security/codes.txt", "/me/security/codes/new/", OFF):
        assert inside.get(page).status_code == 404
    for page in ("/me/security/codes/new/", OFF):
        assert inside.post(page).status_code == 404


def test_a_code_proves_as_well_as_the_password(inside: Client, olena: User) -> None:
    secret = doors.switch_on(inside, olena)
    browser = Client()
    browser.force_login(olena)
    with time_machine.travel(timezone.now() + timedelta(seconds=doors.PERIOD), tick=False):
        answer = browser.post("/step-up/code/", {"code": doors.code(secret), "next": CODES})

        assert answer["Location"] == CODES
        assert browser.get(CODES).status_code == 200


def test_with_a_long_password_it_is_switched_off_at_once(inside: Client, olena: User) -> None:
    doors.switch_on(inside, olena)

    answer = inside.post(OFF)

    assert answer["Location"] == "/me/security/"
    assert not Authenticator.objects.exists()
    assert doors.kinds("second_step.removed") == ["second_step.removed"]
    assert Message.objects.filter(template="second_step_removed").count() == 1


def test_a_short_password_is_replaced_before_it_stands_alone(inside: Client, olena: User) -> None:
    doors.switch_on(inside, olena)
    answer = inside.post("/me/password/", {"present": people.PASSWORD, "new": SHORT})
    assert answer["Location"] == "/me/password/?done=1"
    doors.step_up(inside, SHORT)
    assert "too short to stand alone" in doors.text(inside.get(OFF))

    refused = [inside.post(OFF, {"new": new}) for new in ("", SHORT)]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert "at least 15 characters" in doors.text(refused[1])
    assert Authenticator.objects.filter(user_id=olena.pk).count() == 2

    answer = inside.post(OFF, {"new": "a longer one that stands alone"})

    assert answer["Location"] == "/me/security/"
    assert not Authenticator.objects.exists()
    assert inside.get("/me/").status_code == 200
    assert doors.sign_in(Client(), "olena", "a longer one that stands alone")["Location"] == "/overview/"


def test_a_secret_moved_to_another_person_opens_nothing(inside: Client, olena: User, marek: User) -> None:
    secret = doors.switch_on(inside, olena)
    Authenticator.objects.filter(user_id=olena.pk).update(user_id=marek.pk)
    browser = Client(raise_request_exception=False)
    doors.sign_in(browser, "marek")

    answer = browser.post("/signin/code/", {"code": doors.code(secret)})

    assert answer.status_code == 500
    assert browser.get("/me/").status_code == 302
