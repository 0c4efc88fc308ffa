"""The statement of account in the portal: any days, a file and a document of them, and disagreeing with a line."""

from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from abonent.billing import actions
from abonent.billing.models import Book, Entry, Invoice, Respite
from abonent.people.models import Account
from tests import people
from tests.people import NOON
from tests.web.doors import kinds, letters, shown, text
from tests.web.entries import many

STATEMENTS = 5
"""Session with person, rights; sums with balances, lines, disagreements."""
YEAR = "since=2026-01-01&until=2026-11-21"


@pytest.fixture
def entry(november: Invoice) -> Entry:
    return november.entries.get()


def disagree(browser: Client, entry: Entry, **typed: str) -> Any:
    return shown(browser, browser.post(f"/statement/{entry.pk}/disagree/", {"account": "100234", **typed}))


def test_it_shows_opening_every_line_and_closing(browser: Client, account: Account, november: Invoice) -> None:
    actions.post_receipt(people.receipt(account, "150.00"), at=NOON)

    page = text(browser.get("/statement/?since=2026-11-01&until=2026-11-21"))

    assert "Balance before 1 Nov 2026 PLN 60.00 Charged PLN 60.00 Paid and credited −PLN 150.00" in page
    assert "Balance on 21 Nov 2026 −PLN 30.00 PLN 30.00 was paid in advance at the end of 21 November 2026" in page
    assert "1 Nov 2026 Opening balance PLN 60.00" in page
    assert "3 Nov 2026 Bill FV/2026/11/0001 PLN 60.00 PLN 120.00 I disagree" in page
    assert "Payment – bank transfer" in page
    assert "21 Nov 2026 Closing balance PLN 60.00 PLN 150.00 −PLN 30.00" in page


def test_its_lines_lead_to_their_documents(browser: Client, account: Account, november: Invoice) -> None:
    receipt = people.receipt(account, "150.00")
    actions.post_receipt(receipt, at=NOON)

    page = browser.get("/statement/").content.decode()

    assert 'href="/bills/FV-2026-11-0001/"' in page
    assert f'href="/payments/receipt-{receipt.pk}/"' in page


def test_asked_for_nothing_it_is_the_last_twelve_months(browser: Client, november: Invoice) -> None:
    page = browser.get("/statement/")

    assert "22 November 2025 – 21 November 2026" in text(page)
    assert 'since=2025-11-22&amp;until=2026-11-21" aria-current="true"' in page.content.decode()
    for days in ("since=2026-01-01&amp;until=2026-11-21", "since=2025-01-01&amp;until=2025-12-31"):
        assert f'href="/statement/?{days}"' in page.content.decode()


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("since=2026-11-02&until=2026-11-01", "The first day comes after the last one."),
        ("since=2026-11-02&until=2026-11-22", "The last day can be today, 21 November 2026, at the latest."),
        ("since=2026-02-30&until=2026-11-01", "This is not a date."),
        ("since=0001-01-01&until=2026-11-01", "This is not a date."),
        ("since=2026-11-02", "Please choose the day."),
    ],
)
def test_days_that_make_no_sense_are_told_in_words(browser: Client, november: Invoice, days: str, told: str) -> None:
    answer = browser.get(f"/statement/?{days}")

    assert answer.status_code == 422
    assert told in text(answer)
    assert "Error: Statement of account" in text(answer)
    assert f'value="{days[6:16]}"' in answer.content.decode()
    assert [browser.get(f"/statement.{kind}?{days}").status_code for kind in ("pdf", "csv")] == [404, 404]


def test_nothing_posted_says_what_would_be_there(browser: Client) -> None:
    assert "Nothing was posted on these days" in text(browser.get("/statement/"))


def test_it_costs_the_same_for_three_thousand_lines_as_for_one(
    browser: Client, account: Account, november: Invoice, django_assert_num_queries: Any
) -> None:
    browser.get("/statement/")
    with django_assert_num_queries(STATEMENTS):
        browser.get("/statement/")

    many(account, 3000)

    with django_assert_num_queries(STATEMENTS):
        page = text(browser.get("/statement/?since=2016-11-01&until=2026-11-21"))
    assert "Page 1 of 76" in page
    with django_assert_num_queries(STATEMENTS + 1):
        page = text(browser.get("/statement/?since=2016-11-01&until=2026-11-21&page=2"))
    assert "Carried from the page before PLN 40.00" in page
    assert browser.get("/statement/?page=77").status_code == 404


def test_the_file_has_opening_every_line_and_closing(browser: Client, account: Account, november: Invoice) -> None:
    receipt = people.receipt(account, "150.00")
    actions.post_receipt(receipt, at=NOON)
    actions.disagree(account, november.entries.get(), words="x", at=NOON, by=None)

    answer = browser.get(f"/statement.csv?{YEAR}")

    assert answer["Content-Disposition"] == 'attachment; filename="statement-100234-2026-01-01-2026-11-21.csv"'
    assert answer.content.decode().splitlines() == [
        "\ufeffDay,What,Document,Charged,Credited,Balance,Currency,Notes",
        "2026-01-01,Opening balance,,,,0.00,PLN,",
        "2026-10-03,Bill FV/2026/10/0001,FV/2026/10/0001,60.00,,60.00,PLN,",
        (
            "2026-11-03,Bill FV/2026/11/0001,FV/2026/11/0001,60.00,,120.00,PLN,"
            "disagreed with on 21 Nov 2026; the office answers by 21 Dec 2026"
        ),
        "2026-11-21,Payment – bank transfer,,,150.00,-30.00,PLN,",
        "2026-11-21,Closing balance,,120.00,150.00,-30.00,PLN,",
    ]


def test_the_document_has_every_line(browser: Client, account: Account, november: Invoice) -> None:
    many(account, 100)

    answer = browser.get("/statement.pdf?since=2016-11-01&until=2026-11-21")

    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(answer.content)]
    assert "Statement of account" in pages[0]
    assert sum(page.count("Carried over") for page in pages) == 100
    assert answer["Cache-Control"] == "no-store, private"


def test_from_a_disagreement_a_link_leads_back_to_the_statement(browser: Client, entry: Entry) -> None:
    page = browser.get(f"/statement/{entry.pk}/disagree/").content.decode()

    back = page.partition('<nav class="back"')[2].partition("</nav>")[0]
    assert 'href="/statement/"' in back
    assert "Statement of account" in back


def test_disagreeing_is_looked_at_first_and_noted_once(browser: Client, account: Account, entry: Entry) -> None:
    words = "I was away.\nAll of November."

    form = text(browser.get(f"/statement/{entry.pk}/disagree/"))
    check = disagree(browser, entry, words=words)

    assert "The line Day 3 November 2026 What Bill FV/2026/11/0001 Charged PLN 60.00 Still to pay PLN 60.00" in form
    assert "Until then PLN 60.00 of this line is not chased" in text(check)
    assert "Within 30 days, by 21 December 2026" in text(check)
    assert "Fee PLN 0.00" in text(check)
    assert not Respite.objects.exists()

    done = [disagree(browser, entry, words=words, confirm="1")["Location"] for _press in range(2)]

    assert done == [f"/statement/{entry.pk}/disagree/?done=noted"] * 2
    assert Respite.objects.get().note == words
    assert kinds("dispute.made") == ["dispute.made"]
    assert letters("dispute_received") == ["dispute_received"]
    page = text(browser.get(done[0]))
    assert "The disagreement was noted" in page
    assert "The office answers by 21 December 2026 – 30 days left" in page
    assert "Say what is wrong" not in page


def test_of_money_that_came_nothing_is_said_to_be_left_to_pay(browser: Client, account: Account) -> None:
    actions.post_receipt(people.receipt(account, "150.00"), at=NOON)
    came = Entry.objects.get(credit=Book.RECEIVABLE)

    form = text(browser.get(f"/statement/{came.pk}/disagree/"))

    assert "Credited PLN 150.00" in form
    assert "Still to pay" not in form


def test_somebody_elses_disagreement_stands_and_the_second_is_told(
    browser: Client, account: Account, entry: Entry
) -> None:
    actions.disagree(account, entry, words="first", at=NOON, by=None)

    answer = disagree(browser, entry, words="second", confirm="1")

    assert answer["Location"].endswith("?done=before")
    assert "Somebody has disagreed with this line already" in text(browser.get(answer["Location"]))
    assert Respite.objects.get().note == "first"


def test_the_line_says_that_it_is_disagreed_with_and_what_was_answered(
    browser: Client, account: Account, entry: Entry
) -> None:
    made = actions.disagree(account, entry, words="x", at=NOON, by=None)
    waiting = text(browser.get("/statement/"))
    Respite.objects.filter(pk=made.pk).update(ended_at=NOON, ended="ANSWERED", answer="The bill is right.")

    answered = text(browser.get("/statement/"))

    assert (
        "disagreed with on 21 Nov 2026; the office answers by 21 Dec 2026 PLN 60.00 PLN 120.00 Disagreement" in waiting
    )
    assert "answered on 21 Nov 2026 Answer of the office: The bill is right." in answered
    page = text(browser.get(f"/statement/{entry.pk}/disagree/"))
    assert "An earlier disagreement x noted on" in page
    assert "Say what is wrong" in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (" ", "Please type what is wrong with it."),
        ("x" * 1001, "At most 1000 characters, please: now it has 1001."),
        ("a\u202eb", "There is a character in it that cannot be printed."),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_lost(browser: Client, entry: Entry, words: str, told: str) -> None:
    answer = disagree(browser, entry, words=words, confirm="1")

    assert answer.status_code == 422
    assert told in text(answer)
    assert words.strip() in answer.content.decode()
    assert not Respite.objects.exists()


def test_a_paid_line_can_be_disagreed_with_and_nothing_changes(browser: Client, account: Account, entry: Entry) -> None:
    actions.post_receipt(people.receipt(account, "120.00"), at=NOON)

    assert "Nothing is to be paid for this line" in text(disagree(browser, entry, words="x"))


def test_another_s_line_is_not_there(browser: Client, neighbour: Account, account: Account) -> None:
    people.bill_month(date(2026, 11, 1))
    theirs = neighbour.entries.get()

    assert browser.get(f"/statement/{theirs.pk}/disagree/").status_code == 404
    assert disagree(browser, theirs, words="x", confirm="1").status_code == 404


def test_who_only_sees_reads_it_and_disagrees_with_nothing(client: Client, account: Account, entry: Entry) -> None:
    sonia = people.person("sonia", "Sonia")
    people.access(account, sonia, "SEES")
    client.force_login(sonia)

    assert "disagree" not in client.get("/statement/").content.decode()
    assert disagree(client, entry, words="x", confirm="1").status_code == 403
    assert client.get("/bills/").content.decode().count('href="/statement/"') == 1
    assert client.get("/payments/").content.decode().count('href="/statement/"') == 1
