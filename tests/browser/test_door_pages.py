"""The pages of the door and about oneself, in every state they have, each looked at once by everything in page_check."""

import pytest

from tests import people
from tests.browser import scenes
from tests.browser.conftest import Visit
from tests.browser.page_check import check_page, check_part
from tests.browser.visitor import Visitor


def _sign_in(visitor: Visitor, login: str, password: str = people.PASSWORD) -> int:
    page = visitor.page
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    return visitor.answer(page.locator("main button[type=submit]").click).status


def test_sign_in(visit: Visit) -> None:
    check_page(visit().go("/signin/"))


def test_sign_in_refused(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/signin/")

    status = _sign_in(visitor, "nobody", "wrong")

    assert status == 422
    assert page.locator("[name=login]").input_value() == "nobody"
    check_page(page)


def test_sign_in_with_nothing_typed(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/signin/")

    status = _sign_in(visitor, "", "")

    assert status == 422
    check_page(page)


def test_second_step_and_its_refusal(visit: Visit) -> None:
    user = scenes.customer().user
    scenes.with_app(user)
    visitor = visit()
    page = visitor.go("/signin/")

    _sign_in(visitor, user.login)
    check_page(page)
    page.locator("[name=code]").fill("000000")
    refused = visitor.answer(page.locator("main button[type=submit]").click)

    assert refused.status == 422
    check_page(page)


def test_signing_out_by_a_link_asks(visit: Visit) -> None:
    check_page(visit().sign_in(scenes.customer().user).go("/signout/"))


@pytest.mark.parametrize("path", ["/me/", "/me/password/", "/me/security/", "/step-up/"])
def test_about_oneself(visit: Visit, path: str) -> None:
    check_page(visit().sign_in(scenes.customer().user).go(path))


def test_about_oneself_with_two_accounts(visit: Visit) -> None:
    user = scenes.somebody("Katarzyna Brzęczyszczykiewicz-Wiśniewska")
    scenes.account(user)
    scenes.account(user, holder="Wspólnota Mieszkaniowa Nieruchomości przy ulicy Młyńskiej 12")
    page = visit().sign_in(user).go("/me/")

    check_page(page)
    page.locator(".me summary").click()

    check_part(page, ".me")


def test_password_refused(visit: Visit) -> None:
    visitor = visit().sign_in(scenes.customer().user)
    page = visitor.go("/me/password/")

    page.locator("[name=present]").fill("wrong")
    page.locator("[name=new]").fill("short")
    refused = visitor.answer(page.locator("main button[type=submit]").click)

    assert refused.status == 422
    check_page(page)


def test_password_changed(visit: Visit) -> None:
    visitor = visit().sign_in(scenes.customer().user)
    page = visitor.go("/me/password/")

    page.locator("[name=present]").fill(people.PASSWORD)
    page.locator("[name=new]").fill("siedem kamieni w potoku")
    changed = visitor.answer(page.locator("main button[type=submit]").click)

    assert changed.status == 200
    check_page(page)


def test_step_up_refused(visit: Visit) -> None:
    visitor = visit().sign_in(scenes.customer().user)
    page = visitor.go("/me/security/app/")

    page.locator("[name=password]").fill("wrong")
    refused = visitor.answer(page.locator("main button[type=submit]").click)

    assert refused.status == 422
    check_page(page)


def test_adding_the_app(visit: Visit) -> None:
    visitor = visit().sign_in(scenes.customer().user, stepped_up=True)
    page = visitor.go("/me/security/app/")
    check_page(page)

    page.locator("[name=code]").fill("000000")
    refused = visitor.answer(page.locator("main button[type=submit]").click)

    assert refused.status == 422
    check_page(page)


@pytest.mark.parametrize(
    "path",
    [
        "/me/security/",
        "/me/security/codes/",
        "/me/security/codes/new/",
        "/me/security/app/off/",
        "/step-up/",
        "/step-up/code/",
    ],
)
def test_with_the_app(visit: Visit, path: str) -> None:
    user = scenes.customer().user
    scenes.with_app(user)
    check_page(visit().sign_in(user, stepped_up=True).go(path))


def test_step_up_by_code_refused(visit: Visit) -> None:
    user = scenes.customer().user
    scenes.with_app(user)
    visitor = visit().sign_in(user)
    page = visitor.go("/step-up/code/")

    page.locator("[name=code]").fill("000000")
    refused = visitor.answer(page.locator("main button[type=submit]").click)

    assert refused.status == 422
    check_page(page)


def test_taking_the_app_away_with_a_short_password(visit: Visit) -> None:
    user = scenes.customer().user
    scenes.with_app(user)
    user.set_password(scenes.SHORT_PASSWORD)
    user.save()
    check_page(visit().sign_in(user, stepped_up=True).go("/me/security/app/off/"))


def test_not_there(visit: Visit) -> None:
    check_page(visit().go("/nothing/", 404))


def test_only_for_forms(visit: Visit) -> None:
    check_page(visit().go("/language/", 405))


def test_no_account(visit: Visit) -> None:
    check_page(visit().sign_in(scenes.somebody()).go("/overview/", 403))


def test_form_without_its_proof(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/signin/")
    visitor.context.clear_cookies()

    refused = visitor.answer(page.locator("main button[type=submit]").click)

    assert refused.status == 403
    check_page(page)
