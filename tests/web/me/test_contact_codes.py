"""Codes to new addresses: tried so often, sent so often, good in one browser, once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from abonent.people.models import Account, Contact, User
from abonent.post.models import Message
from tests.people import NOON
from tests.web import doors
from tests.web.doors import kinds, text
from tests.web.me.contacts import MINUTE, NEW, add, code, page, sent


def test_the_field_for_the_code_is_one_that_telephones_fill(proven: Client, account: Account) -> None:
    found = proven.get(page(add(proven, account, "501 234 567"))).content.decode()

    assert 'autocomplete="one-time-code"' in found
    assert 'inputmode="numeric"' in found


def test_wrong_codes_are_counted_and_after_five_the_right_one_does_not_work(proven: Client, account: Account) -> None:
    contact = add(proven, account)
    right = code()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    answers = [proven.post(page(contact), sent(account, code=wrong)) for _ in range(5)]
    late = proven.post(page(contact), sent(account, code=right))

    assert [answer.status_code for answer in [*answers, late]] == [422] * 6
    assert "4 tries are left." in text(answers[0])
    assert "1 try is left." in text(answers[3])
    assert "This code does not work any more." in text(answers[4])
    assert "This code does not work any more." in text(late)
    contact.refresh_from_db()
    assert contact.confirmed_at is None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567", "١٢٣٤٥٦"])
def test_what_is_not_six_digits_is_not_a_try(proven: Client, account: Account, typed: str) -> None:
    contact = add(proven, account)
    for _ in range(6):
        assert proven.post(page(contact), sent(account, code=typed)).status_code == 422

    answer = proven.post(page(contact), sent(account, code=f" {code()[:3]} {code()[3:]} "))

    assert answer.status_code == 302


def test_the_code_does_not_work_in_another_browser(proven: Client, account: Account, olena: User) -> None:
    contact = add(proven, account)
    other = Client(headers={"Accept-Language": "en"})
    other.force_login(olena)

    assert "No code waits to be typed in this browser." in text(other.get(page(contact)))
    assert other.post(page(contact), sent(account, code=code())).status_code == 422
    assert proven.post(page(contact), sent(account, code=code())).status_code == 302


def test_another_code_can_be_sent_after_a_minute(proven: Client, account: Account) -> None:
    contact = add(proven, account)

    with time_machine.travel(NOON + MINUTE / 2, tick=False):
        soon = proven.post(page(contact, "code"), sent(account))
    with time_machine.travel(NOON + MINUTE, tick=False):
        later = proven.post(page(contact, "code"), sent(account))
        found = text(proven.get(page(contact)))

    assert soon.status_code == 429
    assert "Another code can be sent in 30 seconds." in text(soon)
    assert later.headers["Location"] == page(contact)
    assert "A code was sent at 12:01 to o***@example.com" in found
    assert Message.objects.count() == 2


def test_after_five_codes_to_one_address_a_day_no_more_are_sent(proven: Client, account: Account) -> None:
    contact = add(proven, account)
    answers: list[Any] = []
    for minute in range(1, 6):
        with time_machine.travel(NOON + minute * MINUTE, tick=False):
            answers.append(proven.post(page(contact, "code"), sent(account)))

    assert [answer.status_code for answer in answers] == [302, 302, 302, 302, 429]
    assert "That was tried too often." in text(answers[-1])
    assert Message.objects.count() == 5


def test_a_number_that_got_too_many_sms_today_is_told_so(proven: Client, account: Account, neighbour: Account) -> None:
    for number in range(5):
        Message.objects.create(
            account_id=neighbour.pk, channel="SMS", to="+48501234567", language="pl", template="confirm_phone",
            key=f"sms:{number}", queued_at=NOON - MINUTE, next_try_at=NOON, state="SENT",
        )  # fmt: skip

    contact = add(proven, account, "501234567")

    assert "No more SMS are sent to this number today." in text(proven.get(page(contact)))
    assert proven.post(page(contact, "code"), sent(account)).status_code == 429
    assert Message.objects.filter(channel="SMS").count() == 5


def test_too_many_addresses_in_an_hour_are_refused_and_nothing_typed_is_lost(proven: Client, account: Account) -> None:
    for number in range(8):
        add(proven, account, f"olena{number}@example.com")
    Contact.objects.filter(value__startswith="olena", confirmed_at=None).update(ended_at=NOON)
    for number in range(2):
        add(proven, account, f"inna{number}@example.com")

    answer = proven.post("/me/contact/mail/", sent(account, value=NEW))

    assert answer.status_code == 429
    assert NEW in answer.content.decode()
    assert Message.objects.count() == 10


def test_nobody_has_codes_sent_all_day(proven: Client, account: Account, olena: User) -> None:
    for hour in range(4):
        with time_machine.travel(NOON + timedelta(hours=hour), tick=False):
            proven.force_login(olena)
            doors.step_up(proven)
            for number in range(8):
                proven.post("/me/contact/mail/", sent(account, value=f"olena{hour}{number}@example.com"))
            Contact.objects.filter(confirmed_at=None).update(ended_at=NOON)

    assert Message.objects.filter(template="confirm_mail").count() == 20


def test_a_code_sent_twice_from_two_tabs_confirms_once(proven: Client, account: Account) -> None:
    contact = add(proven, account)
    typed = code()

    first, second = (proven.post(page(contact), sent(account, code=typed)) for _ in range(2))

    assert (first.headers["Location"], second.headers["Location"]) == ("/me/contact/?done=confirmed",) * 2
    assert kinds("contact.confirmed") == ["contact.confirmed"]
