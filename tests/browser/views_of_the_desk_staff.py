"""How the staff comes in, and the pages about those who work at the desk."""

from datetime import timedelta

from abonent.people import actions
from abonent.people.actions import Colleague
from abonent.people.models import Account, Session, User
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor

LONG = "Katarzyna Brzęczyszczykiewicz-Wiśniewska"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = {"name": LONG, "mail": "katarzyna.brzeczyszczykiewicz@iskra-net.example"}


def _administrator(visitor: Visitor) -> User:
    user = scenes.colleague("ADMIN", "Roman Bór")
    visitor.sign_in(user, stepped_up=True)
    return user


def _clerk(name: str = LONG) -> User:
    user = scenes.colleague("CLERK", name)
    people.mail(Account.objects.get(pk=0), user, f"{user.login}@iskra-net.example")
    return user


def _on(visitor: Visitor, more: str = "", user: User | None = None) -> User:
    """An administrator on a page about a colleague."""
    _administrator(visitor)
    found = user or _clerk()
    visitor.go(f"/desk/staff/{found.pk}/{more}")
    return found


@view("desk_sign_in")
def the_desks_door(visitor: Visitor) -> None:
    visitor.go("/desk/signin/?next=/desk/staff/")


@view("desk_sign_in", lasting=False)
def the_desks_door_refuses(visitor: Visitor) -> None:
    visitor.go("/desk/signin/")
    assert visitor.send(login="zofia.wilk", password="not that one") == 422


@view("desk_passkey_sign_in", lasting=False)
def a_passkey_that_does_not_open_the_desk(visitor: Visitor) -> None:
    visitor.go("/desk/signin/")
    fill = "(form, said) => { form.elements.credential.value = said; form.submit(); }"
    with visitor.page.expect_navigation() as found:
        visitor.page.locator("form[data-passkey]").evaluate(fill, "{}")
    assert found.value.status == 422


@view("mfa_index")
def no_desk_without_a_second_step(visitor: Visitor) -> None:
    user = scenes.somebody("Nowa Osoba")
    User.objects.filter(pk=user.pk).update(staff_role="CLERK")
    visitor.sign_in(User.objects.get(pk=user.pk)).go("/desk/")


@view("mfa_index")
def security_of_somebody_of_the_staff(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague()).go("/me/security/")


@view("mfa_view_recovery_codes")
def recovery_codes_of_somebody_of_the_staff(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague(), stepped_up=True).go("/me/security/codes/")


@view("mfa_deactivate_totp")
def the_last_second_step_of_the_staff(visitor: Visitor) -> None:
    visitor.sign_in(scenes.colleague(), stepped_up=True).go("/me/security/app/off/")


@view("desk_staff")
def those_who_work_at_the_desk(visitor: Visitor) -> None:
    user, at = _administrator(visitor), scenes.now()
    _clerk()
    new = Colleague(f"nina.{user.pk}", "Nina Wilk", "nina@iskra-net.example", "ACCOUNTANT")
    actions.invite_staff(new, at=at, by=user)
    actions.disable_staff(scenes.colleague("TECHNICIAN", "Adam Dawny"), at=at, by=user)
    visitor.go("/desk/staff/")


@view("desk_staff_person")
def somebody_who_works_at_the_desk(visitor: Visitor) -> None:
    user = _clerk()
    Session.objects.create(
        session_key=f"{user.pk:040}", session_data="", user=user, agent=FIREFOX, expire_date=scenes.now() + timedelta(hours=9)
    )  # fmt: skip
    _on(visitor, user=user)


@view("desk_staff_person")
def somebody_who_has_not_come_in(visitor: Visitor) -> None:
    user = _administrator(visitor)
    new = Colleague(f"ewa.{user.pk}", "Ewa Nowa", "ewa@iskra-net.example", "CLERK")
    made = actions.invite_staff(new, at=scenes.now(), by=user)
    visitor.go(f"/desk/staff/{made.pk}/?done=invited")


@view("desk_staff_person")
def somebody_who_was_disabled(visitor: Visitor) -> None:
    user, clerk = _administrator(visitor), _clerk()
    actions.disable_staff(clerk, at=scenes.now(), by=user)
    visitor.go(f"/desk/staff/{clerk.pk}/?done=disabled")


@view("desk_staff_person")
def oneself_among_the_staff(visitor: Visitor) -> None:
    user = _administrator(visitor)
    visitor.go(f"/desk/staff/{user.pk}/")


@view("desk_invite_staff")
def inviting_somebody_to_the_desk(visitor: Visitor) -> None:
    _administrator(visitor)
    visitor.go("/desk/staff/invite/")


@view("desk_invite_staff", lasting=False)
def inviting_with_everything_missing(visitor: Visitor) -> None:
    inviting_somebody_to_the_desk(visitor)
    assert visitor.send() == 422


@view("desk_invite_staff", lasting=False)
def check_before_inviting_to_the_desk(visitor: Visitor) -> None:
    inviting_somebody_to_the_desk(visitor)
    visitor.page.locator("[name=role]").first.check()
    assert visitor.send(**NEW, login="katarzyna.brzeczyszczykiewicz") == 200


@view("desk_invite_staff_again")
def letting_somebody_come_back(visitor: Visitor) -> None:
    user, clerk = _administrator(visitor), _clerk()
    actions.disable_staff(clerk, at=scenes.now(), by=user)
    visitor.go(f"/desk/staff/{clerk.pk}/invite/")


@view("desk_change_staff_role")
def choosing_another_role(visitor: Visitor) -> None:
    _on(visitor, "role/")


@view("desk_change_staff_role", lasting=False)
def check_before_another_role(visitor: Visitor) -> None:
    choosing_another_role(visitor)
    visitor.page.locator("[name=role][value=TECHNICIAN]").check()
    assert visitor.send() == 200


@view("desk_change_staff_mail")
def another_address_for_a_colleague(visitor: Visitor) -> None:
    _on(visitor, "mail/")


@view("desk_change_staff_mail", lasting=False)
def check_before_another_address_for_a_colleague(visitor: Visitor) -> None:
    another_address_for_a_colleague(visitor)
    assert visitor.send(mail=NEW["mail"]) == 200


@view("desk_disable_staff")
def before_a_colleague_is_disabled(visitor: Visitor) -> None:
    _on(visitor, "disable/")


@view("desk_staff_lost_step")
def a_colleague_has_lost_the_second_step(visitor: Visitor) -> None:
    user = _clerk()
    actions.ask_lost_step(user, at=scenes.now())
    _on(visitor, "lost-step/", user)


@view("desk_staff_person")
def a_colleagues_loss_waits(visitor: Visitor) -> None:
    user, by = _clerk(), scenes.colleague("ADMIN", "Ewa Maj")
    actions.ask_lost_step(user, at=scenes.now())
    actions.confirm_lost_step(user, by=by, at=scenes.now())
    _on(visitor, user=user)
