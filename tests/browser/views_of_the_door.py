"""The pages of the door and about oneself, and the pages of trouble, in every state they have."""

from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor


@view("account_login")
def sign_in(visitor: Visitor) -> None:
    visitor.go("/signin/")


@view("account_login", lasting=False)
def sign_in_refused(visitor: Visitor) -> None:
    visitor.go("/signin/")
    assert visitor.send(login="nobody", password="wrong") == 422


@view("account_login", lasting=False)
def sign_in_with_nothing_typed(visitor: Visitor) -> None:
    visitor.go("/signin/")
    assert visitor.send() == 422


@view("account_login", lasting=False)
def sign_in_tried_too_often(visitor: Visitor) -> None:
    login = scenes.somebody().login
    visitor.go("/signin/")
    for _ in range(5):
        visitor.send(login=login, password="wrong")
    assert visitor.send(login=login, password="wrong") == 429


@view("account_logout")
def signing_out_by_a_link(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/signout/")


@view("account_login", lasting=False)
def sign_in_after_signing_out(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/signout/")
    assert visitor.send() == 200


@view("mfa_authenticate")
def second_step(visitor: Visitor) -> None:
    user = scenes.customer().user
    scenes.with_app(user)
    visitor.go("/signin/")
    assert visitor.send(login=user.login, password=people.PASSWORD) == 200


@view("mfa_authenticate", lasting=False)
def second_step_refused(visitor: Visitor) -> None:
    second_step(visitor)
    assert visitor.send(code="000000") == 422


@view("me")
def me(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/me/")


@view("me")
def me_with_two_accounts(visitor: Visitor) -> None:
    user = scenes.somebody("Katarzyna Brzęczyszczykiewicz-Wiśniewska")
    scenes.account(user)
    scenes.account(user, holder="Wspólnota Mieszkaniowa Nieruchomości przy ulicy Młyńskiej 12")
    visitor.sign_in(user).go("/me/")


@view("me")
def me_without_an_account(visitor: Visitor) -> None:
    visitor.sign_in(scenes.somebody()).go("/me/")


@view("account_change_password")
def password(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/me/password/")


@view("account_change_password", lasting=False)
def password_refused(visitor: Visitor) -> None:
    password(visitor)
    assert visitor.send(present="wrong", new="short") == 422


@view("account_change_password")
def password_changed(visitor: Visitor) -> None:
    password(visitor)
    assert visitor.send(present=people.PASSWORD, new="siedem kamieni w potoku") == 200


@view("account_reauthenticate")
def step_up(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/me/security/app/")


@view("account_reauthenticate", lasting=False)
def step_up_refused(visitor: Visitor) -> None:
    step_up(visitor)
    assert visitor.send(password="wrong") == 422


@view("mfa_index")
def security_with_the_app_off(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/me/security/")


@view("mfa_activate_totp")
def adding_the_app(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user, stepped_up=True).go("/me/security/app/")


@view("mfa_activate_totp", lasting=False)
def adding_the_app_refused(visitor: Visitor) -> None:
    adding_the_app(visitor)
    assert visitor.send(code="000000") == 422


@view("mfa_index")
def security_with_the_app_on(visitor: Visitor) -> None:
    _with_app(visitor, "/me/security/")


@view("mfa_view_recovery_codes")
def recovery_codes(visitor: Visitor) -> None:
    _with_app(visitor, "/me/security/codes/")


@view("mfa_generate_recovery_codes")
def new_recovery_codes(visitor: Visitor) -> None:
    _with_app(visitor, "/me/security/codes/new/")


@view("mfa_deactivate_totp")
def taking_the_app_away(visitor: Visitor) -> None:
    _with_app(visitor, "/me/security/app/off/")


@view("mfa_deactivate_totp")
def taking_the_app_away_with_a_short_password(visitor: Visitor) -> None:
    _with_app(visitor, "/me/security/app/off/", password=scenes.SHORT_PASSWORD)


@view("mfa_deactivate_totp", lasting=False)
def taking_the_app_away_refused(visitor: Visitor) -> None:
    taking_the_app_away_with_a_short_password(visitor)
    assert visitor.send(new="short") == 422


@view("mfa_reauthenticate")
def step_up_by_code(visitor: Visitor) -> None:
    _with_app(visitor, "/step-up/code/")


@view("mfa_reauthenticate", lasting=False)
def step_up_by_code_refused(visitor: Visitor) -> None:
    step_up_by_code(visitor)
    assert visitor.send(code="000000") == 422


@view("")
def not_there(visitor: Visitor) -> None:
    visitor.go("/nothing/", 404)


@view("set_language")
def only_for_forms(visitor: Visitor) -> None:
    visitor.go("/language/", 405)


@view("overview")
def no_account(visitor: Visitor) -> None:
    visitor.sign_in(scenes.somebody()).go("/overview/", 403)


@view("account_login", lasting=False)
def form_without_its_proof(visitor: Visitor) -> None:
    visitor.go("/signin/")
    visitor.context.clear_cookies()
    assert visitor.send() == 403


def _with_app(visitor: Visitor, path: str, *, password: str = people.PASSWORD) -> None:
    user = scenes.customer().user
    scenes.with_app(user)
    user.set_password(password)
    user.save()
    visitor.sign_in(user, stepped_up=True).go(path)
