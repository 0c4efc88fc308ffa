"""People on an account, joining one, and everything about oneself, in every state they have."""

from datetime import date, timedelta

from abonent.journal.actions import record
from abonent.people import actions
from abonent.people.actions import JOIN, Guest
from abonent.people.actions.codes import make_link
from abonent.people.models import Account, Invitation, User
from abonent.takeout.models import Takeout
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor

LONG = "Katarzyna Brzęczyszczykiewicz-Wiśniewska"
DAY = timedelta(days=1)


def _owner() -> scenes.Customer:
    """An owner with people of every kind on the account."""
    owner = scenes.customer(LONG)
    people.access(owner.account, scenes.somebody("Marta Zielińska"), "PAYS")
    people.access(
        owner.account, scenes.somebody("Jan Długonazwiskowicz-Przykładowski"), "SEES", until=scenes.now() + 9 * DAY
    )
    people.access(owner.account, scenes.somebody("Ewa Sadowska"), "SEES", until=scenes.now() - DAY)
    return owner


def _invite(
    owner: scenes.Customer, mail: str = "bardzo.dlugi.adres.ksiegowosci@biuro-rachunkowe.example.com"
) -> Invitation:
    guest = Guest("Nadia Koval", mail, "PAYS", date(2099, 1, 1))
    return actions.invite(owner.account, guest, at=scenes.now(), by=owner.user)


def _link(invitation: Invitation) -> str:
    subject = f"invitation:{invitation.pk}"
    return make_link(JOIN, at=scenes.now(), lasts=DAY, account=invitation.account_id, subject=subject)


def _right(account: Account, role: str) -> int:
    return account.accesses.filter(role=role).latest("pk").pk


@view("my_people")
def people_on_the_account(visitor: Visitor) -> None:
    owner = _owner()
    _invite(owner)
    old = _invite(owner, "nadia@example.com")
    Invitation.objects.filter(pk=old.pk).update(until=scenes.now() - DAY)
    visitor.sign_in(owner.user).go("/me/people/?done=ended")


@view("my_people")
def nobody_else_on_the_account(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/me/people/")


@view("invite_person")
def inviting(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user, stepped_up=True).go("/me/people/invite/")


@view("invite_person", lasting=False)
def inviting_refused(visitor: Visitor) -> None:
    inviting(visitor)
    assert visitor.send(name="", mail="nadia") == 422


@view("invite_person", lasting=False)
def inviting_checked(visitor: Visitor) -> None:
    inviting(visitor)
    visitor.page.locator("input[name=role]").first.check()
    assert visitor.send(name=LONG, mail="nadia@example.com", last_day=str(scenes.today() + 400 * DAY)) == 200


@view("person_deeds")
def nothing_was_done(visitor: Visitor) -> None:
    owner = _owner()
    visitor.sign_in(owner.user).go(f"/me/people/{_right(owner.account, 'PAYS')}/")


@view("person_deeds")
def what_was_done(visitor: Visitor) -> None:
    owner = _owner()
    right = _right(owner.account, "SEES")
    for _ in range(30):
        _refused(owner.account, owner.account.accesses.get(pk=right).user)
    visitor.sign_in(owner.user).go(f"/me/people/{right}/")


def _refused(account: Account, user: User) -> None:
    record("access.denied", at=scenes.now(), account=account.pk, by=user.pk)


@view("end_right")
def ending_a_right(visitor: Visitor) -> None:
    owner = _owner()
    visitor.sign_in(owner.user).go(f"/me/people/{_right(owner.account, 'PAYS')}/end/")


@view("my_right")
def my_right(visitor: Visitor) -> None:
    guest = scenes.somebody("Marta Zielińska")
    people.access(scenes.customer(LONG).account, guest, "PAYS", until=scenes.now() + 9 * DAY)
    visitor.sign_in(guest).go("/me/right/?joined=1")


@view("leave_account")
def giving_a_right_back(visitor: Visitor) -> None:
    my_right(visitor)
    visitor.go("/me/right/end/")


@view("join")
def invited_as_a_stranger(visitor: Visitor) -> None:
    visitor.go(f"/join/{_link(_invite(scenes.customer(LONG)))}/")


@view("join")
def invited_and_signed_in(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user)
    visitor.go(f"/join/{_link(_invite(scenes.customer(LONG)))}/")


@view("join")
def invited_to_what_one_has(visitor: Visitor) -> None:
    owner = scenes.customer()
    visitor.sign_in(owner.user)
    visitor.go(f"/join/{_link(_invite(owner))}/")


@view("join_link")
def invited_by_an_old_link(visitor: Visitor) -> None:
    visitor.go("/join/not-any-more/", 410)


@view("join_new")
def making_a_sign_in(visitor: Visitor) -> None:
    invited_as_a_stranger(visitor)
    visitor.go("/invited/new/")


@view("join_new", lasting=False)
def making_a_sign_in_refused(visitor: Visitor) -> None:
    making_a_sign_in(visitor)
    assert visitor.send(login=scenes.somebody().login, password="short") == 422


@view("my_data")
def no_archive_yet(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/me/data/")


@view("my_data")
def an_archive_in_the_making(visitor: Visitor) -> None:
    user = scenes.customer().user
    Takeout.objects.create(ref=f"waiting-{user.pk:012}", user=user, language="pl", asked_at=scenes.now() - 3 * DAY)
    visitor.sign_in(user).go("/me/data/")


@view("my_data")
def an_archive_that_could_not_be_made(visitor: Visitor) -> None:
    user = scenes.customer().user
    Takeout.objects.create(ref=f"failed-{user.pk:013}", user=user, language="pl", state="FAILED", asked_at=scenes.now())
    visitor.sign_in(user).go("/me/data/")


@view("my_data")
def an_archive_that_is_over(visitor: Visitor) -> None:
    user = scenes.customer().user
    Takeout.objects.create(ref=f"gone-{user.pk:015}", user=user, language="pl", state="GONE", asked_at=scenes.now())
    visitor.sign_in(user).go("/me/data/")


@view("my_data")
def an_archive_that_is_ready(visitor: Visitor) -> None:
    """Asked for here, made by the worker of the street; the page finds out by itself."""
    visitor.sign_in(scenes.customer(LONG).user, stepped_up=True).go("/me/data/")
    visitor.page.locator("main form button[type=submit]").click()
    visitor.page.locator("#live .status.ok").wait_for()


@view("my_archive")
def fetching_an_archive(visitor: Visitor) -> None:
    an_archive_that_is_ready(visitor)
    visitor.page.locator("#live a.btn").click()
    visitor.page.wait_for_load_state()
