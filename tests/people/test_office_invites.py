"""The office gives access: to a second owner, too; ends an owner's while another is there; and nobody else can."""

from datetime import timedelta

import pytest

from abonent.journal.models import Event
from abonent.people import actions, queries
from abonent.people.actions import Guest
from abonent.people.models import Access, Account, Invitation, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.people import NOON

OWNER = Guest("Jan Petrenko", "jan@example.com", "OWNER")


def token(invitation: Invitation) -> str:
    letters = Message.objects.filter(template="invitation", key__startswith=f"invitation:{invitation.pk}:")
    return write(letters.latest("pk")).text.partition("/join/")[2].partition("/")[0]


@pytest.fixture
def jan(db: None) -> User:
    return people.person("jan", "Jan Petrenko")


def test_the_office_asks_somebody_to_own_an_account(account: Account, jan: User) -> None:
    clerk = people.staff()

    invitation = actions.invite(account, OWNER, at=NOON, by=clerk)
    right = actions.accept_invitation(token(invitation), jan, at=NOON + timedelta(hours=1))

    assert (right.role, right.account, right.granted_by) == ("OWNER", account, clerk)
    assert {each.role for each in Access.objects.filter(account=account)} == {"OWNER"}
    sent = Event.objects.get(kind="invitation.sent")
    assert (sent.by_id, sent.via, sent.account_id) == (clerk.pk, "desk", account.pk)


def test_the_letter_comes_from_the_operator_in_the_accounts_language(account: Account) -> None:
    clerk = people.staff()

    actions.invite(account, OWNER, at=NOON, by=clerk)

    letter = Message.objects.get(template="invitation")
    assert letter.language == "pl"
    assert "Iskra Net" in write(letter).text
    assert clerk.name not in write(letter).text


def test_an_owner_cannot_make_the_offices_letter_their_own(account: Account, olena: User) -> None:
    invitation = actions.invite(account, OWNER, at=NOON, by=people.staff())

    with pytest.raises(actions.NotToGive):
        actions.resend_invitation(invitation, at=NOON, by=olena)

    assert Invitation.objects.get().invited_by.is_staff


@pytest.mark.parametrize("change", [{"ended_at": NOON}, {"staff_role": "TECHNICIAN"}, {"staff_role": ""}])
def test_the_link_of_somebody_who_may_not_invite_any_more_is_void(
    account: Account, jan: User, change: dict[str, object]
) -> None:
    clerk = people.staff()
    invitation = actions.invite(account, OWNER, at=NOON, by=clerk)
    User.objects.filter(pk=clerk.pk).update(**change)

    with pytest.raises(actions.SpentCode):
        actions.accept_invitation(token(invitation), jan, at=NOON)

    assert not Access.objects.filter(user=jan).exists()


def test_the_office_ends_an_owners_right_while_another_owns_the_account(account: Account, jan: User) -> None:
    right, clerk = people.access(account, jan), people.staff()

    actions.end_access(right, at=NOON, by=clerk)

    right.refresh_from_db()
    assert right.valid.upper == NOON
    ended = Event.objects.get(kind="access.ended")
    assert (ended.by_id, ended.via) == (clerk.pk, "desk")


def test_the_last_owners_right_stays(account: Account, olena: User, jan: User) -> None:
    people.access(account, jan, "PAYS")

    with pytest.raises(actions.OwnersRight):
        actions.end_access(Access.objects.get(user=olena), at=NOON, by=people.staff())


def test_an_owner_who_cannot_sign_in_any_more_is_no_other_owner(account: Account, olena: User, jan: User) -> None:
    people.access(account, jan)
    User.objects.filter(pk=jan.pk).update(ended_at=NOON)
    mine = Access.objects.get(user=olena)

    assert not queries.has_other_owner(mine, at=NOON)
    with pytest.raises(actions.OwnersRight):
        actions.end_access(mine, at=NOON, by=people.staff())


def test_one_owner_does_not_end_the_others_right(account: Account, olena: User, jan: User) -> None:
    right = people.access(account, jan)

    with pytest.raises(actions.OwnersRight):
        actions.end_access(right, at=NOON, by=olena)
