"""Signing in and out in a real browser, on a phone and on a desk, with JavaScript and without (I1)."""

import re
from pathlib import Path

from playwright.sync_api import expect

from abonent.demo.mailbox import letters
from abonent.post.models import Message
from tests import people
from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.everywhere import Seat, everywhere
from tests.browser.street import Street
from tests.browser.visitor import Visitor
from tests.listening import eventually


@everywhere
def test_wrong_then_right(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer().user
    visitor = visit(**seat)
    page = visitor.go("/overview/")
    assert page.url.endswith("/signin/?next=%2Foverview%2F")

    assert visitor.send(login=olena.login, password="not that one") == 422
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator("[name=login]")).to_have_value(olena.login)
    expect(page.locator("[name=password]")).to_have_value("")
    assert page.title().startswith("Error: ")

    # Case and spaces around it do not matter: telephones write logins with a capital.
    assert visitor.send(login=f" {olena.login.capitalize()} ", password=people.PASSWORD) == 200
    assert page.url.endswith("/overview/")
    expect(page.get_by_text(olena.name).first).to_be_attached()


@everywhere
def test_adding_the_app(visit: Visit, seat: Seat, the_street: Street) -> None:
    olena = scenes.customer()
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/me/security/")

    visitor.answer(page.locator("a[href='/me/security/app/']").click)
    assert visitor.send(password=people.PASSWORD) == 200, "the password is asked once more"
    expect(page.locator("figure.qr svg")).to_have_count(1)
    key = str(page.locator("[data-copy]").first.get_attribute("data-copy"))
    assert visitor.send(code="000000") == 422
    assert page.locator("[data-copy]").first.get_attribute("data-copy") == key, "what was scanned stays good"
    assert visitor.send(code=scenes.code(key)) == 200

    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download() as kept:
        page.locator("a[href$='codes.txt']").click()
    assert set(codes) < set(Path(kept.value.path()).read_text().splitlines())
    assert _mails(the_street, olena) == 1


@everywhere
def test_signing_in_with_the_app(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    key = scenes.with_app(olena.user)
    visitor = visit(**seat)
    page = visitor.go("/signin/")

    assert visitor.send(login=olena.user.login, password=people.PASSWORD) == 200
    assert page.url.endswith("/signin/code/")
    assert visitor.send(code="000000") == 422
    expect(page.locator(".errors")).to_be_focused()
    digits = scenes.code(key)
    # As apps show it and people type it.
    assert visitor.send(code=f"{digits[:3]} {digits[3:]}") == 200
    assert page.url.endswith("/overview/")


@everywhere
def test_a_recovery_code_opens_once(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    scenes.with_app(olena.user)
    visitor = visit(**seat).sign_in(olena.user, stepped_up=True)
    page = visitor.go("/me/security/codes/")
    code = page.locator(".codes li").first.inner_text()

    _sign_out(visitor)
    visitor.send(login=olena.user.login, password=people.PASSWORD)
    assert visitor.send(code=code) == 200
    assert page.url.endswith("/overview/")

    _sign_out(visitor)
    visitor.send(login=olena.user.login, password=people.PASSWORD)
    assert visitor.send(code=code) == 422


@everywhere
def test_taking_the_app_away_asks_for_a_longer_password(visit: Visit, seat: Seat, the_street: Street) -> None:
    olena = scenes.customer()
    scenes.with_app(olena.user)
    olena.user.set_password(scenes.SHORT_PASSWORD)
    olena.user.save()
    visitor = visit(**seat).sign_in(olena.user, stepped_up=True)
    page = visitor.go("/me/security/app/off/")

    assert visitor.send(new=scenes.SHORT_PASSWORD) == 422
    assert visitor.send(new="siedem kamieni w potoku") == 200
    assert page.url.endswith("/me/security/")
    _sign_out(visitor)
    assert visitor.send(login=olena.user.login, password=scenes.SHORT_PASSWORD) == 422
    assert visitor.send(login=olena.user.login, password="siedem kamieni w potoku") == 200
    assert page.url.endswith("/overview/")
    assert _mails(the_street, olena) == 4, "the app came, it went, the password changed, a browser was new"


@everywhere
def test_after_signing_out_the_way_back_shows_nothing(visit: Visit, seat: Seat) -> None:
    olena = scenes.customer()
    visitor = visit(**seat).sign_in(olena.user)
    page = visitor.go("/overview/")
    number = page.locator(".me summary small").inner_text()

    _sign_out(visitor)
    visitor.answer(page.go_back)

    assert re.search(r"/signin/\?next=", page.url)
    assert number not in page.content()


@everywhere
def test_language_and_look_stay(visit: Visit, seat: Seat) -> None:
    visitor = visit(**seat)
    page = visitor.go("/signin/")

    visitor.answer(page.locator("button[name=language][value=uk]").click)
    visitor.answer(page.locator("button[name=look][value=dark]").click)
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    olena = scenes.customer()
    visitor.sign_in(olena.user).go("/overview/")
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    page.locator(".me summary").click()
    visitor.answer(page.locator("button[name=language][value=en]").click)
    page.locator(".me summary").click()
    visitor.answer(page.locator("button[name=look][value=light]").click)
    assert page.url.endswith("/overview/")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")

    # The language goes with the person to another browser; the look stays with the screen.
    elsewhere = visit().sign_in(olena.user).go("/overview/")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
    assert elsewhere.locator("html").get_attribute("data-theme") is None


def test_a_password_is_shown_on_request_only(visit: Visit) -> None:
    page = visit().go("/signin/")
    field = page.locator("[name=password]")
    field.fill("korale")

    page.locator(".with-button button").click()
    expect(field).to_have_attribute("type", "text")
    page.locator(".with-button button").click()

    expect(field).to_have_attribute("type", "password")
    expect(field).to_have_value("korale")


def test_escape_closes_the_menu(visit: Visit) -> None:
    page = visit().sign_in(scenes.customer().user).go("/overview/")
    page.locator(".me summary").press("Enter")
    expect(page.locator(".me")).to_have_attribute("open", "")

    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.locator(".me")).not_to_have_attribute("open", "")
    expect(page.locator(".me summary")).to_be_focused()


def _sign_out(visitor: Visitor) -> None:
    page = visitor.page
    page.locator(".me summary").click()
    visitor.answer(page.locator("form[action='/signout/'] button").click)
    assert page.url.endswith("/signin/")


def _mails(street: Street, of: scenes.Customer) -> int:
    """How many letters have come to somebody when all that were queued have been sent."""
    to = f"konto{of.account.number}@example.com"
    queued = Message.objects.filter(to=to).count()
    eventually(lambda: sum(letter.to == to for letter in letters(street.folder / "mail")) == queued)
    return queued
