"""Letters on paper: sorted by post code into one file, each printed once, posted on a day that is their proof."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from abonent.backends.documents.bill import bill_pdf
from abonent.billing.bulk.posting_bills import post_bills
from abonent.billing.models import Batch, Payer
from abonent.journal.models import Event
from abonent.people.actions import notify
from abonent.people.models import Account, Place, User
from abonent.post import actions, printing
from abonent.post.actions import printing as acts
from abonent.post.models import Message, Printing
from tests import people
from tests.backends.documents.conftest import Pages
from tests.people import NOON

SAID = {"amount": "54.90", "account": "100234", "paid_on": "2026-11-21"}
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.ABONENT_DATA = tmp_path
    return tmp_path / "printings"


@pytest.fixture
def clerk(db: None) -> User:
    return people.staff()


def reader(number: str, name: str, post_code: str) -> Account:
    """Somebody without an e-mail address."""
    opened = people.account(number, name)
    opened.post_place = Place.objects.create(post_code=post_code, town="Miasto", street="ul. Polna", house="1")
    opened.save()
    return opened


def waits(to: Account, key: str = "key") -> Message:
    notify(to, "payment_received", key=f"{key}:{to.pk}", at=NOON, context=SAID, on_paper=True)
    return Message.objects.get(key=f"{key}:{to.pk}:PAPER")


def printed(by: User) -> Printing:
    made = actions.print_waiting(seen=0, at=NOON, by=by.pk)
    actions.make_print_file(made.pk)
    return made


def test_the_letters_of_a_file_stand_by_post_code_each_on_a_sheet_of_its_own(clerk: User) -> None:
    for number, name, code in (
        ("100001", "Zofia Ż", "99-001"),
        ("100002", "Adam A", "00-950"),
        ("100003", "Ewa E", "16-999"),
    ):
        waits(reader(number, name, code))

    made = printed(clerk)

    pages = Pages(printing.content(made.pk))
    assert [next(name for name in ("Zofia", "Adam", "Ewa", "-") if name in pages.text(n) + "-") for n in range(5)] == [
        "Adam", "-", "Ewa", "-", "Zofia",
    ]  # fmt: skip
    assert "00-950 Miasto" in pages.text(0)
    assert "54,90" in pages.text(0)
    assert "\n-- \n" not in pages.text(0)
    assert made.letters == 3
    assert all(Message.objects.values_list("text", flat=True))


def test_letters_that_cannot_be_written_are_explained_in_the_letter_that_has_them(clerk: User) -> None:
    for number, name in (("100001", "Ewa E"), ("100002", "გიორგი Nowak")):
        waits(reader(number, name, "16-999"))

    pages = Pages(printing.content(printed(clerk).pk))

    explained = ["ten dokument nie może pokazać" in pages.text(number) for number in (0, 2)]
    assert explained == ["□□□□□□ Nowak" in pages.text(number) for number in (0, 2)]
    assert sorted(explained) == [False, True]


def test_a_bill_follows_its_letter_as_it_was_issued(account: Account, clerk: User) -> None:
    account.post_place = reader("100001", "Ewa", "16-999").post_place
    account.save()
    Payer.objects.filter(account=account).update(delivery="PAPER")
    people.bill(account, date(2026, 11, 1))
    post_bills(Batch.objects.get(), at=NOON)

    made = printed(clerk)

    pages = Pages(printing.content(made.pk))
    assert "ul. Polna 1" in pages.text(0)
    assert "FV/2026/11/0001" in pages.text(0)
    assert "Internet A2" in pages.text(1)


def test_what_was_drawn_before_the_job_was_killed_is_not_drawn_again(account: Account, clerk: User) -> None:
    first, second = reader("100001", "Ewa", "16-998"), reader("100002", "Adam", "16-999")
    notify(first, "payment_received", key="one", at=NOON, context=SAID, about="invoice:1", on_paper=True)
    notify(second, "payment_received", key="two", at=NOON, context=SAID, about="invoice:2", on_paper=True)
    made = actions.print_waiting(seen=0, at=NOON, by=clerk.pk)
    folder, drawn = printing.begin(made.pk), bill_pdf(people.bill(account, date(2026, 11, 1)).sheet)
    for letter in Message.objects.filter(printing=made):
        printing.lay(folder, f"{letter.pk}.pdf", drawn)

    actions.make_print_file(made.pk)

    pages = Pages(printing.content(made.pk))
    assert ["FV/2026/11/0001" in pages.text(page) for page in range(4)] == [False, True, False, True]
    assert not folder.exists()


def test_every_letter_is_in_one_file_whoever_presses(clerk: User, folder: Path) -> None:
    letter = waits(reader("100001", "Ewa", "16-999"))

    made = actions.print_waiting(seen=0, at=NOON, by=clerk.pk)

    with pytest.raises(actions.MadeMeanwhile) as meanwhile:
        actions.print_waiting(seen=0, at=NOON, by=clerk.pk)
    assert meanwhile.value.printing == made
    with pytest.raises(actions.NothingToPrint):
        actions.print_waiting(seen=made.pk, at=NOON, by=clerk.pk)
    letter.refresh_from_db()
    assert (letter.printing_id, letter.state) == (made.pk, "WAITING")
    assert ProcrastinateJob.objects.filter(task_name="post.make_print_file").count() == 1
    (event,) = Event.objects.filter(kind="printing.made")
    assert (event.by_id, event.subject, event.data) == (clerk.pk, f"printing:{made.pk}", {"letters": 1})


def test_a_file_takes_so_many_and_the_others_come_next(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "A_FILE", 2)
    for number in range(100001, 100004):
        waits(reader(str(number), f"Ewa {number}", f"16-{number % 1000:03}"))

    first = actions.print_waiting(seen=0, at=NOON, by=clerk.pk)
    second = actions.print_waiting(seen=first.pk, at=NOON, by=clerk.pk)

    assert (first.letters, second.letters) == (2, 1)
    assert [each.to[:6] for each in Message.objects.filter(printing=first).order_by("to")] == ["16-001", "16-002"]


def test_posted_on_a_day_is_the_proof_from_its_noon_and_said_once(clerk: User) -> None:
    letter = waits(reader("100001", "Ewa", "16-999"))
    made = printed(clerk)
    later = NOON + timedelta(days=2)

    for never in (TODAY - timedelta(days=1), TODAY + timedelta(days=3)):
        with pytest.raises(actions.NotThatDay):
            actions.mark_posted(made, on=never, at=later, by=clerk.pk)
    assert actions.mark_posted(made, on=TODAY, at=later, by=clerk.pk) == 1

    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, letter.tries) == ("SENT", NOON, 1)
    with pytest.raises(actions.AlreadyPosted):
        actions.mark_posted(made, on=TODAY + timedelta(days=1), at=later, by=clerk.pk)
    made.refresh_from_db()
    assert (made.posted_on, made.posted_at, made.posted_by_id) == (TODAY, later, clerk.pk)


def test_what_has_no_file_cannot_have_been_posted(clerk: User) -> None:
    waits(reader("100001", "Ewa", "16-999"))
    made = actions.print_waiting(seen=0, at=NOON, by=clerk.pk)

    with pytest.raises(actions.NotMade):
        actions.mark_posted(made, on=TODAY, at=NOON, by=clerk.pk)


def test_a_letter_that_cannot_be_drawn_stops_no_other(clerk: User) -> None:
    bad, good = (waits(reader(number, "Ewa", "16-999")) for number in ("100001", "100002"))
    Message.objects.filter(pk=bad.pk).update(about="invoice:999")

    made = printed(clerk)

    bad.refresh_from_db()
    made.refresh_from_db()
    assert (bad.state, bad.trouble, bad.printing, made.letters) == ("FAILED", "DoesNotExist", None, 1)
    assert Pages(printing.content(made.pk)).text().count("54,90") == 2
    assert actions.mark_posted(made, on=TODAY, at=NOON, by=clerk.pk) == 1
    assert Message.objects.get(pk=good.pk).state == "SENT"


def test_a_file_goes_a_month_after_its_letters_and_can_be_made_again(clerk: User) -> None:
    waits(reader("100001", "Ewa", "16-999"))
    made = printed(clerk)
    before = printing.content(made.pk)
    actions.mark_posted(made, on=TODAY, at=NOON, by=clerk.pk)

    actions.forget_print_files(NOON + timedelta(days=30))
    assert printing.is_there(made.pk)
    actions.forget_print_files(NOON + timedelta(days=31))
    assert not printing.is_there(made.pk)
    actions.make_print_file(made.pk)

    assert printing.content(made.pk) == before


def test_putting_letters_into_a_file_takes_the_same_statements_for_any_number(
    clerk: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    newest = 0
    for number in (100001, 100002, 100003):
        for each in range(number * 10, number * 10 + number % 10):
            waits(reader(str(each)[-6:], "Ewa", "16-999"), key=str(number))
        with django_assert_num_queries(9):
            newest = actions.print_waiting(seen=newest, at=NOON, by=clerk.pk).pk
