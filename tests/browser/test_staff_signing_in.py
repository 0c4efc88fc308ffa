"""The staff's way in, in a real browser: from the letter of the invitation to the desk, by app and by passkey."""

import re

from playwright.sync_api import expect

from abonent.demo.mailbox import letters
from abonent.people.models import User
from tests import people
from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.everywhere import Seat, everywhere
from tests.browser.passkeys import a_device, arrived
from tests.browser.street import Street
from tests.browser.visitor import DESKTOP
from tests.listening import eventually

NEW_PASSWORD = "osiem sikorek na parapecie"


@everywhere
def test_with_the_app(visit: Visit, seat: Seat) -> None:
    zofia = scenes.somebody("Zofia Biuro")
    User.objects.filter(pk=zofia.pk).update(staff_role="CLERK")
    key = scenes.with_app(zofia)
    visitor = visit(**seat)
    page = visitor.go("/desk/")
    assert page.url.endswith("/desk/signin/?next=%2Fdesk%2F")

    assert visitor.send(login=zofia.login, password="not that one") == 422
    expect(page.locator(".errors")).to_be_focused()
    assert visitor.send(login=zofia.login, password=people.PASSWORD) == 200
    assert page.url.endswith("/signin/code/")
    assert visitor.send(code=scenes.code(key)) == 200

    assert page.url.endswith("/desk/")
    visitor.go("/signout/")
    visitor.answer(page.locator("main form button").click)
    assert page.url.endswith("/desk/signin/")


def test_from_the_letter_to_the_desk_with_a_passkey(visit: Visit, the_street: Street) -> None:
    """An administrator invites, the newcomer follows the letter, and cannot get past the second step."""
    admin = scenes.colleague("ADMIN", "Roman Bór")
    office = visit(viewport=DESKTOP, locale="en-GB").sign_in(admin, stepped_up=True)
    login = f"nina.{admin.pk}"
    page = office.go("/desk/staff/")
    office.answer(page.get_by_role("link", name="Invite somebody").click)
    page.get_by_text("accounting").check()
    page.locator("select[name=language]").select_option("en")
    assert office.send(name="Nina Wilk", login=login, mail=f"{login}@iskra-net.example") == 200
    assert office.send() == 200
    expect(page.get_by_text("The invitation was sent")).to_be_visible()

    link = _link(the_street, login)
    newcomer = visit(viewport=DESKTOP, locale="en-GB")
    a_device(newcomer)
    newcomer.go(link)
    assert newcomer.send(new=NEW_PASSWORD) == 200
    expect(newcomer.page.get_by_text("Set up a second step first")).to_be_visible()
    newcomer.answer(newcomer.page.get_by_role("link", name="Add a passkey").click)
    assert newcomer.send(password=NEW_PASSWORD) == 200
    newcomer.page.get_by_role("button", name="Add a passkey").click()
    arrived(newcomer, "/me/security/codes/")
    newcomer.answer(newcomer.page.get_by_role("link", name="To the desk").click)
    assert newcomer.page.url.endswith("/desk/")

    newcomer.go("/signout/")
    newcomer.answer(newcomer.page.locator("main form button").click)
    newcomer.page.get_by_role("button", name="Sign in with a passkey").click()
    arrived(newcomer, "/desk/")


def test_whoever_is_disabled_is_out_at_the_next_press(visit: Visit) -> None:
    zofia, roman = scenes.colleague(), scenes.colleague("ADMIN", "Roman Bór")
    clerk = visit(viewport=DESKTOP, locale="en-GB").sign_in(zofia)
    clerk.go("/desk/")
    office = visit(viewport=DESKTOP, locale="en-GB").sign_in(roman, stepped_up=True)
    office.go(f"/desk/staff/{zofia.pk}/disable/")
    assert office.send() == 200
    expect(office.page.get_by_text("The sign-in has ended")).to_be_visible()

    clerk.answer(clerk.page.get_by_role("link", name="Today").first.click)

    assert "/desk/signin/" in clerk.page.url


def test_djangos_admin_works_under_our_policy(visit: Visit) -> None:
    """A visitor whose console complains of anything, of a style that the policy forbids for one, fails its test."""
    customer = scenes.customer()
    visitor = visit(viewport=DESKTOP, locale="pl-PL").sign_in(scenes.colleague("ADMIN", "Roman Bór"))
    for path in (
        "",
        "abonent/account/",
        f"abonent/account/{customer.account.pk}/change/",
        "procrastinate/procrastinatejob/",
    ):
        visitor.go(f"/desk/system/{path}").wait_for_load_state("networkidle")


def _link(the_street: Street, login: str) -> str:
    """Return the address in the letter that has come."""

    address = f"{login}@iskra-net.example"

    def found() -> list[str]:
        texts = [letter.text for letter in letters(the_street.folder / "mail") if letter.to == address]
        return re.findall(r"/link/\S+/", "\n".join(texts))

    eventually(lambda: bool(found()))
    return found()[0]
