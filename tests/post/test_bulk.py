"""Letters to everybody leave at the rate that the mail server bears, in one conversation, and keep nobody else waiting."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from abonent import profile
from abonent.demo.mailbox import Mailbox, letters
from abonent.people import bulk
from abonent.people.bulk import Told
from abonent.people.models import Account
from abonent.post import actions
from abonent.post.models import Message
from abonent.post.queries import due, overdue
from abonent.settings import mailer
from tests import dying, people
from tests.database import House
from tests.people import NOON

MINUTE = timedelta(minutes=1)
SAID = {"amount": "54.90", "account": "100234", "paid_on": "2026-11-21"}


class Moody(Mailbox):
    """A mail server that hangs up in the middle of so many letters, or answers the sender with a code; it counts who calls."""

    conversations = 0
    hanging_up = 0
    greeting = "250 2.1.0 well"

    def _conversation(self) -> SMTP:
        self.conversations += 1
        return super()._conversation()

    async def handle_MAIL(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.greeting.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.greeting

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hanging_up:
            self.hanging_up -= 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            await asyncio.sleep(0)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def server(tmp_path: Path, settings: Settings) -> Iterator[Moody]:
    opened = Moody(tmp_path / "mail")
    opened.start()
    settings.MAILERS = {"default": mailer(opened.url)}
    yield opened
    opened.stop()


def waiting(account: Account, many: int, **more: Any) -> list[Message]:
    """So many letters in bulk to one address."""
    said = [Told(account.pk, f"told:{n:03}", context=SAID | more) for n in range(many)]
    assert bulk.notify_all(said, "payment_received", at=NOON) == many
    return list(Message.objects.order_by("id"))


def states() -> list[str]:
    return list(Message.objects.order_by("id").values_list("state", flat=True))


def test_a_round_sends_a_minutes_share_in_one_conversation(account: Account, server: Moody) -> None:
    waiting(account, 5)

    operator = profile.current()
    with profile.using(replace(operator, mail=replace(operator.mail, bulk_per_minute=3))):
        assert [actions.send_in_bulk(NOON + n * MINUTE) for n in range(3)] == [3, 2, 0]

    assert (server.conversations, len(letters(server.folder))) == (2, 5)
    sent = Message.objects.order_by("id").values_list("state", "tries", "sent_at")
    assert list(sent) == [("SENT", 1, NOON)] * 3 + [("SENT", 1, NOON + MINUTE)] * 2
    assert {each.subject for each in letters(server.folder)} == {Message.objects.earliest("id").subject}


def test_letters_in_bulk_and_on_paper_are_not_the_business_of_single_ones(account: Account, server: Moody) -> None:
    (one,) = waiting(account, 1)
    paper = actions.queue(
        "payment_received", to="16-999", channel="PAPER", language="pl", key="p", at=NOON, context=SAID
    )
    assert paper

    actions.send(one.pk, at=NOON)
    actions.send(paper.pk, at=NOON)

    assert (states(), letters(server.folder)) == (["WAITING", "WAITING"], [])
    assert not due(NOON + timedelta(days=1)).exists()
    assert not overdue(NOON + timedelta(days=1)).exists()
    assert not ProcrastinateJob.objects.exists()
    assert actions.send_in_bulk(NOON) == 1


def test_a_server_that_hangs_up_in_the_middle_is_called_again(account: Account, server: Moody) -> None:
    waiting(account, 3)
    server.hanging_up = 1

    assert actions.send_in_bulk(NOON) == 2

    assert (states(), server.conversations) == (["WAITING", "SENT", "SENT"], 2)
    assert Message.objects.earliest("id").next_try_at == NOON + MINUTE
    assert actions.send_in_bulk(NOON + MINUTE) == 1


@pytest.mark.parametrize("greeting", ["421 4.3.2 closing", "450 4.7.1 slow down", "451 4.3.0 not now"])
def test_a_server_that_wants_no_more_ends_the_round(account: Account, server: Moody, greeting: str) -> None:
    waiting(account, 3)
    server.greeting = greeting

    assert actions.send_in_bulk(NOON) == 0

    assert list(Message.objects.order_by("id").values_list("tries", flat=True)) == [1, 0, 0]
    server.greeting = Moody.greeting
    assert actions.send_in_bulk(NOON + MINUTE) == 3
    assert states() == ["SENT"] * 3


def test_what_is_said_of_one_recipient_stops_nobody_else(account: Account, server: Moody) -> None:
    for name in ("gone", "full", "marek"):
        people.mail(account, None, f"{name}@example.com")
    server.refusing.add("gone@example.com")
    server.failing.add("full@example.com")
    waiting_for = bulk.notify_all([Told(account.pk, "told", context=SAID)], "payment_received", at=NOON)

    assert (waiting_for, actions.send_in_bulk(NOON)) == (4, 2)

    assert states() == ["SENT", "FAILED", "WAITING", "SENT"]
    assert server.conversations == 1


def test_after_three_in_a_row_that_are_not_taken_the_rest_waits(account: Account, server: Moody) -> None:
    waiting(account, 5)
    server.failing.add("olena@example.com")

    assert actions.send_in_bulk(NOON) == 0

    assert list(Message.objects.order_by("id").values_list("tries", flat=True)) == [1, 1, 1, 0, 0]


def test_a_letter_that_cannot_be_written_stops_no_other(account: Account, server: Moody) -> None:
    said = [Told(account.pk, "good", context=SAID)] + [Told(account.pk, f"bad:{n}") for n in reversed(range(4))]
    bulk.notify_all(said, "payment_received", at=NOON)

    assert actions.send_in_bulk(NOON) == 1

    assert states() == ["WAITING"] * 4 + ["SENT"]
    assert len(letters(server.folder)) == 1


def test_where_no_server_is_no_letter_is_blamed(account: Account, settings: Settings) -> None:
    settings.MAILERS = {"default": mailer("smtp://127.0.0.1:9")}
    waiting(account, 1)

    assert actions.send_in_bulk(NOON) == 0

    assert list(Message.objects.values_list("state", "tries", "trouble")) == [("WAITING", 0, "")]


def test_a_letter_is_given_up_after_a_day_of_tries_however_long_it_had_waited(account: Account, server: Moody) -> None:
    (letter,) = waiting(account, 1)
    Message.objects.update(queued_at=NOON - timedelta(days=9))
    server.failing.add("olena@example.com")

    while letter.state == Message.State.WAITING:
        actions.send_in_bulk(letter.next_try_at)
        letter.refresh_from_db()

    assert (letter.state, letter.tries, letter.next_try_at) == ("FAILED", 27, NOON + timedelta(hours=24, minutes=21))


def round_of_letters() -> None:
    """What the killed process does."""
    actions.send_in_bulk(NOON)


def test_who_is_killed_while_sending_loses_nothing_and_repeats_at_most_one(
    committed: House, server: Moody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ABONENT_SMTP", server.url)
    waiting(_somebody(), 3)

    point = "after:2:abonent.post.actions.sending.carry"
    assert dying.run(committed, point, "tests.post.test_bulk.round_of_letters") == -9
    actions.send_in_bulk(NOON)

    assert states() == ["SENT"] * 3
    heard = [each.message["Message-ID"] for each in letters(server.folder)]
    assert (len(heard), len(set(heard))) == (4, 3)


def _somebody() -> Account:
    opened = people.account("100234", "Olena Petrenko")
    people.mail(opened, None, "olena@example.com")
    return opened
