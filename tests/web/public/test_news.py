"""News for everybody: the list by kind and time, one notice, the first page, the feed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.news import actions
from tests import people
from tests.news import DAY, draft, notice
from tests.people import NOON
from tests.web.doors import text

pytestmark = pytest.mark.usefixtures("db", "noon")


def test_trouble_stands_before_everything_else(client: Client) -> None:
    notice("A fair"), notice("Works at night", kind="WORKS")
    notice("Over", kind="OUTAGE", until=NOON)

    page = text(client.get("/en/"))
    words = page[page.index("Menu") if "Menu" in page else 0 :]

    assert words.index("Works at night (en)") < words.index("Fast internet", words.index("Works at night"))
    assert "A fair (en)" in words
    assert "Over (en)" not in words


def test_the_first_page_reads_what_it_shows_however_much_was_ever_told(client: Client) -> None:
    notice("No internet", kind="OUTAGE", since=NOON - 9 * DAY)
    for number in range(30):
        notice(f"Fair {number}", since=NOON - DAY + timedelta(minutes=number))

    with CaptureQueriesContext(connection) as statements:
        page = text(client.get("/en/"))

    assert [word for word in ("No internet", "Fair 29", "Fair 27", "Fair 26") if word in page] == [
        "No internet",
        "Fair 29",
        "Fair 27",
    ]
    assert [each["sql"].partition("LIMIT")[2] for each in statements if "news_notice" in each["sql"]] == [" 20"]


def test_news_can_be_seen_by_kind_and_by_time(client: Client) -> None:
    notice("A fair"), notice("Works", kind="WORKS"), notice("Old", until=NOON), notice("Later", since=NOON + DAY)

    seen = {show: text(client.get("/en/news/", {"show": show} if show else {})) for show in ("", "works", "earlier")}

    there = {
        show: [word for word in ("A fair", "Works", "Old", "Later") if f"{word} (en)" in seen[show]] for show in seen
    }
    assert there == {"": ["A fair", "Works"], "works": ["Works"], "earlier": ["Old"]}


@pytest.mark.parametrize("asked", [{"show": "gossip"}, {"show": "NEWS'"}, {"page": "2"}, {"page": "0"}, {"page": "x"}])
def test_other_lists_are_not_there(client: Client, asked: dict[str, str]) -> None:
    notice()

    assert client.get("/en/news/", asked).status_code == 404


def test_long_lists_have_pages_and_take_as_many_statements_as_short_ones(
    client: Client, django_assert_num_queries: Any
) -> None:
    notice(kind="OFFER")
    with django_assert_num_queries(2):
        client.get("/en/news/?show=offer")
    for _ in range(20):
        notice(kind="OFFER")

    with django_assert_num_queries(2):
        first = client.get("/en/news/?show=offer")
    second = client.get("/en/news/?show=offer&page=2")

    assert 'href="/en/news/?show=offer&amp;page=2"' in first.content.decode()
    assert "Page 1 of 2" in text(first)
    assert second.content.decode().count("<time ") == 1


@pytest.mark.parametrize("path", ["/en/", "/en/tariffs/"])
def test_the_other_pages_take_as_many_statements_for_much_as_for_little(
    client: Client, django_assert_num_queries: Any, price_list: None, path: str
) -> None:
    with django_assert_num_queries(2 if path == "/en/" else 1):
        client.get(path)
    for number in range(20):
        notice(kind="WORKS")
        people.tariff(f"X{number}", "10.00", kind="EXTRA")

    with django_assert_num_queries(2 if path == "/en/" else 1):
        client.get(path)


def test_a_notice_can_be_read_in_every_language(client: Client) -> None:
    made = notice("Works at night", kind="WORKS")

    page = client.get(f"/uk/news/{made.slug}/")

    assert "Works at night (uk)" in text(page)
    assert "<p>A <strong>bold</strong> word (uk).</p>" in page.content.decode()
    assert '<meta name="description" content="It is about works at night (uk).">' in page.content.decode()


def test_a_notice_that_is_over_says_so_and_one_that_is_not_yet_is_not_there(client: Client) -> None:
    over, later, down = notice(until=NOON), notice(since=NOON + DAY), notice()
    actions.take_down(down, at=NOON)

    assert "This holds no more It was shown until 21 November 2026, 12:00" in text(client.get(f"/en/news/{over.slug}/"))
    assert [client.get(f"/en/news/{each.slug}/").status_code for each in (later, down)] == [404, 404]


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"])
def test_nothing_harmful_comes_out_of_a_notice(client: Client, words: str) -> None:
    everywhere = dict.fromkeys(("pl", "uk", "en"), words)
    told = replace(draft(kind="WORKS"), title=everywhere, lead=everywhere, text=everywhere)
    made = actions.publish(told, at=NOON - DAY)

    for path in ("/en/", "/en/news/", f"/en/news/{made.slug}/", "/en/news.rss"):
        page = client.get(path).content.decode()
        assert words not in page.replace("&quot;", '"') or "{{" in words
        assert "<script>alert" not in page
        assert "<img src=x" not in page


# Programs that read


def test_the_feed_is_rss_with_full_addresses(client: Client) -> None:
    made = notice("Works & more", kind="WORKS")
    notice("Later", since=NOON + DAY)

    answer = client.get("/pl/news.rss")
    feed = answer.content.decode()

    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>' in feed
    assert "<language>pl</language>" in feed
    assert f"<item><title>Works &amp; more (pl)</title><link>http://localhost:8000/pl/news/{made.slug}/</link>" in feed
    assert f'<guid isPermaLink="true">http://localhost:8000/pl/news/{made.slug}/</guid>' in feed
    assert "<pubDate>Fri, 20 Nov 2026 11:00:00 +0000</pubDate>" in feed
    assert "Later" not in feed
    assert client.get("/pl/news.rss", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert answer["Vary"] == "Accept-Encoding"
    assert not answer.cookies
