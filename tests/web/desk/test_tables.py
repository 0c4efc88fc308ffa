"""Lists of the desk: each row once, however many there are; what is chosen stays chosen; nothing typed breaks them."""

import re
from datetime import date
from html import unescape
from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from abonent.database import paging
from abonent.web.at_the_desk import at_the_desk
from abonent.web.desk import tables
from tests import people
from tests.web.desk.long_list import LIST, customers, listing, numbers, opened

pytestmark = pytest.mark.usefixtures("reads_english")


def walk(start: str, way: str) -> list[list[str]]:
    """Follow links from page to page."""
    pages, there = [], start
    for _ in range(100):
        table = listing(there)
        pages.append(numbers(table))
        there = getattr(table, way).removeprefix("/list/")
        if not there:
            return pages
    raise AssertionError("the pages have no end")


def sent(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_pages_follow_each_other_and_lead_back(db: None) -> None:
    opened(120)

    first = listing()
    second = listing(first.next.removeprefix("/list/"))
    last = listing(second.next.removeprefix("/list/"))

    assert [len(each.rows) for each in (first, second, last)] == [50, 50, 20]
    assert (first.previous, first.first, last.next) == ("", "", "")
    assert second.first == last.first == "/list/"
    assert numbers(listing(last.previous.removeprefix("/list/"))) == numbers(second)
    assert numbers(listing(second.previous.removeprefix("/list/"))) == numbers(first)


@pytest.mark.parametrize("sort", ["number", "-number", "holder", "-holder", "since", "-since"])
def test_every_sort_meets_each_row_once(db: None, sort: str) -> None:
    opened(70, holder="Nowak Jan")
    opened(60, holder="Żak Ewa", first=300_000, opened_on=date(2020, 2, 2))

    pages = walk(f"?sort={sort}", "next")

    assert sorted(number for page in pages for number in page) == sorted(customers().values_list("number", flat=True))


def test_a_list_sorted_downwards_is_the_other_turned_around(db: None) -> None:
    opened(110)

    up, down = walk("?sort=number", "next"), walk("?sort=-number", "next")

    assert list(chain(*up)) == list(chain(*down))[::-1]


def test_a_place_behind_everything_is_the_beginning(db: None) -> None:
    opened(3)

    table = listing(f"?after={paging.written(('999999', 1))}")

    assert (len(table.rows), table.previous) == (3, "")


def test_what_is_chosen_stays_chosen_in_every_address(db: None) -> None:
    opened(60, kind="COMPANY", holder="Abc")
    opened(60, kind="PERSON", first=300_000)

    table = listing("?kind=COMPANY&since_from=2023-01-01&sort=-holder&junk=1")

    assert len(table.rows) == 50
    for url in (table.next, table.heads[0].url, table.chips[0].url):
        assert "since_from=2023-01-01" in url
        assert "junk" not in url
    assert "sort=-holder" in table.next
    assert "after=" not in table.heads[1].url
    assert [(chip.label, chip.value) for chip in table.chips] == [("Kind", "company"), ("Since", "1 Jan 2023")]
    assert "kind" not in table.chips[0].url
    assert table.everything == "/list/?sort=-holder"


def test_days_count_both_ends(db: None) -> None:
    opened(1, first=200_001, opened_on=date(2026, 11, 1))
    opened(1, first=200_002, opened_on=date(2026, 11, 30))
    opened(1, first=200_003, opened_on=date(2026, 12, 1))

    assert numbers(listing("?since_from=2026-11-01&since_to=2026-11-30")) == ["200001", "200002"]


def test_heads_say_how_it_is_sorted_and_turn_it_around(db: None) -> None:
    opened(1)

    up, down = listing("?sort=holder"), listing("?sort=-holder")

    assert [head.now for head in up.heads] == ["", "ascending", "", "", "", ""]
    assert (up.heads[1].url, down.heads[1].url) == ("/list/?sort=-holder", "/list/?sort=holder")
    assert up.heads[0].url == "/list/"
    assert [bool(head.url) for head in up.heads] == [True, True, True, False, False, False]


@pytest.mark.parametrize("sort", ["nonsense", "state", "--number", "password", "pk", "account__id"])
def test_nothing_else_can_be_sorted_by(db: None, sort: str) -> None:
    opened(2)

    assert numbers(listing(f"?sort={sort}")) == ["200000", "200001"]


@pytest.mark.parametrize(
    "asked", ["?kind=CAT", "?since_from=yesterday", "?since_to=0001-01-01", "?since_to=9999-12-31", f"?holder={'a' * 90}",
              "?holder=%00"],
)  # fmt: skip
def test_a_filter_that_says_nothing_is_told_at_its_field(clerk_page: Any, asked: str) -> None:
    opened(2)

    page = clerk_page(asked)

    assert page.status_code == 422
    assert "<title>Error: " in page.content.decode()
    assert "err-msg" in page.content.decode()
    with pytest.raises(Http404):
        LIST.download(RequestFactory().get(f"/list/{asked}"), customers(), name="list")


@pytest.fixture
def clerk_page(db: None) -> Any:
    """A page with the list, as a template shows it."""
    user = people.staff()

    def page(asked: str = "", rows: Any = None) -> HttpResponse:
        request: Any = RequestFactory().get(f"/list/{asked}")
        request.user, request.session = user, {}
        request.frame = lambda: at_the_desk(request, user)
        return LIST.page(request, "desk/customers.html", customers() if rows is None else rows)

    return page


def test_a_page_has_a_caption_heads_and_rows_that_lead_somewhere(clerk_page: Any) -> None:
    opened(51, holder="<b>Zły & Syn</b>", closed_on=date(2026, 1, 1))

    page = clerk_page().content.decode()

    assert '<caption class="vh">Customers</caption>' in page
    assert re.search(r'<th scope="col" aria-sort="ascending">\s*<a href="/list/\?sort=-number">Account', page)
    assert '<th scope="row"><a href="/customers/200000/">' in page
    assert "&lt;b&gt;Zły &amp; Syn&lt;/b&gt;" in page
    assert page.count("<tr>") == 51
    assert '<a class="btn quiet mini" href="/list/?after=' in page


def test_an_empty_list_says_what_will_come_and_a_narrow_one_how_to_widen_it(clerk_page: Any) -> None:
    assert "The first will be here." in clerk_page().content.decode()
    opened(1)
    narrow = clerk_page("?kind=COMPANY").content.decode()
    assert "Nothing fits" in narrow
    assert 'href="/list/"' in narrow


@pytest.mark.parametrize("count", [1, 120])
def test_a_page_takes_one_statement(db: None, count: int) -> None:
    opened(count)

    with CaptureQueriesContext(connection) as said:
        listing()

    assert len(said) == 1
    assert "COUNT(" not in said[0]["sql"]
    assert "OFFSET" not in said[0]["sql"]


def test_rows_are_looked_up_a_page_at_a_time(db: None) -> None:
    opened(60)
    asked: list[int] = []

    def shown(rows: list[Any]) -> list[Any]:
        asked.append(len(rows))
        return rows

    listing(shown=shown)

    assert asked == [50]


def test_the_file_has_everything_that_is_left_by_the_filters_and_an_end(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "A_CHUNK", 7)
    opened(30, kind="COMPANY", holder="=cmd|' /C calc'!A0", closed_on=date(2026, 1, 1))
    opened(10, first=300_000)

    answer = LIST.download(RequestFactory().get("/list/?kind=COMPANY&sort=-number"), customers(), name="customers")
    lines = sent(answer).removeprefix("\ufeff").splitlines()

    assert answer["Content-Disposition"] == 'attachment; filename="customers.csv"'
    assert lines[0] == "Account,Holder,Since,State,Page,Count"
    assert lines[1].startswith("200029,'=cmd|' /C calc'!A0,2024-01-01,ended,its page,")
    assert lines[-1] == "End of the list. Rows: 30"
    assert len(lines) == 32


def test_the_file_speaks_the_language_of_the_page_though_it_is_sent_later(db: None) -> None:
    opened(1)

    with translation.override("pl"):
        answer = LIST.download(RequestFactory().get("/list/"), customers(), name="customers")

    assert sent(answer).splitlines()[0].endswith("Account;Holder;Since;State;Page;Count")
    assert translation.get_language() == "en"


def test_a_file_that_breaks_off_has_no_end(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "A_CHUNK", 5)
    opened(12)

    def shown(rows: list[Any]) -> list[Any]:
        if rows[0].number > "200005":
            raise ConnectionError
        return rows

    answer: Any = LIST.download(RequestFactory().get("/list/"), customers(), name="customers", shown=shown)
    came = []
    with pytest.raises(ConnectionError):
        came.extend(answer.streaming_content)

    assert "End of the list" not in unescape(b"".join(came).decode())
