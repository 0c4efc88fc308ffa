"""The mail sink: a real SMTP conversation, letters complete or not there."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from mailbox import Maildir
from pathlib import Path

import pytest

from abonent.demo.mailbox import Mailbox, letters, mailbox
from abonent.post.bouncing import Report, reports
from tests.demo.posting import post, written


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with mailbox(tmp_path / "mail") as opened:
        yield opened


def test_a_letter_is_kept_as_it_was_sent(box: Mailbox) -> None:
    before = datetime.now(UTC)
    post(box, written())

    (letter,) = letters(box.folder)
    assert letter.to == "anna@example.pl"
    assert letter.subject == "Rachunek za listopad – zażółć"
    assert letter.text == "Do zapłaty: 60,00 zł\n.\nkropka\n"
    assert letter.html == "<p>Do zapłaty: 60,00 zł</p>\n"
    assert letter.sender == "Iskra Net <panel@example.pl>"
    assert before <= letter.at <= datetime.now(UTC)
    assert letter.path.stat().st_mode & 0o777 == 0o600


def test_the_newest_letter_comes_first(box: Mailbox) -> None:
    for number in range(12):
        post(box, written(subject=str(number)))

    assert [letter.subject for letter in letters(box.folder)] == [str(number) for number in reversed(range(12))]


def test_whose_letters_fail_is_told_to_come_later_until_they_do_not(box: Mailbox) -> None:
    box.failing.add("anna@example.pl")
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            post(box, written())
        assert refused.value.recipients["anna@example.pl"][0] == 451
    assert letters(box.folder) == []

    box.failing.clear()
    post(box, written())

    assert len(letters(box.folder)) == 1


def test_who_fails_once_is_served_at_the_second_try(box: Mailbox) -> None:
    box.failing_once.add("anna@example.pl")

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        post(box, written())
    post(box, written())

    assert [letter.to for letter in letters(box.folder)] == ["anna@example.pl"]


def test_a_mailbox_that_does_not_exist_is_refused_for_good(box: Mailbox) -> None:
    box.refusing.add("anna@example.pl")

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        post(box, written())

    assert refused.value.recipients["anna@example.pl"][0] == 550


def test_a_letter_that_cannot_be_kept_is_not_taken(box: Mailbox) -> None:
    box.folder.rmdir()

    with pytest.raises(smtplib.SMTPDataError) as refused:
        post(box, written())

    assert refused.value.smtp_code == 451


def test_it_can_be_closed_while_somebody_talks_and_opened_again(tmp_path: Path) -> None:
    first = Mailbox(tmp_path)
    first.start()
    talking = smtplib.SMTP(*first.address)
    first.stop()
    talking.close()

    with mailbox(tmp_path, first.address[1]) as second:
        post(second, written())

    assert len(letters(tmp_path)) == 1


def test_a_port_that_is_taken_is_said(box: Mailbox, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Address already in use"), mailbox(tmp_path, box.address[1]):
        pass


def test_an_empty_folder_has_no_letters(tmp_path: Path) -> None:
    assert letters(tmp_path / "nowhere") == []


def test_what_goes_to_nobody_comes_back_as_a_report_that_names_the_letter(tmp_path: Path) -> None:
    letter = EmailMessage()
    letter["Message-ID"] = f"<17.{'a' * 32}@iskra-net.example>"
    letter.set_content("Dzień dobry")
    with mailbox(tmp_path / "mail", returned=tmp_path / "back") as box, smtplib.SMTP(*box.address) as server:
        server.send_message(letter, "zwroty@iskra-net.example", ["ktos@nie-ma.example", "anna@example.com"])
        server.sendmail("", ["ktos@nie-ma.example"], letter.as_bytes())

    ((found, claimed),) = (each for raw in _raw(tmp_path / "back") for each in reports(raw))
    assert (found, claimed) == (Report(17, "5.1.1"), "a" * 32)
    assert len(letters(tmp_path / "mail")) == 2


def _raw(folder: Path) -> list[bytes]:
    box = Maildir(folder, create=False)
    return [box.get_bytes(name) for name in box.iterkeys()]
