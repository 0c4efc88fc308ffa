"""People on an account: seen, invited and sent away by the owner alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as house
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent import profile
from abonent.journal.actions import record
from abonent.people import actions
from abonent.people.actions import Guest
from abonent.people.models import Access, Account, Invitation, User
from abonent.post.models import Message
from abonent.web.me.roles import UNTOLD, told
from tests import people
from tests.people import NOON
from tests.web import doors
from tests.web.doors import text

DAY = timedelta(days=1)
TYPED = {"name": "Nadia Koval", "mail": "nadia@example.com", "role": "PAYS", "last_day": "", "account": "100234"}


@pytest.fixture
def paula(account: Account) -> User:
    """Somebody who pays for Olena."""
    paula = people.person("paula", "Paula Maj")
    people.access(account, paula, "PAYS")
    return paula


def right_of(user: User) -> Access:
    return Access.objects.filter(user=user).latest("pk")


def in_the_browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "en"
    return client


def invited(account: Account, olena: User, mail: str = "nadia@example.com", **more: Any) -> Invitation:
    return actions.invite(account, Guest("Nadia Koval", mail, "SEES", **more), at=NOON, by=olena)


def test_who_has_a_right_since_when_and_until_when(browser: Client, account: Account, paula: User) -> None:
    sonia = people.person("sonia", "Sonia Lis")
    people.access(account, sonia, "SEES", until=NOON + 10 * DAY)
    gone = people.person("gone", "Jan Były")
    people.access(account, gone, "SEES", until=NOON - DAY)

    page = text(browser.get("/me/people/"))

    assert "Olena Petrenko account owner since 1 January 2024" in page
    assert "Paula Maj person who pays since 1 January 2024" in page
    assert "Sonia Lis person who can look since 1 January 2024 · until 1 December 2026 – 10 days left" in page
    assert "1 access has ended Jan Były person who can look 1 January 2024 – 20 November 2026" in page


def test_an_owner_alone_is_told_what_this_is_for(browser: Client) -> None:
    assert "Nobody else sees the account." in text(browser.get("/me/people/"))


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
        "E-mail address nadia@example.com As person who pays What they may do see bills, see the contract, pay "
        in page
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


def test_a_right_ends_after_a_look_at_whose_it_is(browser: Client, account: Account, paula: User) -> None:
    there = f"/me/people/{right_of(paula).pk}/end/"
    hers = in_the_browser_of(paula)
    assert hers.get("/overview/").status_code == 200

    checked = text(browser.get(there))
    assert right_of(paula).valid.upper is None
    done = [browser.post(there, {"account": account.number}) for _ in range(2)]

    assert "Who Paula Maj As person who pays Since 1 January 2024" in checked
    assert [answer.headers["Location"] for answer in done] == ["/me/people/?done=ended"] * 2
    assert right_of(paula).valid.upper == NOON
    assert hers.get("/overview/").status_code == 403
    assert hers.get("/bills/").status_code == 403


def test_a_form_left_open_by_somebody_whose_right_has_ended_does_nothing(
    browser: Client, account: Account, neighbour: Account, paula: User
) -> None:
    people.access(neighbour, paula, "PAYS")
    hers = in_the_browser_of(paula)
    assert "100 234" in text(hers.get("/bills/pay/?amount=10")).replace("\u00a0", " ")

    browser.post(f"/me/people/{Access.objects.get(user=paula, account=account).pk}/end/", {"account": "100234"})

    assert hers.post("/bills/pay/", {"account": "100234", "amount": "10.00", "once": "o" * 20}).status_code == 409


def test_an_owners_right_is_not_ended_here(browser: Client, account: Account, olena: User) -> None:
    there = f"/me/people/{right_of(olena).pk}/end/"

    assert browser.get(there).status_code == 404
    assert browser.post(there, {"account": account.number}).status_code == 404
    assert right_of(olena).valid.upper is None


@pytest.mark.parametrize("path", ["{}/", "{}/end/"])
def test_rights_on_anothers_account_are_not_there(browser: Client, neighbour: Account, path: str) -> None:
    stranger = people.person("stranger", "Ktoś")
    right = people.access(neighbour, stranger, "SEES")

    assert browser.get(f"/me/people/{path.format(right.pk)}").status_code == 404
    assert browser.post(f"/me/people/{right.pk}/end/", {"account": "100234"}).status_code == 404
    right.refresh_from_db()
    assert right.valid.upper is None


def test_invitations_to_anothers_account_are_not_there(browser: Client, neighbour: Account, marek: User) -> None:
    theirs = invited(neighbour, marek)

    for act in ("resend", "withdraw"):
        assert browser.post(f"/me/people/invitations/{theirs.pk}/{act}/", {"account": "100234"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


def test_what_a_person_did_is_told_in_order(browser: Client, account: Account, paula: User, olena: User) -> None:
    record("payment.started", at=NOON - DAY, account=account.pk, by=paula.pk, subject="payment:abc")
    record("access.denied", at=NOON, account=account.pk, by=paula.pk)
    record("payment.started", at=NOON, account=account.pk, by=olena.pk)
    record("password.changed", at=NOON, by=paula.pk)

    answer = browser.get(f"/me/people/{right_of(paula).pk}/")

    page = text(answer)
    assert page.index("Somebody asked for a page they may not see") < page.index("Payment started")
    assert page.count("Payment started") == 1
    assert "The password was changed" not in page
    assert 'href="/payments/abc/"' in answer.content.decode()


def test_what_they_did_on_another_account_is_not_told(
    browser: Client, account: Account, neighbour: Account, paula: User
) -> None:
    record("payment.started", at=NOON, account=neighbour.pk, by=paula.pk)

    assert "Nothing yet" in text(browser.get(f"/me/people/{right_of(paula).pk}/"))


def test_what_was_done_in_a_right_before_is_told_too(browser: Client, account: Account) -> None:
    back = people.person("back", "Wraca Znów")
    people.access(account, back, "SEES", until=NOON - 9 * DAY)
    record("account.chosen", at=NOON - 10 * DAY, account=account.pk, by=back.pk)
    again = Access.objects.create(account=account, user=back, role="PAYS", valid=DateTimeTZRange(NOON - DAY, None))

    assert "Another account was chosen" in text(browser.get(f"/me/people/{again.pk}/"))


def statements(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert browser.get(path).status_code == 200
    return len(found)


def test_pages_ask_no_more_with_many(browser: Client, account: Account, olena: User, paula: User) -> None:
    paths = ["/me/people/", f"/me/people/{right_of(paula).pk}/"]
    few = [statements(browser, path) for path in paths]

    for number in range(60):
        people.access(account, people.person(f"p{number}", f"P {number}"), "SEES", until=NOON + (number - 30) * DAY)
        invited(account, olena, f"n{number}@example.com")
        record("payment.started", at=NOON, account=account.pk, by=paula.pk)

    assert [statements(browser, path) for path in paths] == few
    assert few == [4, 6]
    second = browser.get(f"{paths[1]}?page=3")
    assert text(second).count("Payment started") == 10
    for page in ("4", "0", "-1", "x", "9" * 30):
        assert browser.get(f"{paths[1]}?page={page}").status_code == 404


def test_each_act_of_customers_is_told_in_words_or_goes_without_saying() -> None:
    acts = {act for act, rule in profile.current().acts.items() if rule.roles}

    assert acts == set(told()) | set(UNTOLD)


def test_the_chosen_account_is_in_the_title(browser: Client, olena: User, paula: User) -> None:
    people.account("100888", "Olena Petrenko", olena)

    for path in ("/me/people/", "/me/right/", f"/me/people/{right_of(paula).pk}/end/"):
        assert "100 234 –" in browser.get(path).content.decode().replace("\u00a0", " "), path
