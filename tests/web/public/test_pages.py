"""The pages that everybody can read: their language, what they say, and who may keep them."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from abonent.news import actions
from abonent.people.models import User
from abonent.web.addresses import address
from tests import people
from tests.news import DAY, draft, notice
from tests.people import NOON
from tests.web.doors import text

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def price_list() -> None:
    """One plan with speeds, an extra that becomes dearer, a fee in two variants."""
    facts = {"down_kbits": 100_000, "up_kbits": 15_000, "usual_percent": 80, "least_percent": 50}
    plan = people.tariff("A2", "60.00", decision="Cennik 10/2020")
    type(plan).objects.filter(pk=plan.pk).update(facts=facts)
    router = people.tariff("ROUTER", "10.00", kind="EXTRA", until=date(2026, 12, 1), decision="Cennik 1/2026")
    people.price(router, "12.00", since=date(2026, 12, 1), decision="Cennik 12/2026")
    fee = people.tariff("INSTALLATION", "50.00", kind="FEE", component="fee:B", unit="once", decision="Cennik 10/2020")
    people.price(fee, "100.00", component="fee:A", unit="once", gross=False, decision="Cennik 10/2020")


# Languages


@pytest.mark.parametrize(("asks", "language"), [("uk", "uk"), ("de, en;q=0.5", "en"), ("de", "pl"), ("", "pl")])
def test_strangers_come_to_the_first_page_in_the_language_they_understand(
    client: Client, asks: str, language: str
) -> None:
    answer: Any = client.get("/", headers={"Accept-Language": asks})

    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in answer["Vary"]
    assert "no-store" in answer["Cache-Control"]


def test_a_language_that_was_chosen_counts_before_that_of_the_browser(client: Client) -> None:
    client.post("/language/", {"language": "uk", "next": "/signin/"})

    assert client.get("/", headers={"Accept-Language": "en"})["Location"] == "/uk/"


def test_customers_come_to_their_overview(client: Client, olena: User) -> None:
    client.force_login(olena)

    assert client.get("/")["Location"] == "/overview/"


def test_the_address_says_the_language_whatever_else_does(client: Client, olena: User) -> None:
    User.objects.filter(pk=olena.pk).update(language="en")
    client.force_login(olena)
    client.cookies["abonent-language"] = "pl"

    answer = client.get("/uk/contact/", headers={"Accept-Language": "en"})

    assert answer["Content-Language"] == "uk"
    assert '<html lang="uk"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/xx/", "/de/news/", "/me/news/", "/PL/", "/pl/nothing/", "/pl/news/nothing/"])
def test_other_languages_and_pages_are_not_there(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_links_lead_to_the_same_page_in_the_other_languages(client: Client) -> None:
    page = client.get("/pl/news/?show=offer&utm=x").content.decode()

    assert 'href="/uk/news/?show=offer"' in page
    assert '<link rel="canonical" href="http://localhost:8000/pl/news/?show=offer">' in page
    for language in ("pl", "uk", "en"):
        there = f"http://localhost:8000/{language}/news/?show=offer"
        assert f'<link rel="alternate" hreflang="{language}" href="{there}">' in page
    assert 'content="noindex"' not in page
    assert 'property="og:locale" content="pl"' in page


def test_each_language_has_addresses_of_its_own() -> None:
    assert [address("notice", language=each, notice="a-b") for each in ("pl", "uk", "pl")] == [
        "/pl/news/a-b/",
        "/uk/news/a-b/",
        "/pl/news/a-b/",
    ]


# Who may keep them


def test_a_stranger_s_browser_keeps_a_page_as_long_as_it_holds(client: Client) -> None:
    first = client.get("/en/news/")
    again = client.get("/en/news/", headers={"If-None-Match": first["ETag"]})
    notice("Something new")
    later = client.get("/en/news/", headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "private, no-cache"
    assert set(re.split(r",\s*", first["Vary"])) == {"Accept-Encoding", "Cookie"}
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert later.status_code == 200
    assert "Something new (en)" in text(later)


def test_what_hangs_on_the_browser_is_not_what_was_kept(client: Client, olena: User) -> None:
    kept = client.get("/en/")["ETag"]

    client.post("/me/look/", {"look": "dark", "next": "/en/"})
    dark = client.get("/en/", headers={"If-None-Match": kept})
    client.force_login(olena)
    inside = client.get("/en/", headers={"If-None-Match": kept})

    assert dark.status_code == 200
    assert 'data-theme="dark"' in dark.content.decode()
    assert (inside.status_code, inside["Cache-Control"]) == (200, "no-store, private")
    assert "ETag" not in inside.headers
    assert "Go to my panel" in text(inside)


def test_a_page_that_was_kept_holds_no_longer_than_the_proof_in_its_form(client: Client) -> None:
    first = client.get("/en/")
    client.cookies.pop("abonent-form")

    assert client.get("/en/", headers={"If-None-Match": first["ETag"]}).status_code == 200


# What they say


def test_the_first_page_says_what_people_come_for(client: Client, price_list: None) -> None:
    page = text(client.get("/en/"))

    assert "Fast internet from next door" in page
    assert "Internet from PLN 60.00 a month" in page
    assert "There is no news at the moment." in page
    assert "+48 85 999 01 23 Monday–Friday 9:00–17:00, Saturday 9:00–13:00" in page


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


def test_prices_stand_there_with_vat_their_decision_and_what_changes(client: Client, price_list: None) -> None:
    page = text(client.get("/en/tariffs/"))

    assert "In force on 21 November 2026. Prices include VAT." in page
    assert (
        "What changes soon Internet ROUTER PLN 12.00 a month Cennik 12/2026 from 1 December 2026 – in 10 days" in page
    )
    assert "Plans Cennik 10/2020, in force since 1 Jan 2024 Internet A2 PLN 60.00 a month" in page
    assert "Internet A2 PLN 60.00 a month Downloading up to 100 Mb/s usually 80 Mb/s , at least 50 Mb/s" in page
    assert "Uploading up to 15 Mb/s usually 12 Mb/s , at least 7.5 Mb/s" in page
    assert "Internet ROUTER PLN 10.00 a month Cennik 1/2026" in page
    assert "Internet INSTALLATION, variant A PLN 123.00 once" in page
    assert "Internet INSTALLATION, variant B PLN 50.00 once" in page


def test_what_is_not_sold_any_more_and_what_was_replaced_is_not_on_the_list(client: Client, price_list: None) -> None:
    old = people.tariff("OLD", "1.00")
    type(old).objects.filter(pk=old.pk).update(sold=(date(2020, 1, 1), NOON.date()))
    wrong = people.tariff("A3", "9999.00")
    wrong.prices.update(replaced_at=NOON)

    page = text(client.get("/en/tariffs/"))

    assert "OLD" not in page
    assert "9,999" not in page


def test_without_a_price_list_the_page_says_when_there_will_be_one(client: Client) -> None:
    assert "There is no price list yet" in text(client.get("/en/tariffs/"))


def test_contact_says_where_how_and_who(client: Client) -> None:
    page = client.get("/en/contact/")

    assert 'href="tel:+48859990123"' in page.content.decode()
    assert 'href="mailto:biuro@iskra-net.example"' in page.content.decode()
    assert "ul. Młyńska 7, parter 16-999 Gródek Leśny" in text(page)
    assert "Iskra Net sp. z o.o. ul. Młyńska 7" in text(page)
    assert "9990123455" in text(page)


def test_the_statement_on_accessibility_says_when_it_was_looked_through(client: Client) -> None:
    assert "Last looked through on 1 November 2026." in text(client.get("/en/accessibility/"))


def test_every_question_has_an_answer_and_an_address_of_its_own(client: Client) -> None:
    page = client.get("/en/help/").content.decode()

    assert page.count("<details>") >= 20
    assert 'id="forgotten-password"' in page


def test_links_of_the_texts_lead_somewhere(client: Client) -> None:
    """What help, privacy and accessibility point to is there: a page, or the door before it."""
    for language in ("pl", "uk", "en"):
        for page in ("help", "privacy", "accessibility"):
            content = client.get(f"/{language}/{page}/").content.decode()
            main = content[content.index("<main") : content.index("</main>")]
            for there in set(re.findall(r'href="(/[^"#]*)', main)):
                assert client.get(there).status_code in {200, 302}, there


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


def test_the_map_names_every_page_in_every_language(client: Client) -> None:
    made = notice()
    notice(since=NOON + timedelta(days=1))

    found = client.get("/sitemap.xml").content.decode()

    places = re.findall(r"<loc>http://localhost:8000(.*?)</loc>", found)
    assert len(places) == len(set(places)) == 3 * (7 + 1)
    assert {f"/uk/news/{made.slug}/", "/pl/", "/en/accessibility/"} <= set(places)
    assert all(client.get(place).status_code == 200 for place in places)


def test_programs_may_look_around_but_not_in_a_demonstration(client: Client) -> None:
    open_to_all = client.get("/robots.txt").content.decode()
    with override_settings(DEMO=True):
        closed = client.get("/robots.txt").content.decode()

    assert open_to_all == "User-agent: *\nAllow: /\nSitemap: http://localhost:8000/sitemap.xml\n"
    assert "Disallow: /\n" in closed
