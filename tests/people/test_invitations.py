"""Inviting somebody to an account, and joining: nobody comes in who was not invited, and joining takes nothing away."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent import profile
from abonent.journal.models import Event
from abonent.people import actions, queries
from abonent.people.actions import Guest
from abonent.people.models import Access, Account, Code, Contact, Invitation, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.database import House
from tests.people import LONG_AGO, NOON

DAY = timedelta(days=1)
LATER = NOON + 3 * DAY
GUEST = Guest("Nadia Koval", "nadia@example.com", "PAYS")


def link(invitation: Invitation) -> str:
    """Return the token that the newest letter of an invitation carries."""
    letters = Message.objects.filter(template="invitation", key__startswith=f"invitation:{invitation.pk}:")
    return write(letters.latest("pk")).text.partition("/join/")[2].partition("/")[0]


def newcomer(login: str = "nadia") -> User:
    made = User(login=login, name="Nadia Koval", language="uk", joined_at=NOON)
    made.set_password(people.PASSWORD)
    return made


def happened(kind: str) -> list[tuple[int | None, int | None, str]]:
    return list(Event.objects.filter(kind=kind).values_list("account_id", "by_id", "subject"))


@pytest.fixture
def nadia(db: None) -> User:
    return people.person("nadia", "Nadia Koval")


def test_an_invitation_is_sent_with_a_link_that_is_nowhere_else(account: Account, olena: User) -> None:
    invitation = actions.invite(account, GUEST, at=NOON, by=olena)

    letter = Message.objects.get(template="invitation")
    token = link(invitation)
    assert (letter.to, letter.account_id, letter.user_id) == ("nadia@example.com", account.pk, None)
    assert len(token) == 43
    assert token not in str(letter.context) + str(list(Event.objects.values())) + str(list(Code.objects.values()))
    assert "Olena Petrenko" in write(letter).text
    assert (invitation.until, invitation.invited_by) == (NOON + 7 * DAY, olena)
    assert happened("invitation.sent") == [(account.pk, olena.pk, f"invitation:{invitation.pk}")]


@pytest.mark.parametrize("role", ["OWNER", "KING", ""])
def test_nobody_is_invited_as_what_an_owner_cannot_give(account: Account, olena: User, role: str) -> None:
    with pytest.raises(actions.NotToGive):
        actions.invite(account, Guest("N", "n@example.com", role), at=NOON, by=olena)

    assert not Invitation.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 20)])
def test_nobody_is_invited_for_no_time_at_all(account: Account, olena: User, day: date) -> None:
    with pytest.raises(actions.NotToGive):
        actions.invite(account, Guest("N", "n@example.com", "SEES", day), at=NOON, by=olena)


def test_one_invitation_waits_for_one_address(account: Account, neighbour: Account, olena: User, marek: User) -> None:
    first = actions.invite(account, GUEST, at=NOON, by=olena)

    with pytest.raises(actions.AlreadyInvited) as again:
        actions.invite(account, Guest("Somebody", "NADIA@example.com", "SEES"), at=NOON, by=olena)
    actions.invite(neighbour, GUEST, at=NOON, by=marek)

    assert again.value.invitation == first
    assert Message.objects.count() == 2


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


def test_a_link_too_old_lets_nobody_in(account: Account, olena: User, nadia: User) -> None:
    token = link(actions.invite(account, GUEST, at=NOON, by=olena))

    with pytest.raises(actions.SpentCode):
        actions.accept_invitation(token, nadia, at=NOON + 7 * DAY)


def test_a_link_is_too_old_when_the_right_would_have_ended(account: Account, olena: User, nadia: User) -> None:
    invitation = actions.invite(account, Guest("N", GUEST.mail, "SEES", date(2026, 11, 23)), at=NOON, by=olena)

    assert invitation.until == profile.midnight(date(2026, 11, 23))
    with pytest.raises(actions.SpentCode):
        actions.accept_invitation(link(invitation), nadia, at=LATER)


def test_a_withdrawn_invitation_lets_nobody_in(account: Account, olena: User, nadia: User) -> None:
    invitation = actions.invite(account, GUEST, at=NOON, by=olena)

    actions.withdraw_invitation(invitation, at=NOON, by=olena)

    with pytest.raises(actions.SpentCode):
        actions.accept_invitation(link(invitation), nadia, at=NOON)
    for act in (actions.withdraw_invitation, actions.resend_invitation):
        with pytest.raises(actions.NoInvitation):
            act(invitation, at=NOON, by=olena)
    assert happened("invitation.withdrawn") == [(account.pk, olena.pk, f"invitation:{invitation.pk}")]
    assert [*queries.invitations(account)] == []


def test_of_two_letters_only_the_newer_link_works(account: Account, olena: User, nadia: User) -> None:
    invitation = actions.invite(account, GUEST, at=NOON, by=olena)
    old = link(invitation)

    actions.resend_invitation(invitation, at=LATER, by=olena)

    with pytest.raises(actions.SpentCode):
        actions.accept_invitation(old, nadia, at=LATER)
    assert actions.accept_invitation(link(invitation), nadia, at=NOON + 9 * DAY).role == "PAYS"


def test_a_link_that_is_too_old_can_be_sent_again(account: Account, olena: User, nadia: User) -> None:
    invitation = actions.invite(account, GUEST, at=NOON, by=olena)

    actions.resend_invitation(invitation, at=NOON + 30 * DAY, by=olena)

    assert actions.accept_invitation(link(invitation), nadia, at=NOON + 31 * DAY).user == nadia


def test_who_is_not_the_owner_any_more_has_invited_nobody(account: Account, olena: User, nadia: User) -> None:
    token = link(actions.invite(account, GUEST, at=NOON, by=olena))
    Access.objects.filter(user=olena).update(valid=DateTimeTZRange(LONG_AGO, NOON + DAY))

    with pytest.raises(actions.SpentCode):
        actions.accept_invitation(token, nadia, at=LATER)


def test_a_sign_in_that_was_closed_has_invited_nobody(account: Account, olena: User, nadia: User) -> None:
    token = link(actions.invite(account, GUEST, at=NOON, by=olena))
    User.objects.filter(pk=olena.pk).update(ended_at=NOON)

    with pytest.raises(actions.SpentCode):
        actions.accept_invitation(token, nadia, at=LATER)


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


def test_the_letter_is_whole_in_each_language(account: Account, olena: User) -> None:
    for place, language in enumerate(("pl", "uk", "en")):
        User.objects.filter(pk=olena.pk).update(language=language)
        olena.refresh_from_db()
        guest = Guest("N", f"n{place}@example.com", "SEES", date(2027, 1, 1))
        actions.invite(account, guest, at=NOON, by=olena)
        letter = write(Message.objects.latest("pk"))
        assert profile.current().roles["SEES"][language] in letter.text
        assert "100 234" in letter.text.replace("\u00a0", " ")


def test_a_name_of_many_lines_stays_on_its_line(account: Account, olena: User, nadia: User) -> None:
    User.objects.filter(pk=nadia.pk).update(name="Nadia\nTo: everybody")
    nadia.refresh_from_db()

    actions.accept_invitation(link(actions.invite(account, GUEST, at=NOON, by=olena)), nadia, at=NOON)

    assert "Nadia To: everybody" in write(Message.objects.get(template="joined")).text
