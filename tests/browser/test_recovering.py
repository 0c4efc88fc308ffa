"""Back in without the password: asked for on the page, the link from the letter as it was sent, the new password (I2)."""

import re

from playwright.sync_api import expect

from abonent.demo.mailbox import letters
from tests import people
from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.everywhere import Seat, everywhere
from tests.browser.street import Street
from tests.listening import eventually

NEW = "siedem kamieni w potoku"


@everywhere
def test_from_the_sign_in_to_a_new_password(visit: Visit, seat: Seat, the_street: Street) -> None:
    olena = scenes.customer()
    address = f"konto{olena.account.number}@example.com"
    visitor = visit(**seat)
    page = visitor.go("/signin/")

    visitor.answer(page.locator("a[href='/forgot/']").click)
    assert visitor.send(login=olena.user.login, mail=address) == 200
    expect(page.get_by_role("status")).to_have_count(1)
    eventually(lambda: _links(the_street, address))
    (link,) = _links(the_street, address)
    visitor.go(link)
    assert page.url.endswith("/new-password/"), "the token has left the address"
    assert visitor.send(new="short") == 422
    assert visitor.send(new=NEW) == 200

    assert page.url.endswith("/signin/?done=password")
    visitor.go(link, 410)
    visitor.go("/signin/")
    assert visitor.send(login=olena.user.login, password=people.PASSWORD) == 422
    assert visitor.send(login=olena.user.login, password=NEW) == 200
    assert page.url.endswith("/overview/")


def test_leaving_for_good(visit: Visit) -> None:
    olena = scenes.customer()
    visitor = visit().sign_in(olena.user)
    page = visitor.go("/me/")

    visitor.answer(page.locator("a[href='/me/close/']").click)
    assert visitor.send(password=people.PASSWORD) == 200
    assert page.url.endswith("/me/close/")
    visitor.answer(page.locator("form[action='/me/close/'] button").click)

    assert page.url.endswith("/closed/")
    page.go_back()
    assert page.url.endswith(("/signin/?next=/me/close/", "/signin/?next=%2Fme%2Fclose%2F"))
    assert visitor.send(login=olena.user.login, password=people.PASSWORD) == 422


def _links(street: Street, address: str) -> list[str]:
    """Return the links that came by mail, without the portal's address."""
    texts = [letter.text for letter in letters(street.folder / "mail") if letter.to == address]
    return [found for text in texts for found in re.findall(r"https?://[^/\s]+(/link/\S+)", text)]
