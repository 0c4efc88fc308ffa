"""Inviting somebody to an account: chosen, checked, sent once; sent again, withdrawn, too old."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.people.models import Account, Invitation, User
from abonent.post.models import Message
from tests.people import NOON
from tests.web import doors
from tests.web.doors import text
from tests.web.me.rights import DAY, invited

TYPED = {"name": "Nadia Koval", "mail": "nadia@example.com", "role": "PAYS", "last_day": "", "account": "100234"}


def test_inviting_asks_who_one_is(browser: Client) -> None:
    answer = browser.get("/me/people/invite/")

    assert answer.headers["Location"] == "/step-up/?next=%2Fme%2Fpeople%2Finvite%2F"


def test_each_role_to_choose_says_what_matters_most_and_everything_below(browser: Client) -> None:
    doors.step_up(browser)

    answer = browser.get("/me/people/invite/")

    assert re.findall(r"<small>([^<]*)</small>", answer.content.decode()) == [
        "see bills, see the contract, pay",
        "see bills, see the contract",
    ]
    below = text(answer).partition("Everything that each of them may do ")[2]
    assert below.startswith("person who pays see what is to be paid see bills pay ")
    assert "person who can look see what is to be paid see bills see payments" in below


def test_choose_check_done(browser: Client, account: Account, olena: User) -> None:
    doors.step_up(browser)

    led = browser.post("/me/people/invite/", TYPED | {"last_day": "2026-12-31", "step": "check"})
    checked = doors.shown(browser, led)
    assert not Invitation.objects.exists()
    sent = browser.post("/me/people/invite/", TYPED | {"last_day": "2026-12-31", "step": "send"})

    page = text(checked)
    assert (
        "E-mail address nadia@example.com As person who pays What they may do see bills, see the contract, pay " in page
    )
    assert "Last day 31 December 2026 Account 100" in page
    assert "Fee PLN 0.00" in page
    assert sent.headers["Location"] == "/me/people/?done=invited"
    invitation = Invitation.objects.get()
    assert (invitation.account, invitation.role, invitation.mail) == (account, "PAYS", "nadia@example.com")
    assert invitation.access_until is not None
    assert invitation.access_until.isoformat() == "2027-01-01"
    shown = text(browser.get("/me/people/?done=invited"))
    assert "Nadia Koval waits nadia@example.com · person who pays · access until 31 December 2026" in shown


def test_going_back_to_change_loses_nothing(browser: Client) -> None:
    doors.step_up(browser)

    page = doors.shown(browser, browser.post("/me/people/invite/", TYPED | {"step": "change"}))

    assert page.status_code == 200
    assert 'value="nadia@example.com"' in page.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Please type a name."),
        ({"name": "x" * 161}, "at most 160"),
        ({"name": "Nadia\u202egnp"}, "a character in it that cannot be printed"),
        ({"name": "ნადია Koval"}, "Bills and letters cannot show: ნ, ა, დ, ი. Please write it in Latin"),
        ({"mail": "nadia"}, "This is not a whole e-mail address."),
        ({"mail": "nadia@example.com\r\nBcc: all@example.com"}, "This is not a whole e-mail address."),
        ({"role": "OWNER"}, "Please choose one."),
        ({"role": ""}, "Please choose what they may do."),
        ({"last_day": "2026-11-20"}, "This day is over."),
        ({"last_day": "9999-12-31"}, "This day is too far away."),
        ({"last_day": "tomorrow"}, "This is not a date."),
    ],
)
@pytest.mark.parametrize("step", ["check", "send"])
def test_what_is_wrong_is_said_and_nothing_is_sent(
    browser: Client, wrong: dict[str, str], said: str, step: str
) -> None:
    doors.step_up(browser)

    page = browser.post("/me/people/invite/", TYPED | wrong | {"step": step})

    assert page.status_code == 422
    assert said in text(page)
    assert "<title>Error:" in page.content.decode()
    assert not Invitation.objects.exists()


def test_a_form_sent_twice_invites_once(browser: Client) -> None:
    doors.step_up(browser)

    answers = [browser.post("/me/people/invite/", TYPED | {"step": "send"}) for _ in range(2)]

    assert {answer.headers["Location"] for answer in answers} == {"/me/people/?done=invited"}
    assert Message.objects.filter(template="invitation").count() == 1


def test_an_address_is_invited_to_one_thing_at_a_time(browser: Client) -> None:
    doors.step_up(browser)
    browser.post("/me/people/invite/", TYPED | {"step": "send"})

    page = browser.post("/me/people/invite/", TYPED | {"role": "SEES", "step": "send"})

    assert page.status_code == 422
    assert "Somebody was invited by this address already." in text(page)
    assert Invitation.objects.get().role == "PAYS"


def test_nobody_sends_invitations_without_end(browser: Client) -> None:
    doors.step_up(browser)
    sent = [
        browser.post("/me/people/invite/", TYPED | {"mail": f"n{place}@example.com", "step": "send"}).status_code
        for place in range(11)
    ]

    assert sent == [302] * 10 + [429]
    assert Invitation.objects.count() == 10


def test_a_letter_is_sent_again_and_an_invitation_withdrawn(browser: Client, account: Account, olena: User) -> None:
    invitation = invited(account, olena)
    there = f"/me/people/invitations/{invitation.pk}"
    with CaptureQueriesContext(connection):
        again = browser.post(f"{there}/resend/", {"account": account.number})
    gone = browser.post(f"{there}/withdraw/", {"account": account.number})
    twice = browser.post(f"{there}/withdraw/", {"account": account.number})

    assert [again.headers["Location"], gone.headers["Location"]] == [
        "/me/people/?done=invited",
        "/me/people/?done=withdrawn",
    ]
    assert twice.status_code == 404
    assert "Nadia" not in text(browser.get("/me/people/"))


def test_a_link_that_is_too_old_is_shown_as_such(browser: Client, account: Account, olena: User) -> None:
    invited(account, olena)
    Invitation.objects.update(until=NOON - DAY)

    assert "Nadia Koval the link is too old nadia@example.com" in text(browser.get("/me/people/"))
