"""Papers that the office adds: kept once, with the agreement they belong to, and told to the customer."""

import pytest

from abonent.contracts.actions import AlreadyKept, add_paper
from abonent.contracts.models import Agreement
from abonent.journal.models import Event
from abonent.people.models import Account
from abonent.post.keeping import NotADocument
from abonent.post.models import Document, Message
from abonent.post.writing import write
from tests import people
from tests.people import NOON

PAPER = b"%PDF-1.7 signed by both"


def number(account: Account) -> str:
    return Agreement.objects.get(account=account).number


def test_a_paper_of_an_agreement_is_kept_and_the_customer_is_told(account: Account) -> None:
    clerk = people.staff()

    kept = add_paper(account, PAPER, kind="ANNEX", title="Aneks 1", agreement=number(account), at=NOON, by=clerk)

    assert (kept.account_id, kept.kind, kept.title, kept.size) == (account.pk, "ANNEX", "Aneks 1", len(PAPER))
    assert (kept.subject, kept.kept_by_id) == (f"agreement:{number(account)}", clerk.pk)
    letter = Message.objects.get()
    assert (letter.template, letter.to, letter.account_id) == ("document_added", "olena@example.com", account.pk)
    assert "Aneks 1" in write(letter).text
    event = Event.objects.get()
    assert (event.kind, event.account_id, event.by_id, event.via) == ("document.kept", account.pk, clerk.pk, "desk")


def test_a_paper_of_no_agreement_is_the_offices_alone(account: Account) -> None:
    kept = add_paper(account, PAPER, kind="OTHER", title="Pismo", agreement="", at=NOON, by=people.staff())

    assert kept.subject == ""
    assert not Message.objects.exists()


def test_the_same_paper_twice_is_one_and_one_letter(account: Account) -> None:
    clerk = people.staff()
    kept = add_paper(account, PAPER, kind="ANNEX", title="Aneks 1", agreement=number(account), at=NOON, by=clerk)

    with pytest.raises(AlreadyKept) as told:
        add_paper(account, PAPER, kind="OTHER", title="Inny", agreement=number(account), at=NOON, by=clerk)

    assert told.value.document == kept
    assert (Document.objects.count(), Message.objects.count()) == (1, 1)


def test_what_is_no_document_is_not_kept(account: Account) -> None:
    with pytest.raises(NotADocument):
        add_paper(account, b"MZ\x90", kind="OTHER", title="x", agreement=number(account), at=NOON, by=people.staff())

    assert not Document.objects.exists()
    assert not Message.objects.exists()
