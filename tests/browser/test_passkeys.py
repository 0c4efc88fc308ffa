"""Passkeys in a real browser, with Chromium's virtual authenticator: from adding one to the last one's end."""

from playwright.sync_api import expect

from tests import people
from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.passkeys import a_device, arrived
from tests.browser.visitor import DESKTOP, Visitor


def added(visitor: Visitor, name: str) -> None:
    page = visitor.go("/me/security/passkeys/")
    page.locator("[name=name]").fill(name)
    page.locator("form[data-passkey] button").click()
    arrived(visitor, "/me/security/codes/")


def sign_out(visitor: Visitor) -> None:
    visitor.go("/signout/")
    visitor.answer(visitor.page.locator("main form button").click)
    assert visitor.page.url.endswith("/signin/")


def test_from_the_first_to_the_last(visit: Visit) -> None:
    olena = scenes.customer()
    visitor = visit(locale="en-GB").sign_in(olena.user)
    a_device(visitor)
    page = visitor.go("/me/security/")

    visitor.answer(page.get_by_role("link", name="Add a passkey").click)
    assert visitor.send(password=people.PASSWORD) == 200, "the password is asked once more"
    expect(page.locator("[name=name]")).to_have_value("Chrome, Linux")
    expect(page.get_by_text("This browser cannot make a passkey")).to_be_hidden()
    page.locator("[name=name]").fill("Telefon")
    page.get_by_role("button", name="Add a passkey").click()
    arrived(visitor, "/me/security/codes/")
    assert len(page.locator(".codes li").all()) == 10

    sign_out(visitor)
    visitor.go("/signin/?next=/bills/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    arrived(visitor, "/bills/")

    visitor.go("/me/security/codes/")
    assert "/step-up/" in page.url
    page.get_by_role("button", name="Use a passkey").click()
    arrived(visitor, "/me/security/codes/")

    visitor.go("/me/security/")
    visitor.answer(page.get_by_role("link", name="Change – Telefon").click)
    visitor.answer(page.get_by_role("link", name="Remove it").click)
    visitor.answer(page.get_by_role("button", name="Remove").click)
    expect(page.get_by_text("switched off")).to_be_visible()


def test_after_the_password(visit: Visit) -> None:
    olena = scenes.customer()
    visitor = visit(viewport=DESKTOP, locale="en-GB").sign_in(olena.user, stepped_up=True)
    a_device(visitor)
    added(visitor, "Laptop")
    sign_out(visitor)

    assert visitor.send(login=olena.user.login, password=people.PASSWORD) == 200
    assert visitor.page.url.endswith("/signin/code/")
    visitor.page.get_by_role("button", name="Use a passkey").click()

    arrived(visitor, "/overview/")


def test_one_device_is_added_once(visit: Visit) -> None:
    visitor = visit(locale="en-GB").sign_in(scenes.customer().user, stepped_up=True)
    a_device(visitor)
    added(visitor, "Telefon")

    page = visitor.go("/me/security/passkeys/")
    page.locator("form[data-passkey] button").click()

    expect(page.get_by_text("This device has a passkey of yours already.")).to_be_visible()
    expect(page.locator("form[data-passkey] button")).to_be_enabled()


def test_who_does_not_prove_themselves_to_the_device_is_told_so(visit: Visit) -> None:
    visitor = visit(locale="en-GB")
    a_device(visitor, verifies=False)
    page = visitor.go("/signin/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("That did not work, or was cancelled.")).to_be_visible()
    assert page.url.endswith("/signin/")


def test_a_copied_passkey_is_turned_away(visit: Visit) -> None:
    visitor = visit(locale="en-GB").sign_in(scenes.customer().user, stepped_up=True)
    wire, device = a_device(visitor)
    added(visitor, "Telefon")
    (first,) = wire.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    sign_out(visitor)
    visitor.page.get_by_role("button", name="Sign in with a passkey").click()
    arrived(visitor, "/overview/")
    sign_out(visitor)

    wire.send("WebAuthn.removeCredential", {"authenticatorId": device, "credentialId": first["credentialId"]})
    wire.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": first | {"signCount": 0}})
    visitor.page.get_by_role("button", name="Sign in with a passkey").click()

    arrived(visitor, "/signin/passkey/")
    expect(visitor.page.get_by_text("This passkey did not open the door.").first).to_be_visible()


def test_without_a_script_the_pages_are_whole(visit: Visit) -> None:
    user = scenes.customer().user
    scenes.with_passkey(user)
    visitor = visit(java_script_enabled=False, locale="en-GB")
    page = visitor.go("/signin/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()

    assert visitor.send(login=user.login, password=people.PASSWORD) == 200 or page.url.endswith("/signin/code/")

    expect(page.get_by_text("This browser cannot use your passkey.")).to_be_visible()
    expect(page.locator("[name=code]")).to_be_visible()
    visitor.sign_in(user, stepped_up=True).go("/me/security/passkeys/")
    expect(page.get_by_text("This browser cannot make a passkey")).to_be_visible()


def test_a_browser_without_passkeys_shows_no_button(visit: Visit) -> None:
    visitor = visit(locale="en-GB")
    visitor.context.add_init_script("delete window.PublicKeyCredential")

    page = visitor.go("/signin/")

    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
