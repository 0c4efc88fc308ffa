"""Where letters on paper go: typed, checked, done; at once or when the office has agreed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from abonent import profile
from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.people.models import Account, Place, User
from abonent.post.models import Message
from tests import people
from tests.people import NOON
from tests.web.doors import kinds, shown, text

PAGE, CHANGE = "/me/address/", "/me/address/change/"
NEW = {"street": "ul. Leśna", "house": "8", "flat": "2", "post_code": "16-999", "town": "Gródek Leśny"}


@pytest.fixture
def home(account: Account) -> Place:
    """The place where Olena's letters go."""
    account.post_place = Place.objects.create(street="ul. Polna", house="3", post_code="16-999", town="Gródek Leśny")
    account.save()
    return account.post_place


@pytest.fixture
def office() -> Iterator[None]:
    """An operator whose office looks at every change."""
    operator = profile.current()
    changes = replace(operator.panel.changes, post_address="OFFICE")
    with profile.using(replace(operator, panel=replace(operator.panel, changes=changes))):
        yield


def typed(browser: Client, of: Account, **more: str) -> Any:
    return shown(browser, browser.post(CHANGE, {"account": of.number} | NEW | more))


def confirmed(browser: Client, of: Account, **more: str) -> Any:
    return browser.post(CHANGE, {"account": of.number} | NEW | more | {"confirm": "1"})


def goes_to(account: Account) -> str:
    account.refresh_from_db()
    return str(account.post_place)


def test_typed_checked_done(browser: Client, account: Account, home: Place) -> None:
    check = typed(browser, account)
    assert check.status_code == 200
    assert "PLN 0.00" in text(check)
    assert "ul. Polna" in text(check)
    assert "ul. Leśna" in text(check)
    assert goes_to(account) == "ul. Polna 3, 16-999 Gródek Leśny"

    answer = confirmed(browser, account)

    assert answer.url == "/me/address/?done=changed"
    assert "The address was changed" in text(browser.get(answer.url))
    assert goes_to(account) == "ul. Leśna 8/2, 16-999 Gródek Leśny"
    assert str(Place.objects.get(pk=home.pk)) == "ul. Polna 3, 16-999 Gródek Leśny"
    assert kinds("address.changed") == ["address.changed"]
    (letter,) = Message.objects.all()
    assert (letter.to, letter.template) == ("olena@example.com", "address_changed")


def test_nothing_happens_before_it_is_confirmed_and_nothing_twice(browser: Client, account: Account) -> None:
    typed(browser, account)
    assert goes_to(account) == "None"

    answers = [confirmed(browser, account) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "This is the address that letters go to already." in text(answers[1])
    assert Place.objects.count() == 1
    assert kinds("address.changed") == ["address.changed"]


def test_the_check_page_sends_along_what_it_shows(browser: Client, account: Account) -> None:
    page = typed(browser, account, post_code="16999", street="  ul.   Leśna ").content.decode()

    for name, value in NEW.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert 'name="confirm"' in page


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"house": ""}, "Please type the number of the house."),
        ({"town": "   "}, "Please type the name of the town."),
        ({"post_code": ""}, "Please type the post code."),
        ({"post_code": "1699"}, "A post code looks like 16-999."),
        ({"post_code": "16-99x"}, "A post code looks like 16-999."),
        ({"post_code": "١٦-٩٩٩"}, "A post code looks like 16-999."),
        ({"street": "u" * 161}, "160"),
        ({"town": "თბილისი"}, "Bills and letters cannot show: თ, ბ, ი, ლ, ს."),
        ({"town": "Gródek\x00Leśny"}, "Null characters"),
    ],
    ids=str,
)
def test_what_is_missing_or_wrong_is_said_at_the_field(
    browser: Client, account: Account, more: dict[str, str], says: str
) -> None:
    answer = typed(browser, account, **more)

    assert answer.status_code == 422
    assert text(answer).startswith("Error: Change the address")
    assert says in text(answer)
    assert confirmed(browser, account, **more).status_code == 422
    assert kinds("address.changed") == []


@pytest.mark.parametrize("code", ["16-999", "16999", "16 999", " 16-999 "])
def test_a_post_code_is_kept_in_one_way(browser: Client, account: Account, code: str) -> None:
    confirmed(browser, account, post_code=code, street="  ul.   Leśna\n", flat="")

    assert goes_to(account) == "ul. Leśna 8, 16-999 Gródek Leśny"


def test_in_another_country_post_codes_are_free(browser: Client, account: Account) -> None:
    with profile.using(replace(profile.current(), country="UA")):
        assert typed(browser, account, post_code="80100").status_code == 200


def test_what_was_typed_stays_typed_when_one_goes_back(browser: Client, account: Account) -> None:
    answer = typed(browser, account, edit="1")

    assert answer.status_code == 200
    assert 'value="ul. Leśna"' in answer.content.decode()
    assert 'name="confirm"' not in answer.content.decode()


def test_going_back_changes_nothing_even_where_both_are_pressed(browser: Client, account: Account) -> None:
    answer = typed(browser, account, confirm="1", edit="1")

    assert answer.status_code == 200
    assert kinds("address.changed") == []


def test_the_form_holds_the_present_address(browser: Client, account: Account, home: Place) -> None:
    page = browser.get(CHANGE).content.decode()

    assert 'value="ul. Polna"' in page
    assert 'value="16-999"' in page


def test_what_is_typed_in_two_windows_does_not_mix(browser: Client, account: Account) -> None:
    typed(browser, account)
    typed(browser, account, house="99")

    confirmed(browser, account)

    assert goes_to(account) == "ul. Leśna 8/2, 16-999 Gródek Leśny"


@pytest.mark.parametrize("press", [{}, {"confirm": "1"}], ids=str)
def test_the_same_address_is_no_change(browser: Client, account: Account, home: Place, press: dict[str, str]) -> None:
    answer = typed(browser, account, street=" ul.  Polna", house="3", flat="", post_code="16999", **press)

    assert answer.status_code == 422
    assert text(answer).startswith("Error: Change the address")
    assert "This is the address that letters go to already." in text(answer)
    assert Place.objects.count() == 1
    assert kinds("address.changed") == []


def test_what_was_typed_for_one_account_is_not_done_on_another(browser: Client, account: Account) -> None:
    other = people.account("100999", "Olena Petrenko", User.objects.get(login="olena"))
    typed(browser, account)
    browser.post("/me/account/", {"account": other.number})

    assert confirmed(browser, account).status_code == 409
    assert (goes_to(account), goes_to(other)) == ("None", "None")


@pytest.mark.usefixtures("office")
def test_where_the_office_looks_old_and_new_stand_side_by_side_until_it_agrees(
    browser: Client, account: Account, home: Place
) -> None:
    assert "as soon as the office has agreed" in text(typed(browser, account))

    answer = confirmed(browser, account)

    found = text(browser.get(answer.url))
    assert "Waiting since 21 November 2026, 12:00" in found
    assert "ul. Leśna" in found
    assert goes_to(account) == "ul. Polna 3, 16-999 Gródek Leśny"
    assert browser.get(CHANGE).headers["Location"] == PAGE

    cases.accept(Order.objects.get(), at=NOON, by=None)

    assert goes_to(account) == "ul. Leśna 8/2, 16-999 Gródek Leśny"
    assert "Waiting since" not in text(browser.get(PAGE))


@pytest.mark.usefixtures("office")
def test_what_is_confirmed_twice_is_asked_for_once(browser: Client, account: Account, home: Place) -> None:
    answers = [confirmed(browser, account) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/me/address/?done=asked", PAGE]
    assert Order.objects.count() == 1
    told = text(browser.get(answers[0].headers["Location"]))
    assert f"Its number is {Order.objects.get().ref}." in told


@pytest.mark.usefixtures("office")
def test_what_waits_can_be_withdrawn_once(browser: Client, account: Account, home: Place) -> None:
    confirmed(browser, account)
    ref = Order.objects.get().ref

    answers = [browser.post(CHANGE, {"account": account.number, "withdraw": ref}) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/me/address/?done=withdrawn", PAGE]
    assert "The change was withdrawn" in text(browser.get(answers[0].headers["Location"]))
    assert Order.objects.get().state == "WITHDRAWN"
    assert goes_to(account) == str(home)


@pytest.mark.usefixtures("office")
def test_a_reference_that_cannot_be_one_is_none(browser: Client, account: Account, home: Place) -> None:
    for strange in ("Z-\0", "", "Z-ÀÀÀÀ-ÀÀÀÀ"):
        answer = browser.post(CHANGE, {"account": account.number, "withdraw": strange})

        assert answer.status_code == 404


@pytest.mark.usefixtures("office")
def test_what_the_office_refused_is_told_until_something_else_is_asked(
    browser: Client, account: Account, home: Place
) -> None:
    confirmed(browser, account)
    cases.refuse(Order.objects.get(), reason="We do not deliver there", at=NOON, by=None)

    page = text(browser.get(PAGE))
    assert "The office did not agree to the change" in page
    assert "We do not deliver there" in page

    confirmed(browser, account, house="9")
    assert "did not agree" not in text(browser.get(PAGE))


@pytest.mark.usefixtures("office")
def test_nobody_withdraws_what_another_asked_for(
    browser: Client, account: Account, neighbour: Account, client: Client
) -> None:
    confirmed(browser, account)
    his = Client()
    his.force_login(User.objects.get(login="marek"))

    answer = his.post(CHANGE, {"account": neighbour.number, "withdraw": Order.objects.get().ref})

    assert answer.status_code == 404
    assert Order.objects.get().state == "WAITING"
