"""Who works at the desk: invited, given another role, disabled at once – by colleagues who may, and never the last of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from abonent.journal.models import Event
from abonent.people import actions
from abonent.people.actions import Colleague
from abonent.people.colleagues import administrators, has_come_in, last_seen, link_until
from abonent.people.models import Code, Contact, LostStep, Session, User
from abonent.people.queries import mail_addresses_of
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.database import House

NEW = Colleague("nina.wilk", "Nina Wilk", "nina@iskra.example", "CLERK", "pl")


@pytest.fixture
def roman(db: None) -> User:
    """An administrator."""
    return people.staff("ADMIN", "roman")


@pytest.fixture
def ewa(roman: User) -> User:
    """Another one."""
    return people.staff("ADMIN", "ewa")


@pytest.fixture
def zofia(roman: User) -> User:
    """A clerk with an address."""
    made = people.staff("CLERK", "zofia")
    Contact.objects.create(account_id=0, user=made, kind="MAIL", value="zofia@iskra.example", confirmed_at=people.NOON)
    return made


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def kinds(user: User) -> list[str]:
    found = Event.objects.filter(subject=f"user:{user.pk}").order_by("at", "id")
    return [f"{each.kind} by {each.by_id} via {each.via}" for each in found]


def letters(user: User) -> list[tuple[str, str]]:
    return list(Message.objects.filter(user_id=user.pk).order_by("pk").values_list("template", "to"))


def test_whoever_is_invited_has_a_link_and_nothing_else(roman: User) -> None:
    made = actions.invite_staff(NEW, at=people.NOON, by=roman)

    assert (made.login, made.name, made.staff_role, made.language) == ("nina.wilk", "Nina Wilk", "CLERK", "pl")
    assert not has_come_in(again(made))
    assert link_until(actions.FIRST, made, at=people.NOON) == people.NOON + timedelta(days=7)
    assert letters(made) == [("staff_invited", "nina@iskra.example")]
    assert [each.to for each in mail_addresses_of(made)] == ["nina@iskra.example"]
    assert kinds(made) == [f"staff.invited by {roman.pk} via desk", f"person.invited by {roman.pk} via desk"]
    letter = write(Message.objects.get(user_id=made.pk))
    assert "/link/" in letter.text
    assert "nina" not in str(Message.objects.get(user_id=made.pk).context)


def test_the_first_of_all_is_invited_by_nobody(db: None) -> None:
    made = actions.invite_staff(NEW, at=people.NOON, by=None)

    assert Event.objects.get(kind="staff.invited").by_id is None
    assert made.staff_role == "CLERK"


def test_a_login_is_somebodys_once_be_it_a_customer(roman: User, olena: User) -> None:
    with pytest.raises(actions.LoginTaken):
        actions.invite_staff(Colleague("olena", "Olena", "o@x.example", "CLERK"), at=people.NOON, by=roman)


def test_nobody_is_invited_to_a_role_that_does_not_exist(roman: User) -> None:
    with pytest.raises(KeyError):
        actions.invite_staff(Colleague("boss", "Boss", "b@x.example", "BOSS"), at=people.NOON, by=roman)

    assert not User.objects.filter(login="boss").exists()


@pytest.mark.parametrize("act", ["invite", "again", "role", "mail", "disable", "sessions"])
def test_only_those_decide_who_may_today(roman: User, zofia: User, act: str) -> None:
    """The request may have been begun while they still could."""
    stale = User.objects.get(pk=roman.pk)
    ewa = people.staff("ADMIN", "ewa")
    actions.disable_staff(roman, at=people.NOON, by=ewa)
    before = list(Event.objects.values_list("pk", flat=True))

    with pytest.raises(actions.MayNot):
        do(act, zofia, by=stale)

    assert list(Event.objects.values_list("pk", flat=True)) == before
    assert (again(zofia).staff_role, again(zofia).ended_at) == ("CLERK", None)


@pytest.mark.parametrize("act", ["again", "role", "mail", "disable", "sessions"])
def test_nobody_decides_about_themselves(roman: User, ewa: User, act: str) -> None:
    with pytest.raises(actions.Oneself):
        do(act, roman, by=roman)

    assert (again(roman).staff_role, again(roman).is_active) == ("ADMIN", True)


def do(act: str, user: User, *, by: User) -> None:
    if act == "invite":
        actions.invite_staff(NEW, at=people.NOON, by=by)
    elif act == "again":
        actions.invite_staff_again(user, "new@iskra.example", at=people.NOON, by=by)
    elif act == "role":
        actions.change_staff_role(user, "TECHNICIAN", at=people.NOON, by=by)
    elif act == "mail":
        actions.change_staff_mail(user, "new@iskra.example", at=people.NOON, by=by)
    elif act == "disable":
        actions.disable_staff(user, at=people.NOON, by=by)
    else:
        actions.end_staff_sessions(user, at=people.NOON, by=by)


def test_whoever_is_disabled_keeps_nothing_that_opens(roman: User, zofia: User) -> None:
    Session.objects.create(session_key="k" * 40, session_data="", expire_date=people.NOON, user=zofia)
    actions.make_link(actions.RECOVER, at=people.NOON, lasts=timedelta(hours=1), user=zofia, subject="x")
    actions.ask_lost_step(zofia, at=people.NOON)

    actions.disable_staff(zofia, at=people.NOON, by=roman)

    left = again(zofia)
    assert (left.ended_at, left.is_active, has_come_in(left), left.password_is_long) == (
        people.NOON,
        False,
        False,
        False,
    )
    assert not Session.objects.filter(user=zofia).exists()
    assert not Code.objects.filter(user=zofia, until__gt=people.NOON).exists()
    assert not LostStep.objects.filter(user=zofia, stopped_at=None).exists()
    assert ("staff_disabled", "zofia@iskra.example") in letters(zofia)
    with pytest.raises(actions.AlreadySo):
        actions.disable_staff(zofia, at=people.NOON, by=roman)


def test_the_last_administrator_stays_and_one_who_was_only_invited_does_not_count(roman: User, ewa: User) -> None:
    actions.invite_staff(Colleague("third", "Third", "third@iskra.example", "ADMIN"), at=people.NOON, by=roman)
    actions.disable_staff(ewa, at=people.NOON, by=roman)

    assert list(administrators()) == [roman]
    with pytest.raises(actions.LastAdministrator):
        actions.disable_staff(roman, at=people.NOON, by=None)
    assert again(roman).is_active


def test_an_administrator_becomes_a_clerk_only_where_another_is_left(roman: User, ewa: User) -> None:
    actions.change_staff_role(ewa, "CLERK", at=people.NOON, by=roman)

    assert again(ewa).staff_role == "CLERK"
    event = Event.objects.get(kind="staff.role_changed")
    assert (event.data, event.by_id, event.for_id) == ({"role": "CLERK", "before": "ADMIN"}, roman.pk, ewa.pk)
    with pytest.raises(actions.AlreadySo):
        actions.change_staff_role(ewa, "CLERK", at=people.NOON, by=roman)
    with pytest.raises(actions.MayNot):
        actions.change_staff_role(roman, "CLERK", at=people.NOON, by=ewa)


def test_two_administrators_who_disable_each_other_at_once_leave_one(committed: House) -> None:
    roman, ewa = people.staff("ADMIN", "roman"), people.staff("ADMIN", "ewa")

    def disable(pair: tuple[User, User]) -> str:
        try:
            actions.disable_staff(pair[1], at=people.NOON, by=pair[0])
        except (actions.MayNot, actions.LastAdministrator) as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(disable, [(roman, ewa), (ewa, roman)]))

    assert said == ["MayNot", "done"]
    assert User.objects.filter(ended_at=None).count() == 1


def test_whoever_was_disabled_comes_back_by_a_fresh_link_to_the_address_of_today(roman: User, zofia: User) -> None:
    actions.disable_staff(zofia, at=people.NOON, by=roman)

    actions.invite_staff_again(zofia, "zofia.new@iskra.example", at=people.NOON, by=roman)

    assert (again(zofia).is_active, has_come_in(again(zofia))) == (True, False)
    assert letters(zofia)[-1] == ("staff_invited", "zofia.new@iskra.example")
    assert [each.to for each in mail_addresses_of(zofia)] == ["zofia.new@iskra.example"]
    assert f"staff.enabled by {roman.pk} via desk" in kinds(zofia)


def test_whoever_has_come_in_needs_no_link(roman: User, zofia: User) -> None:
    with pytest.raises(actions.HasComeIn):
        actions.invite_staff_again(zofia, "zofia@iskra.example", at=people.NOON, by=roman)

    assert letters(zofia) == []


def test_a_fresh_link_voids_the_one_before(roman: User) -> None:
    made = actions.invite_staff(NEW, at=people.NOON, by=roman)

    actions.invite_staff_again(made, NEW.mail, at=people.NOON + timedelta(minutes=1), by=roman)

    alive = Code.objects.filter(
        purpose=actions.FIRST, user=made, used_at=None, until__gt=people.NOON + timedelta(minutes=2)
    )
    assert alive.count() == 1


def test_of_another_address_the_one_before_is_told(roman: User, zofia: User) -> None:
    actions.change_staff_mail(zofia, "zosia@iskra.example", at=people.NOON, by=roman)

    assert letters(zofia) == [("staff_mail_changed", "zofia@iskra.example")]
    assert [each.to for each in mail_addresses_of(zofia)] == ["zosia@iskra.example"]
    with pytest.raises(actions.AlreadySo):
        actions.change_staff_mail(zofia, "zosia@iskra.example", at=people.NOON, by=roman)


def test_a_lost_second_step_of_the_staff_is_confirmed_by_a_colleague_who_decides(
    roman: User, ewa: User, zofia: User
) -> None:
    actions.ask_lost_step(roman, at=people.NOON)
    for by in (None, roman, zofia):
        with pytest.raises(actions.NeedsAnother):
            actions.confirm_lost_step(roman, by=by, at=people.NOON)

    assert actions.confirm_lost_step(roman, by=ewa, at=people.NOON).confirmed_by == ewa


def test_when_somebody_was_here_last_is_their_newest_session_or_else_the_last_time_of_signing_in(
    roman: User, ewa: User, zofia: User
) -> None:
    User.objects.filter(pk=roman.pk).update(last_login=people.LONG_AGO)
    Session.objects.create(
        session_key="k" * 40, session_data="", expire_date=people.NOON, user=ewa, seen_at=people.NOON
    )

    seen = last_seen(list(User.objects.all()))

    assert seen == {roman.pk: people.LONG_AGO, ewa.pk: people.NOON}
