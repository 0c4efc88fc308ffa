"""Inviting somebody to an account: what an owner can give, whose link lets in and how long, what the letter says."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent import profile
from abonent.journal.models import Event
from abonent.people import actions, queries
from abonent.people.actions import Guest
from abonent.people.models import Access, Account, Code, Invitation, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests.people import LONG_AGO, NOON
from tests.people.inviting import DAY, GUEST, LATER, happened, link


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


def test_the_letter_is_whole_in_each_language(account: Account, olena: User) -> None:
    for place, language in enumerate(("pl", "uk", "en")):
        User.objects.filter(pk=olena.pk).update(language=language)
        olena.refresh_from_db()
        guest = Guest("N", f"n{place}@example.com", "SEES", date(2027, 1, 1))
        actions.invite(account, guest, at=NOON, by=olena)
        letter = write(Message.objects.latest("pk"))
        assert profile.current().roles["SEES"][language] in letter.text
        assert "100 234" in letter.text.replace("\u00a0", " ")
