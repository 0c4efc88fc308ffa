"""One's own page: it leads to what exists for the role, and says how it stands."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.people import actions
from abonent.people.models import Account, Contact, User
from tests import people
from tests.people import NOON
from tests.web.doors import text


def links(browser: Client) -> list[str]:
    """Return where the cards of the page lead, in order."""
    page = browser.get("/me/").content.decode()
    ways = page.partition("<h1>")[2].split('<ul class="ways">')[1:]
    return [part.partition('"')[0] for way in ways for part in way.partition("</ul>")[0].split('href="')[1:]]


def test_the_owner_finds_everything_with_how_it_stands(browser: Client, account: Account, olena: User) -> None:
    actions.give_consent(account, "mail-works", at=NOON, by=olena)
    Contact.objects.create(account=account, user=olena, kind="PHONE", value="+48501234567", confirmed_at=NOON)
    place = {"street": "ul. Polna", "house": "3", "flat": "", "post_code": "16-999", "town": "Gródek Leśny"}
    actions.move_post(account, **place, at=NOON, by=olena)

    found = text(browser.get("/me/"))

    assert "olena@example.com, 501 234 567" in found
    assert "ul. Polna 3, 16-999 Gródek Leśny" in found
    assert "1 of 4 given" in found
    assert "E-invoice switched on" in found
    assert {"/me/contact/", "/me/address/", "/me/consents/", "/me/people/", "/me/mail/"} <= set(links(browser))
    assert "/me/right/" not in links(browser)


def test_what_is_not_confirmed_is_not_told_as_what_counts(browser: Client, account: Account) -> None:
    Contact.objects.filter(account=account).update(confirmed_at=None)

    assert "none confirmed yet" in text(browser.get("/me/"))


def test_a_person_who_may_look_finds_what_is_theirs(account: Account, client: Client) -> None:
    sonia = people.person("sonia", "Sonia Lis")
    people.access(account, sonia, "SEES")
    client.force_login(sonia)

    found = links(client)

    assert "/me/right/" in found
    assert "/me/mail/" in found
    assert not {"/me/contact/", "/me/address/", "/me/consents/", "/me/people/", "/me/invoice-data/"} & set(found)
    assert "olena@example.com" not in text(client.get("/me/"))


def test_a_person_without_an_account_finds_what_is_theirs(client: Client, db: None) -> None:
    client.force_login(people.person("nikt", "Nikt Taki"))

    assert links(client)[0] == "/me/password/"
    assert client.get("/me/").status_code == 200


def test_many_accounts_cost_as_much_as_one(browser: Client, account: Account, olena: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert browser.get("/me/").status_code == 200
        return len(statements)

    one = asked()
    for number in range(100800, 100810):
        people.account(str(number), "Olena Petrenko", olena)

    assert asked() == one


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/me/", ""),
        ("/overview/", ""),
        ("/me/contact/", "/me/"),
        ("/me/invoice-data/change/", "/me/invoice-data/"),
        ("/me/address/change/", "/me/"),
        ("/bills/e-invoice/", "/bills/"),
    ],
)
def test_a_page_leads_back_to_the_nearest_of_the_menus(browser: Client, path: str, above: str) -> None:
    page = browser.get(path).content.decode()

    assert page.partition('<nav class="back"')[2].partition('href="')[2].partition('"')[0] == above
