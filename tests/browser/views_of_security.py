"""The security page and what belongs to it: passkeys, places where one is signed in, a lost second step."""

from datetime import timedelta

from abonent.people.actions import ask_lost_step, confirm_lost_step, make_link
from abonent.people.models import Session, User
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor

PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15"
LONG_NAME = "Bezprzewodowy-klucz-bezpieczeństwa-z-czytnikiem-linii-papilarnych 2"


@view("account_login")
def sign_in_with_or_without_a_passkey(visitor: Visitor) -> None:
    visitor.go("/signin/?next=/bills/")


@view("passkey_sign_in", lasting=False)
def sign_in_with_a_passkey_refused(visitor: Visitor) -> None:
    visitor.go("/signin/")
    assert _answer(visitor, "{}") == 422


@view("mfa_authenticate")
def second_step_with_a_passkey(visitor: Visitor) -> None:
    _halfway(visitor, _somebody("Telefon"))


@view("mfa_authenticate")
def second_step_with_an_app_and_a_passkey(visitor: Visitor) -> None:
    user = _somebody("Telefon")
    scenes.with_app(user)
    _halfway(visitor, user)


@view("passkey_second_step", lasting=False)
def second_step_with_a_passkey_refused(visitor: Visitor) -> None:
    second_step_with_a_passkey(visitor)
    assert _answer(visitor, "{}") == 422


@view("account_reauthenticate")
def step_up_with_a_passkey(visitor: Visitor) -> None:
    visitor.sign_in(_somebody("Telefon")).go("/me/security/passkeys/")


@view("passkey_step_up", lasting=False)
def step_up_with_a_passkey_refused(visitor: Visitor) -> None:
    step_up_with_a_passkey(visitor)
    assert _answer(visitor, "{}") == 422


@view("mfa_index")
def security_with_everything(visitor: Visitor) -> None:
    user = _somebody("Telefon", LONG_NAME)
    scenes.with_app(user)
    for agent, hours in ((PHONE, 1), (MAC, 3), ("", 5)):
        _signed_in(user, agent, hours)
    visitor.sign_in(user).go("/me/security/")


@view("mfa_index")
def security_with_a_lost_step_asked_for(visitor: Visitor) -> None:
    user = _somebody("Telefon")
    ask_lost_step(user, at=scenes.now())
    visitor.sign_in(user).go("/me/security/")


@view("mfa_index")
def security_with_a_lost_step_confirmed(visitor: Visitor) -> None:
    user = _somebody("Telefon")
    _confirmed(user, hours_ago=1)
    visitor.sign_in(user).go("/me/security/")


@view("passkey_add")
def adding_a_passkey(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user, stepped_up=True).go("/me/security/passkeys/")


@view("passkey_add", lasting=False)
def adding_a_passkey_refused(visitor: Visitor) -> None:
    adding_a_passkey(visitor)
    assert _answer(visitor, "{}") == 422


@view("passkey")
def naming_a_passkey(visitor: Visitor) -> None:
    visitor.sign_in(_somebody(LONG_NAME), stepped_up=True).go("/me/security/")
    visitor.answer(visitor.page.locator(".things a").first.click)


@view("passkey", lasting=False)
def naming_a_passkey_refused(visitor: Visitor) -> None:
    naming_a_passkey(visitor)
    assert visitor.send(name="") == 422


@view("passkey_remove")
def removing_a_passkey(visitor: Visitor) -> None:
    naming_a_passkey(visitor)
    visitor.answer(visitor.page.locator("main a[href$='/remove/']").click)


@view("passkey_remove", lasting=False)
def removing_the_last_passkey_beside_a_short_password(visitor: Visitor) -> None:
    user = _somebody("Telefon")
    user.set_password(scenes.SHORT_PASSWORD)
    user.save()
    visitor.sign_in(user, stepped_up=True).go("/me/security/")
    visitor.answer(visitor.page.locator(".things a").first.click)
    visitor.answer(visitor.page.locator("main a[href$='/remove/']").click)
    assert visitor.send(new="short") == 422


@view("lost_step")
def lost_step(visitor: Visitor) -> None:
    _halfway(visitor, _somebody("Telefon"))
    visitor.answer(visitor.page.locator("main a[href='/signin/code/lost/']").click)


@view("lost_step")
def lost_step_asked_for(visitor: Visitor) -> None:
    lost_step(visitor)
    assert visitor.send() == 200


@view("lost_step")
def lost_step_confirmed(visitor: Visitor) -> None:
    user = _somebody("Telefon")
    _confirmed(user, hours_ago=1)
    _halfway(visitor, user)
    visitor.go("/signin/code/lost/")


@view("lost_step_open")
def lost_step_open(visitor: Visitor) -> None:
    user = _somebody("Telefon")
    _confirmed(user, hours_ago=25)
    _halfway(visitor, user)


@view("lost_step_open", lasting=False)
def lost_step_open_with_a_short_password(visitor: Visitor) -> None:
    user = _somebody("Telefon")
    user.set_password(scenes.SHORT_PASSWORD)
    user.save()
    _confirmed(user, hours_ago=25)
    _halfway(visitor, user, scenes.SHORT_PASSWORD)
    assert visitor.send(new="short") == 422


@view("stop_lost_step_by_link")
def stopping_by_link(visitor: Visitor) -> None:
    user = _somebody("Telefon")
    ask_lost_step(user, at=scenes.now())
    token = make_link("STOP_LOST", at=scenes.now(), lasts=timedelta(days=1), user=user)
    visitor.go(f"/stop/{token}/")


@view("stop_lost_step_by_link", lasting=False)
def stopped_by_link(visitor: Visitor) -> None:
    stopping_by_link(visitor)
    assert visitor.send() == 200


@view("stop_lost_step_by_link")
def stopping_by_a_spent_link(visitor: Visitor) -> None:
    visitor.go("/stop/spent/", 410)


def _somebody(*passkeys: str) -> User:
    """A customer with passkeys."""
    user = scenes.customer().user
    for name in passkeys:
        scenes.with_passkey(user, name)
    return user


def _halfway(visitor: Visitor, user: User, password: str = people.PASSWORD) -> None:
    """Type the password; what comes is the second step, or what stands in its place."""
    visitor.go("/signin/")
    assert visitor.send(login=user.login, password=password) == 200


def _answer(visitor: Visitor, credential: str) -> int:
    """Send an answer as the script does, without a passkey behind it."""
    fill = "(form, said) => { form.elements.credential.value = said; form.submit(); }"
    with visitor.page.expect_navigation() as found:
        visitor.page.locator("form[data-passkey]").evaluate(fill, credential)
    return found.value.status


def _signed_in(user: User, agent: str, hours: int) -> None:
    at = scenes.now() - timedelta(hours=hours)
    Session.objects.create(
        session_key=f"{user.pk:020}{hours:012}", session_data="", user=user, agent=agent, began_at=at,
        seen_at=scenes.now() - timedelta(minutes=5 * hours), expire_date=at + timedelta(hours=12),
    )  # fmt: skip


def _confirmed(user: User, *, hours_ago: int) -> None:
    at = scenes.now() - timedelta(hours=hours_ago)
    ask_lost_step(user, at=at)
    confirm_lost_step(user, by=None, at=at)
