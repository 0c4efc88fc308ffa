"""Who may stand on a page, on which account, in which role; and forms that were shown for another account."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from abonent.journal.models import Event
from abonent.people.models import Account, User
from tests import people
from tests.web import doors

PAY = "/probe/pay/"
SEE = "/probe/see/"


@pytest.fixture(autouse=True)
def probes(settings: Settings, client: Client) -> None:
    settings.ROOT_URLCONF = "tests.web.probes"
    client.cookies["abonent-language"] = "en"


@pytest.fixture
def inside(client: Client, account: Account, olena: User) -> Client:
    client.force_login(olena)
    return client


@pytest.fixture
def second(account: Account, olena: User) -> Account:
    """Another account of Olena's, which stands before her first by its number."""
    return people.account("100100", "Olena Petrenko – altana", olena)


def choose(client: Client, number: str) -> None:
    client.post("/me/account/", {"account": number})


def test_a_stranger_is_led_to_the_door(client: Client, db: None) -> None:
    for answer in (client.get(f"{PAY}?a=b"), client.post(f"{PAY}?a=b")):
        assert (answer.status_code, answer["Location"]) == (302, "/signin/?next=%2Fprobe%2Fpay%2F%3Fa%3Db")


def test_the_view_is_given_who_and_where_and_when(inside: Client) -> None:
    with time_machine.travel(people.NOON, tick=False):
        assert inside.get(PAY).content == b"asked 100234 olena OWNER 11:00"


def test_with_one_account_its_forms_are_carried_out(inside: Client) -> None:
    assert inside.post(PAY, {"account": "100234"}).content.startswith(b"paid 100234")


@pytest.mark.parametrize("sent", [{}, {"account": ""}, {"account": "100777"}, {"account": "100 234"}])
def test_a_form_for_no_or_a_foreign_account_is_not_carried_out(
    inside: Client, neighbour: Account, sent: dict[str, str]
) -> None:
    answer = inside.post(PAY, sent)

    assert answer.status_code == 409
    assert "Nothing was done." in doors.text(answer)
    assert "100\xa0777" not in doors.text(answer)
    assert doors.kinds() == ["form.refused"]


def test_asking_what_an_address_takes_is_no_form(inside: Client) -> None:
    inside.options(PAY)

    assert doors.kinds() == []


def test_with_several_accounts_the_first_is_chosen_until_another_is(inside: Client, second: Account) -> None:
    assert inside.get(SEE).content == b"seen 100100"

    choose(inside, "100234")

    assert inside.get(SEE).content == b"seen 100234"
    assert doors.kinds() == ["account.chosen"]


def test_two_tabs_two_accounts(inside: Client, second: Account) -> None:
    """One tab shows a form for one account; in the other tab another account is chosen; then the form is sent."""
    choose(inside, "100234")
    shown_for = "100234"
    choose(inside, "100100")

    answer = inside.post(PAY, {"account": shown_for})

    assert answer.status_code == 409
    words = doors.text(answer)
    assert "That page was about account 100 234; now account 100 100 is chosen. Nothing was done." in words.replace(
        "\xa0", " "
    )
    event = Event.objects.get(kind="form.refused")
    assert (event.account_id, event.by_id) == (
        second.pk,
        inside.session["_auth_user_id"] and int(inside.session["_auth_user_id"]),
    )

    back = inside.post("/me/account/", {"account": shown_for, "back": PAY})
    assert back["Location"] == PAY
    assert inside.post(PAY, {"account": shown_for}).content.startswith(b"paid 100234")


def test_another_account_is_named_also_where_less_may_be_done(inside: Client, neighbour: Account, olena: User) -> None:
    people.access(neighbour, olena, "SEES")
    choose(inside, "100777")

    assert inside.post(PAY, {"account": "100234"}).status_code == 409
    assert inside.post(PAY, {"account": "100777"}).status_code == 403
    assert doors.kinds("form.refused", "access.denied") == ["form.refused", "access.denied"]


def test_the_page_of_refusal_offers_both_accounts(inside: Client, second: Account) -> None:
    page = inside.post(f"{PAY}?x=1", {"account": "100234"}).content.decode()

    assert 'name="account" value="100234"' in page
    assert 'name="account" value="100100"' in page
    assert doors.hidden(page, "back") == f"{PAY}?x=1"


def test_nobody_can_choose_an_account_of_somebody_else(inside: Client, neighbour: Account) -> None:
    assert inside.post("/me/account/", {"account": neighbour.number}).status_code == 404
    assert inside.post("/me/account/", {"account": "no number"}).status_code == 404
    assert inside.get(SEE).content == b"seen 100234"


def test_a_chosen_account_that_is_ones_own_no_more_is_left(inside: Client, neighbour: Account, olena: User) -> None:
    key = people.access(neighbour, olena, until=people.NOON)
    with time_machine.travel(people.NOON - timedelta(minutes=5), tick=False) as clock:
        inside.force_login(olena)
        choose(inside, "100777")
        assert inside.get(SEE).content == b"seen 100777"
        clock.shift(timedelta(minutes=6))
        assert inside.get(SEE).content == b"seen 100234"
        assert inside.post(PAY, {"account": "100777"}).status_code == 409
    assert key.account == neighbour


def test_a_role_that_may_look_may_not_pay(client: Client, account: Account, marek: User) -> None:
    people.access(account, marek, "SEES")
    client.force_login(marek)

    assert client.get(SEE).content == b"seen 100234"
    for answer in (client.get(PAY), client.post(PAY, {"account": "100234"})):
        assert answer.status_code == 403
        assert "The owner of the account decides" in doors.text(answer)
    denied = Event.objects.filter(kind="access.denied").values_list("account_id", "by_id", "subject")
    assert list(denied) == [(account.pk, marek.pk, "act:bills.pay")] * 2


def test_a_role_that_may_pay_pays(client: Client, account: Account, marek: User) -> None:
    people.access(account, marek, "PAYS")
    client.force_login(marek)

    assert client.post(PAY, {"account": "100234"}).content.startswith(b"paid 100234 marek PAYS")


def test_a_person_without_any_account_is_told_so(client: Client, marek: User) -> None:
    client.force_login(marek)

    answer = client.get(SEE)

    assert answer.status_code == 403
    assert "No account is connected with this login" in doors.text(answer)
    assert client.get("/probe/mine/").content == b"marek 0"
    assert client.get("/me/").status_code == 200


def test_a_right_that_waits_or_has_ended_is_none(client: Client, account: Account, marek: User) -> None:
    waits = people.access(account, marek)
    waits.held_until = people.NOON
    waits.save()
    with time_machine.travel(people.NOON - timedelta(minutes=1), tick=False) as clock:
        client.force_login(marek)
        assert client.get(SEE).status_code == 403
        clock.shift(timedelta(minutes=2))
        assert client.get(SEE).status_code == 200


def test_the_language_is_the_persons_then_the_browsers_then_the_operators(
    client: Client, account: Account, olena: User
) -> None:
    stranger = Client()
    assert stranger.get("/signin/")["Content-Language"] == "pl"
    assert stranger.get("/signin/", headers={"Accept-Language": "fr, uk;q=0.8, en;q=0.5"})["Content-Language"] == "uk"
    assert client.get("/signin/")["Content-Language"] == "en"
    client.force_login(olena)

    answer = client.post("/language/", {"language": "uk", "next": "/me/"})

    assert (answer["Location"], answer.cookies["abonent-language"].value) == ("/me/", "uk")
    del client.cookies["abonent-language"]
    assert client.get("/me/")["Content-Language"] == "uk"
    olena.refresh_from_db()
    assert olena.language == "uk"


def test_an_unknown_language_or_look_is_refused(client: Client, db: None) -> None:
    assert client.post("/language/", {"language": "xx"}).status_code == 400
    assert client.post("/me/look/", {"look": "pink"}).status_code == 400


def test_the_look_is_kept_in_the_browser(client: Client, db: None) -> None:
    answer = client.post("/me/look/", {"look": "dark", "next": "/signin/"})

    assert answer["Location"] == "/signin/"
    assert 'data-theme="dark"' in client.get("/signin/").content.decode()


def test_addresses_that_only_take_forms_say_so(client: Client, olena: User) -> None:
    client.force_login(olena)
    for address in ("/language/", "/me/look/", "/me/account/", "/me/security/others/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert "This address works another way" in doors.text(answer)


def test_another_password_has_to_be_one_that_may_be_chosen(inside: Client, olena: User) -> None:
    for new, words in [
        ("short", "at least 15 characters"),
        ("Olena.Petrenko.100234", "what others know"),
        ("", "Please type a new password"),
    ]:
        answer = inside.post("/me/password/", {"present": people.PASSWORD, "new": new})
        assert answer.status_code == 422
        assert words in doors.text(answer)
    wrong = inside.post("/me/password/", {"present": "wrong", "new": "całkiem inne słowa tu"})
    assert "The present password is not right." in doors.text(wrong)
    olena.refresh_from_db()
    assert olena.check_password(people.PASSWORD)


def test_the_present_password_can_be_guessed_five_times_a_minute(inside: Client) -> None:
    answers = [inside.post("/me/password/", {"present": f"guess {n}", "new": "x"}).status_code for n in range(6)]

    assert answers == [422] * 5 + [429]
