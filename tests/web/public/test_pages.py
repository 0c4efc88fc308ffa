"""The pages that everybody can read: the first page, prices, contact, help, and what programs find of them."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.test.utils import override_settings

from tests import people
from tests.news import notice
from tests.people import NOON
from tests.web.doors import text

pytestmark = pytest.mark.usefixtures("db", "noon")


# What they say


def test_the_first_page_says_what_people_come_for(client: Client, price_list: None) -> None:
    page = text(client.get("/en/"))

    assert "Fast internet from next door" in page
    assert "Internet from PLN 60.00 a month" in page
    assert "There is no news at the moment." in page
    assert "+48 85 999 01 23 Monday–Friday 9:00–17:00, Saturday 9:00–13:00" in page


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
