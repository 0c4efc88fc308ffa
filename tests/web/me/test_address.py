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
from tests.web.doors import hidden, kinds, text

PAGE, CHANGE, CHECK = "/me/address/", "/me/address/change/", "/me/address/check/"
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
    return browser.post(CHANGE, {"account": of.number} | NEW | more)


def confirmed(browser: Client, of: Account) -> Any:
    shown = hidden(browser.get(CHECK).content.decode(), "shown")
    return browser.post(CHECK, {"account": of.number, "shown": shown})


def goes_to(account: Account) -> str:
    account.refresh_from_db()
    return str(account.post_place)


def test_typed_checked_done(browser: Client, account: Account, home: Place) -> None:
    assert typed(browser, account).url == CHECK
    check = text(browser.get(CHECK))
    assert "PLN 0.00" in check
    assert "ul. Polna" in check
    assert "ul. Leśna" in check
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
    assert account.post_place is None
    shown = hidden(browser.get(CHECK).content.decode(), "shown")

    answers = [browser.post(CHECK, {"account": account.number, "shown": shown}) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/me/address/?done=changed", CHANGE]
    assert Place.objects.count() == 1
    assert kinds("address.changed") == ["address.changed"]


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
    assert browser.get(CHECK).headers["Location"] == CHANGE


@pytest.mark.parametrize("code", ["16-999", "16999", "16 999", " 16-999 "])
def test_a_post_code_is_kept_in_one_way(browser: Client, account: Account, code: str) -> None:
    typed(browser, account, post_code=code, street="  ul.   Leśna\n", flat="")

    confirmed(browser, account)

    assert goes_to(account) == "ul. Leśna 8, 16-999 Gródek Leśny"


def test_in_another_country_post_codes_are_free(browser: Client, account: Account) -> None:
    with profile.using(replace(profile.current(), country="UA")):
        assert typed(browser, account, post_code="80100").url == CHECK


def test_what_was_typed_stays_typed_when_one_goes_back(browser: Client, account: Account) -> None:
    typed(browser, account)

    assert 'value="ul. Leśna"' in browser.get(CHANGE).content.decode()


def test_what_was_typed_in_another_window_is_shown_before_it_is_done(browser: Client, account: Account) -> None:
    typed(browser, account)
    shown = hidden(browser.get(CHECK).content.decode(), "shown")
    typed(browser, account, house="99")

    answer = browser.post(CHECK, {"account": account.number, "shown": shown})

    assert answer.status_code == 200
    assert "99" in text(answer)
    assert kinds("address.changed") == []


def test_the_same_address_is_no_change(browser: Client, account: Account, home: Place) -> None:
    typed(browser, account, street="ul. Polna", house="3", flat="")
    assert "This is the address that letters go to already." in text(browser.get(CHECK))

    browser.post(CHECK, {"account": account.number, "shown": str(home)})

    assert Place.objects.count() == 1
    assert kinds("address.changed") == []


def test_what_was_typed_for_one_account_is_not_done_on_another(browser: Client, account: Account) -> None:
    other = people.account("100999", "Olena Petrenko", User.objects.get(login="olena"))
    typed(browser, account)
    browser.post("/me/account/", {"account": other.number})

    assert browser.get(CHECK).headers["Location"] == CHANGE
    assert browser.post(CHECK, {"account": account.number}).status_code == 409


@pytest.mark.usefixtures("office")
def test_where_the_office_looks_old_and_new_stand_side_by_side_until_it_agrees(
    browser: Client, account: Account, home: Place
) -> None:
    typed(browser, account)
    assert "as soon as the office has agreed" in text(browser.get(CHECK))

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
def test_what_waits_can_be_withdrawn_once(browser: Client, account: Account, home: Place) -> None:
    typed(browser, account)
    confirmed(browser, account)
    ref = Order.objects.get().ref

    answers = [browser.post("/me/address/withdraw/", {"account": account.number, "withdraw": ref}) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/me/address/?done=withdrawn", PAGE]
    assert Order.objects.get().state == "WITHDRAWN"
    assert goes_to(account) == str(home)


@pytest.mark.usefixtures("office")
def test_a_reference_that_cannot_be_one_is_none(browser: Client, account: Account, home: Place) -> None:
    for strange in ("Z-\0", "", "Z-ÀÀÀÀ-ÀÀÀÀ"):
        answer = browser.post("/me/address/withdraw/", {"account": account.number, "withdraw": strange})

        assert answer.status_code == 404


@pytest.mark.usefixtures("office")
def test_what_the_office_refused_is_told_until_something_else_is_asked(
    browser: Client, account: Account, home: Place
) -> None:
    typed(browser, account)
    confirmed(browser, account)
    cases.refuse(Order.objects.get(), reason="We do not deliver there", at=NOON, by=None)

    page = text(browser.get(PAGE))
    assert "The office did not agree to the change" in page
    assert "We do not deliver there" in page

    typed(browser, account, house="9")
    confirmed(browser, account)
    assert "did not agree" not in text(browser.get(PAGE))


@pytest.mark.usefixtures("office")
def test_nobody_withdraws_what_another_asked_for(
    browser: Client, account: Account, neighbour: Account, client: Client
) -> None:
    typed(browser, account)
    confirmed(browser, account)
    his = Client()
    his.force_login(User.objects.get(login="marek"))

    answer = his.post("/me/address/withdraw/", {"account": neighbour.number, "withdraw": Order.objects.get().ref})

    assert answer.status_code == 404
    assert Order.objects.get().state == "WAITING"
