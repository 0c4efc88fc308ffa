"""The pages that everybody can read say their language in the address, and may be kept as long as they are true."""

import re
from typing import Any

import pytest
from django.test import Client

from abonent.people.models import User
from abonent.web.addresses import address
from tests.news import notice
from tests.web.doors import text

pytestmark = pytest.mark.usefixtures("db", "noon")


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
