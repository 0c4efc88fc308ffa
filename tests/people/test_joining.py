"""Joining by an invitation: whoever accepts has the right from now on, and joining takes nothing away."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent import profile
from abonent.people import actions, queries
from abonent.people.actions import Guest
from abonent.people.models import Access, Account, Code, Contact, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.database import House
from tests.people import LONG_AGO, NOON
from tests.people.inviting import DAY, GUEST, LATER, happened, link, newcomer


def test_who_accepts_has_the_right_from_now_and_the_owner_is_told(account: Account, olena: User, nadia: User) -> None:
    invitation = actions.invite(account, Guest(GUEST.name, GUEST.mail, "PAYS", date(2027, 1, 1)), at=NOON, by=olena)

    given = actions.accept_invitation(link(invitation), nadia, at=LATER)

    midnight = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    assert (given.account, given.user, given.role, given.how, given.granted_by) == (
        account, nadia, "PAYS", "invitation", olena,
    )  # fmt: skip
    assert given.valid == DateTimeTZRange(LATER, midnight)
    assert queries.access(nadia, account.pk, at=midnight - timedelta(seconds=1)) == given
    assert queries.access(nadia, account.pk, at=midnight) is None
    assert [*queries.invitations(account)] == []
    letter = Message.objects.get(template="joined")
    assert (letter.to, letter.account_id) == ("olena@example.com", account.pk)
    assert "Nadia Koval" in write(letter).text
    assert happened("access.granted") == [(account.pk, nadia.pk, f"access:{given.pk}")]


def test_a_link_lets_in_once(account: Account, olena: User, nadia: User, marek: User) -> None:
    token = link(actions.invite(account, GUEST, at=NOON, by=olena))
    actions.accept_invitation(token, nadia, at=NOON)

    for who in (nadia, marek):
        with pytest.raises(actions.SpentCode):
            actions.accept_invitation(token, who, at=NOON)

    assert Access.objects.filter(account=account).exclude(user=olena).count() == 1


def test_a_newcomer_gets_a_sign_in_and_their_address_is_proved(account: Account, olena: User) -> None:
    token = link(actions.invite(account, GUEST, at=NOON, by=olena))

    given = actions.join_as_newcomer(token, newcomer(), at=LATER)

    made = User.objects.get(login="nadia")
    contact = Contact.objects.get(user=made)
    assert (given.user, made.name, made.language, made.password_is_long) == (made, "Nadia Koval", "uk", True)
    assert made.check_password(people.PASSWORD)
    assert (contact.account_id, contact.kind, contact.value, contact.confirmed_at) == (0, "MAIL", GUEST.mail, LATER)
    assert happened("sign_in.made") == [(None, made.pk, f"user:{made.pk}")]


def test_a_login_that_is_taken_uses_nothing_up(account: Account, olena: User, marek: User) -> None:
    token = link(actions.invite(account, GUEST, at=NOON, by=olena))

    with pytest.raises(actions.LoginTaken):
        actions.join_as_newcomer(token, newcomer("marek"), at=NOON)

    assert User.objects.filter(login="marek").get() == marek
    assert actions.join_as_newcomer(token, newcomer("nadia"), at=NOON).role == "PAYS"


@pytest.mark.parametrize(("role", "until"), [("OWNER", None), ("PAYS", None), ("PAYS", NOON + 400 * DAY)])
def test_joining_takes_nothing_away(
    account: Account, olena: User, nadia: User, role: str, until: datetime | None
) -> None:
    kept = people.access(account, nadia, role, until=until)
    token = link(actions.invite(account, Guest("N", GUEST.mail, "SEES", date(2027, 1, 1)), at=NOON, by=olena))

    with pytest.raises(actions.HasRight) as refused:
        actions.accept_invitation(token, nadia, at=NOON)

    assert refused.value.access == kept
    assert Access.objects.get(user=nadia).valid == kept.valid
    assert Code.objects.get(purpose="JOIN").used_at is None


def test_the_same_for_longer_replaces(account: Account, olena: User, nadia: User) -> None:
    people.access(account, nadia, "SEES", until=NOON + 10 * DAY)
    token = link(actions.invite(account, Guest("N", GUEST.mail, "SEES"), at=NOON, by=olena))

    actions.accept_invitation(token, nadia, at=NOON)

    assert [*Access.objects.filter(user=nadia).order_by("pk").values_list("role", "valid")] == [
        ("SEES", DateTimeTZRange(LONG_AGO, NOON)),
        ("SEES", DateTimeTZRange(NOON, None)),
    ]


def test_more_for_a_time_goes_before_the_less_that_lasts(account: Account, olena: User, nadia: User) -> None:
    people.access(account, nadia, "SEES")
    token = link(actions.invite(account, Guest("N", GUEST.mail, "PAYS", date(2027, 1, 1)), at=NOON, by=olena))

    actions.accept_invitation(token, nadia, at=NOON)

    midnight = profile.midnight(date(2027, 1, 1))
    assert [*Access.objects.filter(user=nadia).order_by("valid").values_list("role", "valid")] == [
        ("SEES", DateTimeTZRange(LONG_AGO, NOON)),
        ("PAYS", DateTimeTZRange(NOON, midnight)),
        ("SEES", DateTimeTZRange(midnight, None)),
    ]


def test_what_would_begin_later_makes_room(account: Account, olena: User, nadia: User) -> None:
    for day in (1, 100):
        valid = DateTimeTZRange(NOON + day * DAY, NOON + (day + 30) * DAY)
        Access.objects.create(account=account, user=nadia, role="SEES", valid=valid)
    token = link(actions.invite(account, Guest("N", GUEST.mail, "PAYS", date(2027, 3, 11)), at=NOON, by=olena))

    actions.accept_invitation(token, nadia, at=NOON)

    midnight = profile.midnight(date(2027, 3, 11))
    assert [*Access.objects.filter(user=nadia).order_by("valid").values_list("role", "valid")] == [
        ("PAYS", DateTimeTZRange(NOON, midnight)),
        ("SEES", DateTimeTZRange(midnight, NOON + 130 * DAY)),
    ]


def test_two_who_open_one_link_at_once(committed: House) -> None:
    olena, first, second = (people.person(login, login.title()) for login in ("olena", "first", "second"))
    account = people.account("100234", "Olena Petrenko", olena)
    token = link(actions.invite(account, GUEST, at=NOON, by=olena))
    together, said = threading.Barrier(2), []

    def join(user: User) -> None:
        together.wait()
        try:
            actions.accept_invitation(token, user, at=NOON)
            said.append("in")
        except actions.SpentCode:
            said.append("out")
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=(user,)) for user in (first, second)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(said) == ["in", "out"]
    assert Access.objects.exclude(user=olena).count() == 1


def test_a_name_of_many_lines_stays_on_its_line(account: Account, olena: User, nadia: User) -> None:
    User.objects.filter(pk=nadia.pk).update(name="Nadia\nTo: everybody")
    nadia.refresh_from_db()

    actions.accept_invitation(link(actions.invite(account, GUEST, at=NOON, by=olena)), nadia, at=NOON)

    assert "Nadia To: everybody" in write(Message.objects.get(template="joined")).text
