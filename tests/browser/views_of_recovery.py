"""In without a password, and leaving: the pages about links to a password and about closing one's sign-in."""

from datetime import timedelta

from abonent.people.actions import FIRST, RECOVER, make_link
from abonent.people.models import User
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor


@view("account_reset_password")
def forgotten(visitor: Visitor) -> None:
    visitor.go("/forgot/")


@view("account_reset_password", lasting=False)
def forgotten_with_half_an_address(visitor: Visitor) -> None:
    forgotten(visitor)
    assert visitor.send(login="katarzyna.brzeczyszczykiewicz", mail="katarzyna.brzeczyszczykiewicz") == 422


@view("account_reset_password")
def link_asked_for(visitor: Visitor) -> None:
    forgotten(visitor)
    assert visitor.send(login="olena", mail="olena@example.com") == 200


@view("account_reset_password", lasting=False)
def link_asked_for_too_often(visitor: Visitor) -> None:
    for _ in range(3):
        forgotten(visitor)
        visitor.send(login="nobody", mail="nobody@example.com")
    forgotten(visitor)
    assert visitor.send(login="nobody", mail="nobody@example.com") == 429


@view("new_password")
def new_password(visitor: Visitor) -> None:
    _open_link(visitor, RECOVER, scenes.customer().user)


@view("new_password")
def new_password_with_a_second_step(visitor: Visitor) -> None:
    user = scenes.customer().user
    scenes.with_app(user)
    _open_link(visitor, RECOVER, user)


@view("new_password", lasting=False)
def new_password_refused(visitor: Visitor) -> None:
    new_password(visitor)
    assert visitor.send(new="short") == 422


@view("new_password")
def first_password(visitor: Visitor) -> None:
    _open_link(visitor, FIRST, scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska").user)


@view("open_link")
def link_that_works_no_more(visitor: Visitor) -> None:
    visitor.go("/link/a-token-that-nobody-made/", 410)


@view("new_password")
def new_password_without_a_link(visitor: Visitor) -> None:
    visitor.go("/new-password/", 410)


@view("account_login")
def sign_in_after_a_new_password(visitor: Visitor) -> None:
    new_password(visitor)
    assert visitor.send(new="siedem kamieni w potoku") == 200


@view("overview")
def overview_after_the_first_password(visitor: Visitor) -> None:
    first_password(visitor)
    assert visitor.send(new="siedem kamieni w potoku") == 200


@view("close_sign_in")
def closing_of_the_only_owner(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user, stepped_up=True).go("/me/close/")


@view("close_sign_in")
def closing_with_others_on_the_accounts(visitor: Visitor) -> None:
    user = scenes.somebody("Katarzyna Brzęczyszczykiewicz-Wiśniewska")
    account = scenes.account(user)
    other = scenes.account(scenes.somebody("Jan Bąk"), holder="Wspólnota Mieszkaniowa przy ulicy Młyńskiej 12")
    people.access(account, scenes.somebody("Stanisław Brzęczyszczykiewicz-Wiśniewski"), "PAYS")
    people.access(other, user, "SEES")
    visitor.sign_in(user, stepped_up=True).go("/me/close/")


@view("close_sign_in")
def closing_without_an_account(visitor: Visitor) -> None:
    visitor.sign_in(scenes.somebody(), stepped_up=True).go("/me/close/")


@view("sign_in_closed")
def closed(visitor: Visitor) -> None:
    closing_of_the_only_owner(visitor)
    assert visitor.send() == 200


def _open_link(visitor: Visitor, purpose: str, user: User) -> None:
    visitor.go(f"/link/{make_link(purpose, user=user, at=scenes.now(), lasts=timedelta(minutes=30))}/")
