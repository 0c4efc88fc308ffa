"""Letters leave the house once, in the reader's language, and take their secrets with them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from abonent.backends.sms.console import FILE
from abonent.demo.mailbox import Mailbox, letters
from abonent.post import actions
from abonent.post.models import Message
from abonent.settings import mailer
from tests.people import NOON

TO = "olena@example.com"
MINUTE = timedelta(minutes=1)
RECEIVED = {"amount": "54.90", "account": "100234", "paid_on": "2026-11-21"}


def queued(template: str = "payment_received", **more: Any) -> Message:
    """A letter to Olena about her payment, when nothing else is said."""
    parts: dict[str, Any] = {
        "to": TO,
        "channel": "MAIL",
        "language": "pl",
        "key": "receipt:1",
        "at": NOON,
        "context": RECEIVED,
    } | more
    message = actions.queue(template, **parts)
    assert message
    return message


def again(message: Message) -> Message:
    message.refresh_from_db()
    return message


@pytest.mark.usefixtures("db")
def test_a_letter_is_sent_with_what_a_reader_needs(box: Mailbox) -> None:
    message = queued(language="en")

    actions.send(message.pk, at=NOON)

    (letter,) = letters(box.folder)
    assert (letter.to, letter.subject) == (TO, "Payment of PLN\u00a054.90 received")
    assert letter.sender == "Iskra Net <panel@iskra-net.example>"
    assert letter.text.splitlines() == [
        "We have received PLN\u00a054.90 for account 100\u00a0234, paid on 21 November 2026.",
        "",
        "It is posted to the account. All payments with their receipts:",
        "http://localhost:8000/payments/",
        "",
        "-- ",
        "Iskra Net",
        "+48 85 999 01 23",
        "biuro@iskra-net.example",
        "We never ask for a password, neither in a letter nor by phone.",
    ]


@pytest.mark.usefixtures("db")
def test_a_letter_says_that_a_machine_wrote_it_and_where_answers_go(box: Mailbox) -> None:
    actions.send(queued().pk, at=NOON)

    head = letters(box.folder)[0].message
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["Reply-To"] == "biuro@iskra-net.example"
    assert head["Content-Language"] == "pl"
    assert head.get_content_type() == "text/plain"


@pytest.mark.usefixtures("db")
def test_a_sent_letter_remembers_when_and_under_which_reference(box: Mailbox) -> None:
    message = queued()

    actions.send(message.pk, at=NOON + MINUTE)

    assert (again(message).state, message.sent_at, message.tries) == ("SENT", NOON + MINUTE, 1)
    assert message.provider_ref == letters(box.folder)[0].message["Message-ID"]


@pytest.mark.usefixtures("db")
def test_the_words_of_a_letter_are_kept_whether_it_arrives_or_not(box: Mailbox) -> None:
    box.refusing.add("marek@example.com")
    sent, refused = queued(), queued(to="marek@example.com", key="receipt:2")

    for message in (sent, refused):
        actions.send(message.pk, at=NOON)

    (letter,) = letters(box.folder)
    assert (again(sent).state, again(refused).state) == ("SENT", "FAILED")
    assert sent.text.splitlines() == letter.text.splitlines()
    assert (sent.subject, sent.text) == (refused.subject, refused.text)


@pytest.mark.usefixtures("db")
def test_a_letter_queued_twice_is_one_letter() -> None:
    queued()

    assert actions.queue("payment_received", to=TO, channel="MAIL", language="pl", key="receipt:1", at=NOON) is None
    assert Message.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="post.send").count() == 1


@pytest.mark.usefixtures("db")
def test_a_sent_letter_is_not_sent_again(box: Mailbox) -> None:
    message = queued()

    actions.send(message.pk, at=NOON)
    actions.send(message.pk, at=NOON)

    assert len(letters(box.folder)) == 1


@pytest.mark.usefixtures("db")
def test_a_server_that_says_later_gets_the_letter_later(box: Mailbox) -> None:
    box.failing_once.add(TO)
    message = queued()

    actions.send(message.pk, at=NOON)

    assert (again(message).state, message.tries, message.next_try_at) == ("WAITING", 1, NOON + MINUTE)
    assert message.trouble == "SMTPRecipientsRefused 451"
    actions.send(message.pk, at=NOON + MINUTE)
    assert (again(message).state, message.tries, message.trouble) == ("SENT", 2, "")
    assert len(letters(box.folder)) == 1


@pytest.mark.usefixtures("db")
def test_a_letter_whose_pause_is_not_over_is_left_alone(box: Mailbox) -> None:
    box.failing_once.add(TO)
    message = queued()

    actions.send(message.pk, at=NOON)
    actions.send(message.pk, at=NOON + MINUTE / 2)

    assert (again(message).tries, letters(box.folder)) == (1, [])


@pytest.mark.usefixtures("db")
def test_an_address_that_does_not_exist_is_tried_once(box: Mailbox) -> None:
    box.refusing.add(TO)
    message = queued(secret={"code": "123456"})

    actions.send(message.pk, at=NOON)

    assert (again(message).state, message.trouble, message.secret) == ("FAILED", "SMTPRecipientsRefused 550", "")


@pytest.mark.usefixtures("db")
def test_pauses_grow_and_after_a_day_a_letter_has_failed(settings: Settings) -> None:
    settings.MAILERS = {"default": mailer("smtp://127.0.0.1:9")}
    message, pauses = queued(secret={"code": "123456"}), []

    while message.state == Message.State.WAITING:
        now = message.next_try_at
        actions.send(message.pk, at=now)
        pauses.append((again(message).next_try_at - now) // MINUTE)

    assert pauses == [1, 5, 15, *[60] * 24]
    assert (message.state, message.secret, message.trouble) == ("FAILED", "", "ConnectionRefusedError")


@pytest.mark.usefixtures("db")
def test_the_minutely_look_puts_to_work_what_waits(box: Mailbox) -> None:
    box.failing_once.add(TO)
    message = queued()
    actions.send(message.pk, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    assert actions.send_overdue(NOON) == 0
    assert actions.send_overdue(NOON + MINUTE) == 1
    assert actions.send_overdue(NOON + MINUTE) == 1

    assert list(ProcrastinateJob.objects.values_list("task_name", "args")) == [("post.send", {"message": message.pk})]


@pytest.mark.usefixtures("db")
def test_a_secret_is_nowhere_in_clear_and_gone_once_sent(box: Mailbox, code_letter: str) -> None:
    secret = "731946"
    message = queued(code_letter, secret={"code": secret}, context={})

    assert secret not in everything_kept()
    actions.send(message.pk, at=NOON)

    (letter,) = letters(box.folder)
    assert secret in letter.subject
    assert letter.text == f"{secret}\n"
    assert (again(message).secret, message.subject, message.text) == ("", "", "")
    assert secret not in everything_kept()


@pytest.mark.usefixtures("db")
def test_the_secret_of_a_letter_does_not_open_in_another(box: Mailbox, code_letter: str) -> None:
    mine = queued(code_letter, secret={"code": "731946"}, context={})
    other = queued(code_letter, secret={"code": "111111"}, context={}, key="other", to="marek@example.com")
    Message.objects.filter(pk=other.pk).update(secret=mine.secret)

    actions.send(other.pk, at=NOON)

    assert (again(other).state, other.trouble) == ("WAITING", "AlteredSecret")
    assert letters(box.folder) == []


@pytest.mark.usefixtures("db")
def test_no_value_can_begin_a_line_of_its_own(box: Mailbox) -> None:
    hostile = "100234\r\nBcc: everybody@example.com\r\n\r\nPay to 26 1050"
    message = queued(context={**RECEIVED, "account": hostile})

    actions.send(message.pk, at=NOON)

    (letter,) = letters(box.folder)
    assert (letter.to, letter.message["Bcc"]) == (TO, None)
    assert not [line for line in letter.text.splitlines() if line.startswith(("Bcc", "Pay"))]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("address", ["olena@example.com\r\nBcc: all@example.com", "a@example.com, b@example.com"])
def test_what_is_no_address_gets_nothing(box: Mailbox, address: str) -> None:
    message = queued(to=address)

    actions.send(message.pk, at=NOON)

    assert letters(box.folder) == []
    assert again(message).state in {"FAILED", "WAITING"}


@pytest.mark.usefixtures("db", "box")
def test_a_template_that_does_not_fit_is_trouble_of_one_letter() -> None:
    message = queued(context={"amount": "54.90"})

    actions.send(message.pk, at=NOON)

    assert (again(message).state, message.trouble) == ("WAITING", "UndefinedError")


@pytest.mark.usefixtures("db")
def test_an_sms_goes_to_the_profiles_carrier(settings: Settings, tmp_path: Path, code_letter: str) -> None:
    settings.DEMO, settings.ABONENT_DATA = True, tmp_path
    message = queued(code_letter, channel="SMS", to="+48501234567", secret={"code": "731946"}, context={})

    actions.send(message.pk, at=NOON)

    assert (again(message).state, message.provider_ref[:8]) == ("SENT", "console-")
    assert '"text": "731946"' in (tmp_path / FILE).read_text()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("language", ["pl", "uk", "en"])
@pytest.mark.parametrize(
    "template", ["second_step_added", "second_step_removed", "password_changed", "recovery_codes_made"]
)
def test_every_letter_about_signing_in_can_be_written(box: Mailbox, template: str, language: str) -> None:
    message = queued(template, language=language, context={})

    actions.send(message.pk, at=NOON)

    (letter,) = letters(box.folder)
    assert letter.subject == again(message).subject
    assert "12:00" in letter.text
    assert letter.text.count("+48 85 999 01 23") == 2


def everything_kept() -> str:
    """All rows of the outbox and of the job list, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT post_message::text FROM post_message UNION ALL SELECT procrastinate_jobs::text FROM procrastinate_jobs"
        )
        return "\n".join(row[0] for row in cursor.fetchall())
