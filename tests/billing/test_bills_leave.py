"""After a run each bill leaves once: by mail with a link or the PDF, as chosen, or on paper."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from abonent.billing.actions import correct_bill, correct_invoice, post_receipt
from abonent.billing.bulk.posting_bills import post_bills
from abonent.billing.models import Batch, Invoice, Payer
from abonent.demo.mailbox import Mailbox, letters, mailbox
from abonent.journal.actions import react
from abonent.people.models import Account, Contact, Place
from abonent.post import actions, enclosing
from abonent.post.models import Message
from abonent.post.writing import write
from abonent.settings import mailer
from tests import people
from tests.people import NOON

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def box(tmp_path: Path, settings: Settings) -> Iterator[Mailbox]:
    with mailbox(tmp_path / "mail") as opened:
        settings.MAILERS = {"default": mailer(opened.url)}
        yield opened


def posted(of: Account) -> Invoice:
    """Issue November's bills and let them leave; the account's bill."""
    bill = people.bill(of, NOVEMBER)
    post_bills(Batch.objects.get(), at=NOON)
    return bill


def at_home(account: Account) -> Account:
    account.post_place = Place.objects.create(post_code="16-999", town="Gródek Leśny", street="ul. Leśna", house="3")
    account.save()
    return account


def test_a_bill_leaves_by_mail_with_what_is_needed_to_pay_it(account: Account, box: Mailbox) -> None:
    bill = posted(account)
    Message.objects.update(language="en")

    assert actions.send_in_bulk(NOON) == 1

    (letter,) = letters(box.folder)
    assert letter.subject == "Bill FV/2026/11/0001: PLN\u00a060.00 by 17 November 2026"
    assert letter.text.splitlines()[:9] == [
        "Bill FV/2026/11/0001 of 3 November 2026 for account 100\u00a0234 comes to PLN\u00a060.00.",
        "",
        "To pay, with what was open before: PLN\u00a060.00",
        "Due day: 17 November 2026",
        "Bank account: 10 9998 0014 2026 0000 0010 0234",
        "Transfer title: FV/2026/11/0001 100234",
        "",
        "The bill, and paying online where it is offered:",
        "http://localhost:8000/bills/FV-2026-11-0001/",
    ]
    assert list(letter.message.iter_attachments()) == []
    assert Message.objects.get().about == f"invoice:{bill.pk}"


def test_whoever_wants_the_file_has_it_enclosed_named_by_its_number(account: Account, box: Mailbox) -> None:
    Payer.objects.update(form=Payer.Form.PDF)
    posted(account)

    actions.send_in_bulk(NOON)

    (letter,) = letters(box.folder)
    (file,) = letter.message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("FV-2026-11-0001.pdf", "application/pdf")
    assert file.get_content().startswith(b"%PDF-")
    assert "PDF" in letter.text


def test_a_file_that_is_too_large_stays_in_the_panel(
    account: Account, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosing, "LARGEST", 10)
    Payer.objects.update(form=Payer.Form.PDF)
    posted(account)

    assert actions.send_in_bulk(NOON) == 1

    (letter,) = letters(box.folder)
    assert list(letter.message.iter_attachments()) == []
    assert "PDF" not in letter.text


def test_whoever_gets_bills_on_paper_gets_no_mail(account: Account) -> None:
    at_home(account)
    Payer.objects.update(delivery=Payer.Delivery.PAPER)

    bill = posted(account)

    message = Message.objects.get()
    assert (message.channel, message.state, message.key) == ("PAPER", "WAITING", f"bill:{bill.pk}:PAPER")
    assert message.to == "16-999 Gródek Leśny, ul. Leśna 3, Olena Petrenko"


def test_a_bill_that_reaches_nobody_by_mail_goes_on_paper(account: Account) -> None:
    at_home(account)
    Contact.objects.update(bounced_at=NOON, bounce="5.1.1")

    posted(account)

    assert Message.objects.get().channel == "PAPER"


def test_a_bill_that_is_paid_already_is_told_too(account: Account, box: Mailbox) -> None:
    post_receipt(people.receipt(account, "100.00"), at=NOON)
    Message.objects.all().delete()
    posted(account)
    Message.objects.update(language="en")

    actions.send_in_bulk(NOON)

    (letter,) = letters(box.folder)
    assert letter.subject == "Bill FV/2026/11/0001: nothing to pay"
    assert "Bank account" not in letter.text


def test_bills_leave_by_a_reaction_to_their_run_and_once(account: Account) -> None:
    people.bill(account, NOVEMBER)

    jobs = ProcrastinateJob.objects.filter(task_name="journal.react", args__reaction__endswith="let_bills_leave")
    (job,) = jobs
    assert not Message.objects.exists()
    react(**job.args)
    react(**job.args)

    assert Message.objects.count() == 1


def test_the_bills_of_a_batch_leave_by_two_statements(
    account: Account, neighbour: Account, django_assert_num_queries: Callable[[int], Any]
) -> None:
    people.bill_month(NOVEMBER)
    batch = Batch.objects.select_related("period").get()

    with django_assert_num_queries(2):
        assert post_bills(batch, at=NOON) == 2
    with django_assert_num_queries(2):
        assert post_bills(batch, at=NOON) == 0


@pytest.mark.parametrize("delivery", ["ELECTRONIC", "PAPER"])
def test_a_correction_goes_on_paper_too_where_bills_do(account: Account, delivery: str) -> None:
    at_home(account)
    Payer.objects.update(delivery=delivery)
    bill = people.bill(account, NOVEMBER)

    correction = correct_bill(
        bill, amounts={1: Decimal("40.00")}, reason="An outage", seen=0, at=NOON, by=people.staff("ACCOUNTANT")
    )

    told = Message.objects.filter(template="bill_corrected").order_by("id")
    channels = ["MAIL"] if delivery == "ELECTRONIC" else ["MAIL", "PAPER"]
    assert list(told.values_list("channel", "about")) == [(channel, f"invoice:{correction.pk}") for channel in channels]
    for letter in told:
        assert "An outage" in write(letter).text


def test_what_a_run_corrects_is_told_with_its_bills(account: Account) -> None:
    people.bill(account, NOVEMBER)
    batch = Batch.objects.select_related("period").get()
    bill = Invoice.objects.get()
    correction = correct_invoice(bill, amounts={1: Decimal("40.00")}, reason="Less", at=NOON, by=None)
    batch.done_at = NOON

    assert post_bills(batch, at=NOON) == 2

    letter = Message.objects.get(template="bill_corrected")
    assert (letter.about, letter.key) == (f"invoice:{correction.pk}", f"corrected:{correction.pk}:olena@example.com")
    assert "Less" in write(letter).text
