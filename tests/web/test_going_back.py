"""No page of the portal answers a form by itself, so that going back to it never asks whether to send the form again.

Every button of every form is pressed that somebody meets on the pages of the URL configuration.
"""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import resolve

from abonent.people.models import User
from tests import people
from tests.people import NOON
from tests.web import doors
from tests.web.form_walk import Press, presses
from tests.web.scene import Scene
from tests.web.walking import NAMES, by_letter, initial

pytestmark = pytest.mark.usefixtures("in_english")

ANSWERS_BY_ITSELF = {
    "line_password": "what is checked is a password in the clear: it is kept nowhere, and is shown once",
    "public_pay": "a stranger has no session, and an address with an amount in it could be sent to somebody as a trick",
}
"""Pages that show what a form held without leading to it, and why."""
SHOWS_WHAT_WAS_TYPED = {"change_address", "change_invoice_data", "disagree", "invite_person", "promise"}
"""Pages whose forms lead to what they held. They are named so that nobody believes a walk that pressed nothing."""
WHO = ("nobody", "olena", "paula")


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def price_list(db: None) -> None:
    people.tariff("PROMISE", "2.00", kind="FEE", unit="once")


def visitor(person: User | None) -> Client:
    """Somebody who has just shown who they are."""
    client = Client(headers={"Accept-Language": "en"})
    if person:
        client.force_login(person)
        doors.step_up(client)
    return client


def pressed(scene: Scene, names: list[str]) -> list[Press]:
    found: list[Press] = []
    for client in (visitor(scene.everybody[who]) for who in WHO):
        for name in names:
            found += presses(client, scene.address(name))
    return found


def page_of(press: Press) -> str:
    return str(resolve(press.address.partition("?")[0]).url_name)


@pytest.mark.parametrize("names", by_letter(NAMES), ids=initial)
def test_whatever_is_pressed_leads_to_a_page_with_an_address_of_its_own(scene: Scene, names: list[str]) -> None:
    found = pressed(scene, names)

    by_itself = {page_of(press) for press in found if press.answer.status_code == 200}
    led = {page_of(press) for press in found if "?typed=" in press.answer.headers.get("Location", "")}
    assert by_itself == ANSWERS_BY_ITSELF.keys() & set(names)
    assert led == SHOWS_WHAT_WAS_TYPED & set(names)
    assert not [press for press in found if press.answer.status_code >= 500]


def test_what_was_typed_is_there_again_and_in_no_address(scene: Scene) -> None:
    olena = visitor(scene.everybody["olena"])
    typed = {"name": "Nadia Koval", "mail": "nadia@example.com", "role": "PAYS", "account": scene.account.number}

    there = olena.post("/me/people/invite/", typed | {"step": "check"})["Location"]

    assert "nadia" not in there.casefold()
    for _look in range(2):
        assert "nadia@example.com" in doors.text(olena.get(there))
    assert "nadia@example.com" not in doors.text(visitor(scene.everybody["olena"]).get(there))


def test_done_it_is_forgotten(scene: Scene) -> None:
    olena = visitor(scene.everybody["olena"])
    typed = {"name": "Nadia Lis", "mail": "lis@example.com", "role": "PAYS", "account": scene.account.number}
    there = olena.post("/me/people/invite/", typed | {"step": "check"})["Location"]

    olena.post("/me/people/invite/", typed | {"step": "send"})

    assert "kept_forms" not in olena.session
    assert "lis@example.com" not in doors.text(olena.get(there))


def test_what_was_typed_for_one_account_is_not_shown_for_another(scene: Scene) -> None:
    user = scene.everybody["olena"]
    assert user
    second = people.account("200234", "Olena Petrenko", user)
    olena = visitor(user)
    typed = {"street": "ul. Leśna", "house": "8", "flat": "", "post_code": "16-999", "town": "Gródek"}
    there = olena.post("/me/address/change/", typed | {"account": scene.account.number})["Location"]
    assert "ul. Leśna" in doors.text(olena.get(there))

    olena.post("/me/account/", {"account": second.number})

    assert "ul. Leśna" not in doors.text(olena.get(there))


def test_only_so_many_are_kept(scene: Scene) -> None:
    olena = visitor(scene.everybody["olena"])
    address = {"street": "ul. Leśna", "flat": "", "post_code": "16-999", "town": "Gródek"}
    sent = [address | {"house": str(house), "account": scene.account.number} for house in range(1, 7)]

    there = [olena.post("/me/address/change/", each)["Location"] for each in sent]

    assert ["ul. Leśna" in doors.text(olena.get(each)) for each in there] == [False, True, True, True, True, True]
