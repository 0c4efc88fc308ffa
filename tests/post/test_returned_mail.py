"""Mail that comes back is noticed, whichever way the mailbox is read, and nobody can make it up."""

import mailbox as maildirs
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent.demo.mailbox import Mailbox, letters
from abonent.journal import actions as journal
from abonent.journal.models import Event
from abonent.people.models import Account, Contact
from abonent.people.queries import mail_addresses
from abonent.post import actions
from abonent.post.bouncing import message_id, reports
from abonent.post.mailboxes import LARGEST, Unreadable
from abonent.post.models import Message
from tests import people
from tests.people import NOON
from tests.post.returning import fake_imap, report

LATER = NOON + timedelta(hours=2)
TO = "olena@example.com"


def sent(account: Account | None = None, key: str = "a", **more: Any) -> Message:
    facts: dict[str, Any] = {
        "template": "payment_received",
        "channel": "MAIL",
        "to": TO,
        "language": "pl",
        "state": "SENT",
    }
    facts |= {"queued_at": NOON, "next_try_at": NOON, "sent_at": NOON, "key": f"bounce:{key}"}
    return Message.objects.create(**{**facts, "account_id": account and account.pk, **more})


def react() -> None:
    """Do what waits to be done about letters that came back."""
    for job in ProcrastinateJob.objects.filter(task_name="journal.react"):
        journal.react(job.args["reaction"], at=datetime.fromisoformat(job.args["at"]), event=job.args["event"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    maildirs.Maildir(tmp_path / "returned", create=True)
    return tmp_path / "returned"


def deliver(folder: Path, *mails: bytes) -> None:
    for mail in mails:
        maildirs.Maildir(folder).add(mail)


def unseen(folder: Path) -> int:
    return sum("S" not in mail.get_flags() for mail in maildirs.Maildir(folder))


@pytest.mark.parametrize("whole", [False, True])
def test_a_letter_that_comes_back_is_marked_once(account: Account, folder: Path, whole: bool) -> None:
    letter = sent(account)
    deliver(folder, report(letter, whole=whole), report(letter, whole=whole))

    found = actions.read_returned(f"maildir:{folder}", at=LATER)

    letter.refresh_from_db()
    assert (found, letter.state, letter.bounced_at, letter.trouble) == (1, "BOUNCED", LATER, "5.1.1")
    (event,) = Event.objects.filter(kind="letter.bounced")
    assert (event.account_id, event.subject, event.data) == (account.pk, f"message:{letter.pk}", {"status": "5.1.1"})
    assert unseen(folder) == 0
    assert actions.read_returned(f"maildir:{folder}", at=LATER) == 0


@pytest.mark.usefixtures("db")
def test_what_is_no_final_failure_changes_nothing_and_stays_to_be_read_by_people(folder: Path) -> None:
    letter = sent()
    deliver(
        folder,
        report(letter, action="delayed", status="4.4.1"),
        report(letter, action="delivered", status="2.0.0"),
        b"From: olena@example.com\r\nSubject: Re: list\r\n\r\nProsze zadzwonic.\r\n",
        b"",
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n",
    )

    assert actions.read_returned(f"maildir:{folder}", at=LATER) == 0

    letter.refresh_from_db()
    assert letter.state == "SENT"
    assert len(list(maildirs.Maildir(folder))) == 5


@pytest.mark.usefixtures("db")
def test_nobody_can_make_up_that_a_letter_came_back(folder: Path) -> None:
    letter, other = sent(), sent(key="b")
    right = message_id(letter.pk, letter.key, domain="x.example")
    of_another = right.replace(f"<{letter.pk}.", f"<{other.pk}.")
    deliver(
        folder,
        report(named=f"<{letter.pk}.{'0' * 32}@iskra-net.example>"),
        report(named=of_another),
        report(named="<999999999999999999.00000000000000000000000000000000@x>"),
        report(named="<whatever@example.com>"),
    )

    assert actions.read_returned(f"maildir:{folder}", at=LATER) == 0
    assert set(Message.objects.values_list("state", flat=True)) == {"SENT"}


def test_one_mail_that_cannot_be_read_does_not_keep_the_others_from_being_read(account: Account, folder: Path) -> None:
    letter, deep = sent(account), b"Content-Type: message/rfc822\n\n" * 6000
    for name, raw in (("1.deep", deep), ("2.report", report(letter))):
        (folder / "new" / name).write_bytes(raw)

    assert actions.read_returned(f"maildir:{folder}", at=LATER) == 1

    assert {file.name for file in folder.glob("*/*")} == {"1.deep:2,S", "2.report:2,S"}
    letter.refresh_from_db()
    assert letter.state == "BOUNCED"


def test_a_server_is_read_too_and_keeps_everything(account: Account) -> None:
    letter, huge = sent(account), b"Subject: large\r\n\r\n" + b"x" * (LARGEST + 10)
    with fake_imap([report(letter), huge]) as box:
        assert actions.read_returned(box.url(), at=LATER) == 1
        assert (box.seen, len(box.mails)) == ({1, 2}, 2)
        assert actions.read_returned(box.url(), at=LATER) == 0


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("wrong", ["secret", "folder", "nobody", "maildir"])
def test_a_mailbox_that_cannot_be_read_says_so_without_its_password(wrong: str, tmp_path: Path) -> None:
    with fake_imap([]) as box:
        where = {
            "secret": box.url(secret="geheim"),
            "folder": box.url(folder="Nie-ma"),
            "nobody": "imap://zwroty:geheim@127.0.0.1:1/INBOX",
            "maildir": f"maildir:{tmp_path}/nothing",
        }[wrong]
        with pytest.raises(Unreadable) as found:
            actions.read_returned(where, at=NOON)
    assert "geheim" not in str(found.value)


@pytest.mark.usefixtures("db")
def test_letters_go_out_under_an_id_of_their_own_and_come_back_to_a_mailbox_of_their_own(box: Mailbox) -> None:
    message = sent(
        state="WAITING", sent_at=None, context={"amount": "1.00", "account": "100234", "paid_on": "2026-11-21"}
    )

    actions.send(message.pk, at=NOON)

    (letter,) = letters(box.folder)
    assert letter.message["Return-Path"] == "<zwroty@iskra-net.example>"
    assert letter.sender == "Iskra Net <panel@iskra-net.example>"
    assert letter.message["Message-ID"] == message_id(message.pk, message.key, domain="iskra-net.example")


@given(some.binary(max_size=400))
def test_whatever_lies_in_the_mailbox_is_no_report_or_is_one(raw: bytes) -> None:
    with suppress(ValueError, LookupError, AttributeError, TypeError):  # `read_returned` leaves such a mail to people
        assert list(reports(raw)) == []


def test_the_address_is_marked_everywhere_and_gets_no_more_letters(account: Account, neighbour: Account) -> None:
    mine, other = people.mail(neighbour, None, TO), people.mail(account, None, "druga@example.com")
    letter = sent(account)

    actions.take_back(next(reports(report(letter)))[0], claimed=next(reports(report(letter)))[1], at=LATER)
    react()

    marked = Contact.objects.filter(value=TO)
    assert set(marked.values_list("bounced_at", "bounce")) == {(LATER, "5.1.1")}
    assert marked.filter(pk=mine.pk).exists()
    other.refresh_from_db()
    assert other.bounced_at is None
    assert [each.to for each in mail_addresses(account)] == ["druga@example.com"]


def test_a_full_mailbox_goes_on_getting_letters(account: Account) -> None:
    letter = sent(account)
    found, claimed = next(reports(report(letter, status="5.2.2")))

    actions.take_back(found, claimed=claimed, at=LATER)
    react()

    assert Contact.objects.get(value=TO).bounce == "5.2.2"
    assert [each.to for each in mail_addresses(account)] == [TO]


def test_an_address_confirmed_since_the_letter_left_is_right(account: Account) -> None:
    letter = sent(account)
    Contact.objects.filter(value=TO).update(confirmed_at=NOON + timedelta(minutes=5))
    found, claimed = next(reports(report(letter)))

    actions.take_back(found, claimed=claimed, at=LATER)
    react()

    assert Contact.objects.get(value=TO).bounced_at is None
