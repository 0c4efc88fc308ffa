"""People on an account: who has a right, whose right ends, and what they did; seen and decided by the owner alone."""

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent import profile
from abonent.journal.actions import record
from abonent.people.models import Access, Account, User
from abonent.web.me.roles import UNTOLD, told
from tests import people
from tests.people import NOON
from tests.web.doors import text
from tests.web.me.rights import DAY, in_the_browser_of, invited, right_of


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
