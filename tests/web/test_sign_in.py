"""Coming in and going out: the same answer for every failure, limits, nobody led away, nothing told to the journal."""

from datetime import timedelta

import pytest
from django.test import Client

from abonent.journal.models import Event
from abonent.people.models import Account, Session, User
from tests import people
from tests.web import doors

WRONG = "The login or the password is not right."


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["abonent-language"] = "en"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return doors.hashes(monkeypatch)


def test_login_and_password_open_the_door(client: Client, olena: User) -> None:
    answer = doors.sign_in(client, "olena")

    assert (answer.status_code, answer["Location"]) == (302, "/overview/")
    assert Session.objects.get().user == olena
    assert doors.kinds() == ["session.began"]


def test_a_login_is_the_same_in_capitals_and_with_spaces_around(client: Client, olena: User) -> None:
    assert doors.sign_in(client, "  OLENA ").status_code == 302


def test_the_password_is_taken_as_it_is(client: Client, olena: User) -> None:
    assert doors.sign_in(client, "olena", people.PASSWORD.upper()).status_code == 422
    assert doors.sign_in(client, "olena", f" {people.PASSWORD}").status_code == 422


def test_a_letter_with_a_mark_may_come_in_two_ways(client: Client, olena: User) -> None:
    olena.set_password("z\u0307aba na ga\u0142ezi siedzi")
    olena.save()

    assert doors.sign_in(client, "olena", "\u017caba na ga\u0142ezi siedzi").status_code == 302


@pytest.mark.parametrize(
    ("login", "password"), [("nobody", people.PASSWORD), ("olena", "wrong"), ("marek", people.PASSWORD)]
)
def test_every_failure_looks_the_same_and_costs_the_same(
    client: Client, olena: User, marek: User, hashed: list[str], login: str, password: str
) -> None:
    marek.ended_at = people.NOON
    marek.save()
    hashed.clear()

    answer = doors.sign_in(client, login, password)

    page = doors.text(answer).replace(f'value="{login}"', "")
    assert answer.status_code == 422
    assert WRONG in page
    assert hashed == ["hash"]
    assert not Session.objects.exists()


def test_failures_differ_in_nothing_but_what_was_typed(client: Client, olena: User, marek: User) -> None:
    marek.ended_at = people.NOON
    marek.save()
    pages = set()
    for login, password in [("nobody", people.PASSWORD), ("olena", "wrong"), ("marek", people.PASSWORD)]:
        pages.add(doors.text(doors.sign_in(client, login, password)))

    assert len(pages) == 1


def test_what_was_typed_stays_but_for_the_password(client: Client, olena: User) -> None:
    page = doors.sign_in(client, "olena", "not the password").content.decode()

    assert 'value="olena"' in page
    assert "not the password" not in page
    assert "<title>Error:" in page
    assert "autofocus" in page


def test_the_journal_never_holds_what_was_typed(client: Client, olena: User) -> None:
    doors.sign_in(client, "my secret password", "x")
    doors.sign_in(client, "olena", "y")

    events = [(event.kind, event.subject, event.data) for event in Event.objects.order_by("at", "id")]
    assert events == [("sign_in.failed", "", {}), ("sign_in.failed", f"user:{olena.pk}", {})]


def test_a_login_can_be_tried_five_times_in_five_minutes(client: Client, olena: User) -> None:
    answers = [doors.sign_in(client, "olena", f"guess {number}").status_code for number in range(6)]

    assert answers == [422, 422, 422, 422, 422, 429]
    refused = doors.sign_in(client, "olena")
    assert refused.status_code == 429
    assert "Please wait five minutes" in doors.text(refused)


def test_an_unknown_login_is_limited_alike(client: Client, db: None) -> None:
    answers = [doors.sign_in(client, "nobody", f"guess {number}").status_code for number in range(6)]

    assert answers == [422, 422, 422, 422, 422, 429]


def test_guesses_from_elsewhere_do_not_lock_out_a_browser_that_is_known(client: Client, olena: User) -> None:
    doors.sign_in(client, "olena")
    client.post("/signout/")
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for number in range(6):
        doors.sign_in(stranger, "olena", f"guess {number}")

    assert doors.sign_in(stranger, "olena").status_code == 429
    assert doors.sign_in(client, "olena").status_code == 302


def test_a_known_browser_is_known_for_its_own_login_only(client: Client, olena: User, marek: User) -> None:
    doors.sign_in(client, "marek")
    client.post("/signout/")
    for number in range(5):
        doors.sign_in(Client(REMOTE_ADDR="203.0.113.9"), "olena", f"guess {number}")

    assert doors.sign_in(client, "olena").status_code == 429


def test_one_place_can_fail_twenty_times_a_minute_whatever_it_says_of_itself(db: None) -> None:
    answers = [
        doors.sign_in(Client(headers={"x-forwarded-for": f"198.51.100.{number}"}), f"login {number}", "x").status_code
        for number in range(21)
    ]

    assert answers[:20] == [422] * 20
    assert answers[20] == 429


def test_too_many_forms_get_a_page_that_says_what_to_do(client: Client, db: None) -> None:
    answers = [client.post("/signin/", {"login": "", "password": ""}) for _ in range(31)]

    assert [answer.status_code for answer in answers] == [422] * 30 + [429]
    assert "Too many tries" in doors.text(answers[-1])
    assert answers[-1]["Retry-After"] == "300"


def test_whoever_is_signed_in_goes_on(client: Client, olena: User) -> None:
    client.force_login(olena)

    assert client.get("/signin/?next=/me/")["Location"] == "/me/"


def test_a_stranger_comes_back_to_where_they_wanted_to_go(client: Client, olena: User) -> None:
    door = client.get("/me/password/?x=1")
    assert door["Location"] == "/signin/?next=%2Fme%2Fpassword%2F%3Fx%3D1"

    page = client.get(door["Location"])
    answer = doors.sign_in(client, "olena", next=doors.hidden(page.content.decode(), "next"))

    assert "Please sign in first. Then the page that was wanted opens" in doors.text(page)
    assert answer["Location"] == "/me/password/?x=1"


def test_htmx_is_led_to_the_door_with_the_whole_page(client: Client, db: None) -> None:
    answer = client.get("/me/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"], answer.content) == (200, "/signin/?next=%2Fme%2F", b"")


AWAY = [
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example", "javascript:alert(1)", " https://evil.example", "https:evil.example", "http:///evil.example",
    "//localhost@evil.example", "/%09/evil.example\n", "evil.example", "\x00//evil.example", "https://testserver@evil.example/",
    "HTTPS://EVIL.EXAMPLE", "data:text/html,x", "/\r\nLocation: https://evil.example", "//evil.example\\@testserver/",
]  # fmt: skip


@pytest.mark.parametrize("away", AWAY)
def test_nobody_is_led_away(client: Client, olena: User, away: str) -> None:
    answer = doors.sign_in(client, "olena", next=away)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\", "/\t"))
    assert "\n" not in answer["Location"]
    for address in ("/language/", "/me/look/", "/me/account/"):
        elsewhere = client.post(address, {"next": away, "back": away, "language": "en", "look": "dark"})
        assert elsewhere.headers.get("Location", "/").startswith("/")
        assert not elsewhere.headers.get("Location", "/").startswith(("//", "/\\", "/\t"))


def test_signing_out_ends_the_session_and_lets_the_browser_forget(client: Client, olena: User) -> None:
    client.force_login(olena)

    answer = client.post("/signout/")

    assert (answer.status_code, answer["Location"]) == (302, "/signin/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.exists()
    assert doors.kinds() == ["session.ended"]
    assert client.get("/me/").status_code == 302


def test_signing_out_is_told_once_by_the_sign_in_that_follows(client: Client, olena: User) -> None:
    client.force_login(olena)

    there = client.post("/signout/")["Location"]
    first, again = client.get(there), client.get(there)

    assert ('role="status"' in first.content.decode(), "You are signed out" in doors.text(first)) == (True, True)
    assert "You are signed out" not in doors.text(again)
    assert there == "/signin/"  # an address that said it could be sent to somebody who is not
    assert not Session.objects.exists()


def test_who_mistypes_the_password_after_signing_out_reads_of_that_alone(client: Client, olena: User) -> None:
    client.force_login(olena)
    client.post("/signout/")

    answer = doors.sign_in(client, "olena", "not it at all")

    assert WRONG in doors.text(answer)
    assert "You are signed out" not in doors.text(answer)


def test_a_link_to_the_way_out_only_asks(client: Client, olena: User) -> None:
    client.force_login(olena)

    answer = client.get("/signout/")

    assert "Sign out?" in doors.text(answer)
    assert client.get("/me/").status_code == 200


def test_there_is_no_other_way_in(client: Client, account: Account) -> None:
    for path in (
        "/signup/",
        "/accounts/login/",
        "/login/",
        "/accounts/signup/",
        "/password/reset/",
        "/inactive/",
        "/admin/",
    ):
        assert client.get(path).status_code == 404


def test_a_known_browser_is_not_known_for_ever(client: Client, olena: User) -> None:
    answer = doors.sign_in(client, "olena")

    assert answer.cookies["abonent-device"]["max-age"] == int(timedelta(days=365).total_seconds())
