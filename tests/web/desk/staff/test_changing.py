"""What an administrator changes about a colleague: role, address, the end, a lost second step; and what must not work."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from abonent.people import actions
from abonent.people.models import Session, User
from abonent.people.queries import lost_step, mail_addresses_of
from tests import people
from tests.web import doors
from tests.web.desk.staff.colleagues import again, page, told


def test_a_role_is_chosen_checked_and_changed(proved: Client, zofia: User) -> None:
    check = proved.post(page(zofia, "role/"), {"role": "TECHNICIAN", "step": "check"})
    assert ("customer service" in doors.text(check), "network" in doors.text(check)) == (True, True)
    assert again(zofia).staff_role == "CLERK"

    answer = proved.post(page(zofia, "role/"), {"role": "TECHNICIAN", "was": "CLERK", "step": "change"})

    assert told(answer, zofia, "role")
    assert again(zofia).staff_role == "TECHNICIAN"
    assert doors.letters("staff_role_changed") == ["staff_role_changed"]


def test_of_two_who_change_a_role_the_second_is_told(proved: Client, zofia: User) -> None:
    ewa = people.staff("ADMIN", "ewa")
    proved.post(page(zofia, "role/"), {"role": "TECHNICIAN", "step": "check"})
    actions.change_staff_role(zofia, "ACCOUNTANT", at=people.NOON, by=ewa)

    answer = proved.post(page(zofia, "role/"), {"role": "TECHNICIAN", "was": "CLERK", "step": "change"})

    assert told(answer, zofia, "already")
    assert again(zofia).staff_role == "ACCOUNTANT"


@pytest.mark.parametrize("role", ["", "OWNER", "admin"])
def test_there_are_no_other_roles(proved: Client, zofia: User, role: str) -> None:
    assert proved.post(page(zofia, "role/"), {"role": role, "was": "CLERK", "step": "change"}).status_code == 422
    assert again(zofia).staff_role == "CLERK"


def test_an_address_is_typed_checked_and_changed(proved: Client, zofia: User) -> None:
    check = doors.text(proved.post(page(zofia, "mail/"), {"mail": "zosia@iskra.example", "step": "check"}))
    assert ("zofia@iskra.example" in check, "zosia@iskra.example" in check) == (True, True)

    answer = proved.post(page(zofia, "mail/"), {"mail": "zosia@iskra.example", "step": "change"})

    assert told(answer, zofia, "mail")
    assert [each.to for each in mail_addresses_of(zofia)] == ["zosia@iskra.example"]
    repeated = proved.post(page(zofia, "mail/"), {"mail": "zosia@iskra.example", "step": "change"})
    assert told(repeated, zofia, "already")


def test_disabling_ends_everything_at_once_and_twice_is_once(proved: Client, zofia: User) -> None:
    theirs = doors.browser()
    theirs.force_login(zofia)
    doors.switch_on(theirs, zofia)
    assert "the next thing they press is refused" in doors.text(proved.get(page(zofia, "disable/")))
    assert again(zofia).is_active, "looking ends nothing"

    answer = proved.post(page(zofia, "disable/"))

    assert told(answer, zofia, "disabled")
    assert theirs.get("/desk/")["Location"].startswith("/desk/signin/")
    assert not Authenticator.objects.filter(user=zofia).exists()
    assert told(proved.post(page(zofia, "disable/")), zofia, "already")
    assert doors.letters("staff_disabled") == ["staff_disabled"]


def test_whoever_comes_back_begins_anew(proved: Client, zofia: User) -> None:
    proved.post(page(zofia, "disable/"))

    answer = proved.post(page(zofia, "invite/"), {"mail": "zofia@iskra.example"})

    assert told(answer, zofia, "invited")
    assert (again(zofia).is_active, again(zofia).has_usable_password()) == (True, False)


def test_a_colleague_is_signed_out_everywhere(proved: Client, zofia: User) -> None:
    theirs = doors.browser()
    theirs.force_login(zofia)
    assert proved.get(page(zofia, "sessions/")).status_code == 405

    answer = proved.post(page(zofia, "sessions/"))

    assert told(answer, zofia, "signed_out")
    assert not Session.objects.filter(user=zofia).exists()
    assert theirs.get("/desk/")["Location"].startswith("/desk/signin/")


def test_whoever_was_disabled_meanwhile_disables_nobody(proved: Client, admin_user: User, zofia: User) -> None:
    """Two administrators, each on the other's page: who presses first stays."""
    ewa = people.staff("ADMIN", "ewa")
    proved.get(page(ewa, "disable/"))
    actions.disable_staff(admin_user, at=people.NOON, by=ewa)

    answer = proved.post(page(ewa, "disable/"))

    assert answer["Location"].startswith("/desk/signin/")
    assert again(ewa).is_active


def test_a_clerk_who_was_an_administrator_a_moment_ago_decides_nothing(
    proved: Client, admin_user: User, zofia: User
) -> None:
    ewa = people.staff("ADMIN", "ewa")
    actions.change_staff_role(admin_user, "CLERK", at=people.NOON, by=ewa)

    assert proved.post(page(zofia, "disable/")).status_code == 403
    assert again(zofia).is_active


def test_a_colleagues_loss_is_confirmed_or_stopped_by_another(proved: Client, admin_user: User, zofia: User) -> None:
    actions.ask_lost_step(zofia, at=people.NOON)
    assert "The second step of signing in is lost" in doors.text(proved.get(page(zofia)))

    assert told(proved.post(page(zofia, "lost-step/"), {"act": "confirm"}), zofia, "confirmed")
    running = lost_step(zofia)
    assert running is not None
    assert (running.confirmed_by, running.opens_at is None) == (admin_user, False)
    assert told(proved.post(page(zofia, "lost-step/"), {"act": "confirm"}), zofia, "already")

    assert told(proved.post(page(zofia, "lost-step/"), {"act": "stop"}), zofia, "stopped")
    assert lost_step(zofia) is None
    assert told(proved.post(page(zofia, "lost-step/"), {"act": "stop"}), zofia, "already")


def test_a_clerk_has_no_page_to_confirm_a_colleagues_loss(clerk: Client, zofia: User) -> None:
    actions.ask_lost_step(zofia, at=people.NOON)
    doors.step_up(clerk)

    assert clerk.post(page(zofia, "lost-step/"), {"act": "confirm"}).status_code == 403
    assert clerk.post(f"/desk/lost-steps/{zofia.pk}/", {"checked": "DOCUMENT"}).status_code == 404
    assert lost_step(zofia).confirmed_at is None  # type: ignore[union-attr]
