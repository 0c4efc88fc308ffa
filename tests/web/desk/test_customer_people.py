"""Who has access to an account, at the desk: seen, given by invitation, ended; links to passwords go to known addresses."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from abonent.journal.models import Event
from abonent.people.models import Access, Account, Invitation, User
from abonent.post.models import Message
from tests import people
from tests.people import LONG_AGO
from tests.web.desk import things
from tests.web.doors import letters, shown, text

HERE = "/desk/customers/100234/people/"
GUEST = {"name": "Jan Petrenko", "mail": "jan@example.com", "role": "OWNER", "last_day": ""}


def test_everybody_with_access_stands_with_role_and_time(
    clerk: Client, account: Account, olena: User, marek: User
) -> None:
    people.access(account, marek, "PAYS", until=timezone.now() + timedelta(days=400))
    things.delegate(account)
    Access.objects.filter(role="SEES").update(valid=(LONG_AGO, LONG_AGO + timedelta(days=3)))

    said = text(clerk.get(HERE))

    assert "Olena Petrenko olena account owner since 1 January 2024" in said
    assert "Marek Wójcik marek person who pays since 1 January 2024" in said
    assert said.index("Access that has ended") < said.index("Nadia Koval")


def test_who_has_no_password_yet_and_who_has_left_is_said(
    clerk: Client, account: Account, olena: User, marek: User
) -> None:
    people.access(account, marek, "PAYS")
    olena.set_unusable_password()
    olena.save()
    User.objects.filter(pk=marek.pk).update(ended_at=timezone.now())

    said = text(clerk.get(HERE))

    assert "no password chosen yet" in said
    assert "sign-in closed" in said
    assert "is not opened again: invite them anew" in said


@pytest.mark.parametrize(
    ("role", "may"), [("CLERK", True), ("ACCOUNTANT", False), ("TECHNICIAN", False), ("ADMIN", True)]
)
def test_only_those_who_may_change_access_are_offered_it(
    one_step: None, account: Account, olena: User, role: str, may: bool
) -> None:
    things.invited(account, olena)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(people.staff(role))

    page = client.get(HERE).content.decode()

    assert ("/password/" in page, "/withdraw/" in page, f"{HERE}invite/" in page) == (may, may, may)


def test_each_role_to_choose_says_what_matters_most(clerk: Client, account: Account) -> None:
    page = clerk.get(f"{HERE}invite/").content.decode().partition("<legend>")[2]

    assert re.findall(r"<small>([^<]*)</small>", page) == [
        "see bills, see the contract, pay, change contact data, invite people and end their access",
        "see bills, see the contract, pay",
        "see bills, see the contract",
    ]


def test_somebody_is_invited_to_own_the_account(clerk: Client, clerk_user: User, account: Account) -> None:
    page = shown(clerk, clerk.post(f"{HERE}invite/", {**GUEST, "step": "check"}))

    assert "Jan Petrenko E-mail address jan@example.com As account owner" in text(page)
    assert not Invitation.objects.exists()

    answer = clerk.post(f"{HERE}invite/", {**GUEST, "step": "send"}, follow=True)

    assert "The invitation was sent" in text(answer)
    assert "Jan Petrenko jan@example.com account owner the link works until" in text(answer)
    made = Invitation.objects.get()
    assert (made.role, made.invited_by, letters("invitation")) == ("OWNER", clerk_user, ["invitation"])


def test_a_double_click_invites_once_and_another_to_the_same_address_is_refused(
    clerk: Client, account: Account
) -> None:
    for _ in range(2):
        assert clerk.post(f"{HERE}invite/", {**GUEST, "step": "send"}).status_code == 302
    other = clerk.post(f"{HERE}invite/", {**GUEST, "role": "SEES", "step": "send"})

    assert other.status_code == 422
    assert "Somebody was invited by this address already." in text(other)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"mail": "jan@"}, "This is not a whole e-mail address."),
        ({"name": ""}, "Please type a name."),
        ({"role": "KING"}, "Please choose one."),
        ({"last_day": "2020-01-01"}, "This day is over."),
        ({"name": "J\u202ean"}, "cannot be printed"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(
    clerk: Client, account: Account, wrong: dict[str, str], told: str
) -> None:
    answer = clerk.post(f"{HERE}invite/", {**GUEST, "step": "send", **wrong})

    assert answer.status_code == 422
    assert told in text(answer)
    assert "jan@" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_invitation_is_sent_again_and_withdrawn(clerk: Client, account: Account, olena: User) -> None:
    made = things.invited(account, olena)

    again = clerk.post(f"{HERE}invitations/{made.pk}/resend/", follow=True)
    gone = clerk.post(f"{HERE}invitations/{made.pk}/withdraw/", follow=True)
    twice = clerk.post(f"{HERE}invitations/{made.pk}/withdraw/")

    assert "The invitation was sent" in text(again)
    assert "The invitation was withdrawn" in text(gone)
    assert twice.status_code == 404
    assert letters("invitation") == ["invitation"] * 2


def test_a_right_is_ended_after_a_look(clerk: Client, clerk_user: User, account: Account) -> None:
    right = things.delegate(account)
    here = f"{HERE}rights/{right.pk}/end/"

    assert "End this access? Who Nadia Koval, nadia As person who can look" in text(clerk.get(here))
    assert Access.objects.get(pk=right.pk).valid.upper is None

    answers = [clerk.post(here, follow=True) for _ in range(2)]

    assert Access.objects.get(pk=right.pk).valid.upper is not None
    assert all("The access was ended" in text(answer) for answer in answers)
    ended = Event.objects.get(kind="access.ended")
    assert (ended.by_id, ended.via, ended.account_id) == (clerk_user.pk, "desk", account.pk)


def test_the_last_owners_right_is_not_ended(clerk: Client, account: Account, olena: User) -> None:
    right = Access.objects.get(user=olena)
    here = f"{HERE}rights/{right.pk}/end/"

    answers = [clerk.get(here), clerk.post(here)]

    right.refresh_from_db()
    assert right.valid.upper is None
    assert [answer.status_code for answer in answers] == [200, 409]
    assert all("This is the last owner" in text(answer) for answer in answers)
    assert here not in clerk.get(HERE).content.decode()


def test_a_link_to_a_password_goes_to_the_persons_own_address(
    clerk: Client, clerk_user: User, account: Account, olena: User
) -> None:
    here = f"{HERE}{olena.pk}/password/"

    assert "Who Olena Petrenko Login olena To olena@example.com" in text(clerk.get(here))
    assert not Message.objects.exists()

    answer = clerk.post(here, follow=True)

    assert "The link was sent" in text(answer)
    letter = Message.objects.get()
    assert (letter.template, letter.to, letter.user_id) == ("first_access", "olena@example.com", olena.pk)
    assert letter.secret
    event = Event.objects.get(kind="person.invited")
    assert (event.by_id, event.for_id, event.via) == (clerk_user.pk, olena.pk, "desk")
    assert "token" not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_double_click_sends_one_link_and_another_goes_later(
    clerk: Client, account: Account, olena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = f"{HERE}{olena.pk}/password/"

    answers = [clerk.post(here)["Location"] for _ in range(2)]

    assert answers == [f"{HERE}?done=sent"] * 2
    assert letters("first_access") == ["first_access"]
    monkeypatch.setattr("abonent.web.desk.customer_people.SOON", timedelta(0))
    clerk.post(here)
    assert letters("first_access") == ["first_access"] * 2


def test_no_link_goes_where_no_address_is_proved_or_to_whoever_has_left(
    clerk: Client, account: Account, marek: User
) -> None:
    people.access(account, marek, "PAYS")
    here = f"{HERE}{marek.pk}/password/"

    assert "no confirmed e-mail address" in text(clerk.post(here))
    User.objects.filter(pk=marek.pk).update(ended_at=timezone.now())
    assert "is not opened again" in text(clerk.get(here))
    assert clerk.post(here).status_code == 409
    assert not Message.objects.exists()


def test_what_is_anothers_is_not_here(clerk: Client, account: Account, neighbour: Account, marek: User) -> None:
    right, made = Access.objects.get(user=marek), things.invited(neighbour, marek)

    for method, where in (
        ("get", f"{right.pk}/end/"),
        ("post", f"rights/{right.pk}/end/"),
        ("post", f"invitations/{made.pk}/resend/"),
        ("post", f"invitations/{made.pk}/withdraw/"),
        ("post", f"{marek.pk}/password/"),
    ):
        assert getattr(clerk, method)(f"{HERE}{where}").status_code == 404, where
    right.refresh_from_db()
    assert right.valid.upper is None
    assert Invitation.objects.get().withdrawn_at is None


def test_whose_right_has_ended_gets_no_link_from_here(clerk: Client, account: Account, marek: User) -> None:
    people.access(account, marek, "PAYS", until=LONG_AGO + timedelta(days=1))

    assert clerk.post(f"{HERE}{marek.pk}/password/").status_code == 404


def test_many_people_ask_as_much_as_one(clerk: Client, account: Account, olena: User) -> None:
    counts = []
    for more in (1, 12):
        for number in range(more):
            things.delegate(account, f"nadia{more}.{number}")
            things.invited(account, olena, f"guest{more}.{number}@example.com")
        clerk.get(HERE)
        with CaptureQueriesContext(connection) as found:
            assert clerk.get(HERE).status_code == 200
        counts.append(len(found))

    assert counts[0] == counts[1] <= 12
