"""Consents: given and taken back by one press each, with their words, their time and their way."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent import profile
from abonent.people import actions, queries
from abonent.people.models import Account, Consent, User
from abonent.profile.kinds import Words
from tests import people
from tests.people import NOON
from tests.web.doors import kinds, text

PAGE, CHANGE = "/me/consents/", "/me/consents/change/"


def say(browser: Client, of: Account, word: str, code: str = "mail-offers", **more: str) -> object:
    form = {"account": of.number, "consent": code, "say": word, "version": "2026-01"} | more
    return browser.post(CHANGE, form)


def test_before_anything_was_said_the_page_shows_the_words_and_what_will_be_there(
    browser: Client, account: Account
) -> None:
    found = text(browser.get(PAGE))

    assert found.count("not given") == 4
    assert "I agree to receive commercial information by e-mail about changes of Iskra Net’s offer." in found
    assert "Nothing was said yet." in found
    assert Consent.objects.count() == 0


def test_one_press_gives_and_one_press_takes_back(browser: Client, account: Account) -> None:
    given = browser.post(
        CHANGE, {"account": account.number, "consent": "mail-offers", "say": "yes", "version": "2026-01"}
    )
    assert given.headers["Location"] == "/me/consents/?said=mail-offers#mail-offers"
    assert queries.agrees(account, "mail-offers")
    assert "given 21 November 2026, 12:00, in the panel, wording 2026-01 Saved." in text(
        browser.get("/me/consents/?said=mail-offers")
    )

    say(browser, account, "no")

    assert not queries.agrees(account, "mail-offers")
    assert kinds("consent.given", "consent.taken_back") == ["consent.given", "consent.taken_back"]


def test_both_are_in_the_history_with_who_and_when(browser: Client, account: Account) -> None:
    actions.give_consent(account, "mail-offers", at=people.LONG_AGO, by=None, via="office")
    with time_machine.travel(NOON + timedelta(minutes=20), tick=False):
        say(browser, account, "no")

    found = text(browser.get(PAGE)).partition("History")[2]

    assert found.index("21 November 2026, 12:20, in the panel, Olena Petrenko") < found.index(
        "1 January 2024, 01:00, in the office"
    )


def test_pressed_twice_is_said_once(browser: Client, account: Account) -> None:
    for _ in range(2):
        say(browser, account, "yes")

    assert Consent.objects.count() == 1


def test_words_that_changed_meanwhile_are_shown_before_they_are_agreed_to(browser: Client, account: Account) -> None:
    answer = browser.post(
        CHANGE, {"account": account.number, "consent": "mail-offers", "say": "yes", "version": "2020-01"}
    )

    assert answer.status_code == 409
    assert "The words have changed meanwhile" in text(answer)
    assert Consent.objects.count() == 0


def test_taking_back_needs_no_words(browser: Client, account: Account) -> None:
    say(browser, account, "yes")

    say(browser, account, "no", version="")

    assert not queries.agrees(account, "mail-offers")


def test_a_consent_to_earlier_words_says_so(browser: Client, account: Account, olena: User) -> None:
    actions.give_consent(account, "mail-works", at=NOON, by=olena)
    operator = profile.current()
    first, *others = operator.panel.consents
    newer = replace(first, version="2026-12", text=Words(dict.fromkeys(operator.languages, "Other words.")))
    with profile.using(replace(operator, panel=replace(operator.panel, consents=(newer, *others)))):
        found = text(browser.get(PAGE))

    assert "The consent was given to earlier words" in found
    assert "Other words." in found
    assert "wording 2026-01" in found


@pytest.mark.parametrize(
    "more",
    [{"consent": "e-invoice"}, {"consent": "anything"}, {"consent": ""}, {"say": ""}, {"say": "perhaps"}],
    ids=str,
)
def test_what_is_not_asked_here_is_not_answered(browser: Client, account: Account, more: dict[str, str]) -> None:
    answer = browser.post(
        CHANGE,
        {"account": account.number, "consent": "mail-offers", "say": "yes", "version": "2026-01"} | more,
    )

    assert answer.status_code == 400
    assert Consent.objects.count() == 0


def test_messages_to_a_telephone_need_a_number_and_may_be_agreed_to_without(
    browser: Client, account: Account, olena: User
) -> None:
    assert text(browser.get(PAGE)).count("There is no confirmed telephone number yet") == 2

    say(browser, account, "yes", "sms-works")

    assert queries.agrees(account, "sms-works")


def test_nobody_agrees_for_another(account: Account, neighbour: Account, marek: User, client: Client) -> None:
    client.force_login(marek)

    answer = client.post(CHANGE, {"account": account.number, "consent": "mail-offers", "say": "yes"})

    assert answer.status_code == 409
    assert Consent.objects.count() == 0


def test_a_long_history_costs_as_much_as_none(browser: Client, account: Account, olena: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert browser.get(PAGE).status_code == 200
        return len(statements)

    none = asked()
    for number in range(30):
        change = actions.take_back_consent if number % 2 else actions.give_consent
        change(account, "mail-offers", at=NOON + timedelta(minutes=number), by=olena)

    assert asked() == none
