"""The portal as an app: a manifest whose icons are what it says, a worker that keeps nobody's pages, a page for no internet."""

import json
import re
import struct
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client

from abonent import profile
from abonent.people.models import User
from abonent.web import icons
from abonent.web.brand import logo_url, theme_url
from tests.web.doors import text

PNG = b"\x89PNG\r\n\x1a\n"


def size(png: bytes) -> tuple[int, int]:
    """Width and height, as the picture's own head says (W3C, PNG, 11.2.1)."""
    assert png.startswith(PNG)
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def said(script: str, name: str) -> Any:
    found = re.search(rf"^const {name} = (.+);$", script, re.MULTILINE)
    assert found
    return json.loads(found[1])


def test_the_manifest_is_the_operators(client: Client, db: None) -> None:
    answer = client.get("/manifest.webmanifest")

    facts = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert facts["name"] == profile.current().name
    assert facts["theme_color"] == profile.current().brand.colour
    assert (facts["start_url"], facts["scope"], facts["display"]) == ("/overview/", "/", "standalone")
    assert {icon["purpose"] for icon in facts["icons"]} == {"any", "maskable"}


def test_every_icon_has_the_size_that_the_manifest_says(client: Client, db: None) -> None:
    for icon in client.get("/manifest.webmanifest").json()["icons"]:
        answer = client.get(icon["src"])
        width, height = size(answer.content)

        assert answer["Content-Type"] == icon["type"] == "image/png"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert icon["sizes"] == f"{width}x{height}"


def test_every_page_names_the_manifest_and_the_icon_for_apple(client: Client, db: None) -> None:
    page = client.get("/signin/").content.decode()

    found = re.search(r'<link rel="apple-touch-icon" href="([^"]+)">', page)
    assert found
    assert size(client.get(found[1]).content) == (180, 180)
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page


@pytest.mark.parametrize("name", ["192-000000000000", "touch", "64-000000000000", "192"])
def test_an_icon_of_another_name_is_none(client: Client, db: None, name: str) -> None:
    assert client.get(f"/icon-{name}.png").status_code == 404


@pytest.mark.parametrize(
    ("shape", "colour"),
    [
        ('<rect width="40" height="40" rx="9" fill="#0b6e4f"/>', "#0b6e4f"),
        ('<rect width="20" height="40" fill="#0b6e4f"/>', "#ffffff"),
        ('<rect width="40" height="40" fill="url(#a)"/>', "#ffffff"),
        ('<circle r="20"/>', "#ffffff"),
        ("", "#ffffff"),
    ],
)
def test_an_icon_stands_on_the_colour_of_its_own_square(shape: str, colour: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">{shape}</svg>'

    assert icons.plate(svg) == colour


def test_the_worker_keeps_what_is_everybodys(client: Client, db: None) -> None:
    answer = client.get("/sw.js", {"language": "uk"})

    script = answer.content.decode()
    kept = said(script, "KEPT")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert said(script, "OFFLINE") == {"pl": "/pl/offline/", "uk": "/uk/offline/", "en": "/en/offline/"}
    assert {theme_url(), logo_url()} <= set(kept)
    assert len(kept) == 4
    assert kept[2].startswith("/static/abonent.")


def test_the_worker_has_another_version_when_what_it_keeps_changes(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again = (said(client.get("/sw.js").content.decode(), "VERSION") for _ in range(2))

    monkeypatch.setattr("abonent.web.installing.theme_url", lambda: "/theme-new.css")
    changed = said(client.get("/sw.js").content.decode(), "VERSION")

    assert first == again
    assert changed != first
    assert re.fullmatch("abonent-[0-9a-f]{12}", changed)


@pytest.mark.parametrize(("language", "title"), [("en", "There is no internet right now"), ("pl", ""), ("uk", "")])
def test_the_page_for_no_internet_speaks_its_language(client: Client, db: None, language: str, title: str) -> None:
    answer = client.get(f"/{language}/offline/")

    page = answer.content.decode()
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}">' in page
    assert title in text(answer)
    assert profile.current().phone in page


def test_the_page_for_no_internet_is_the_same_for_everybody(client: Client, olena: User) -> None:
    stranger = client.get("/pl/offline/")
    client.force_login(olena)
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "en"
    client.cookies["abonent-look"] = "dark"

    hers = client.get("/pl/offline/")

    assert hers.content == stranger.content
    assert not hers.cookies
    assert b"<form" not in hers.content
    assert b"Olena" not in hers.content


def test_a_language_that_is_not_spoken_has_no_such_page(client: Client, db: None) -> None:
    assert client.get("/de/offline/").status_code == 404


def test_the_policy_lets_the_worker_and_the_manifest_in(client: Client, db: None) -> None:
    policy = client.get("/signin/")["Content-Security-Policy"]

    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


@pytest.mark.parametrize("address", ["/manifest.webmanifest", "/sw.js", "/pl/offline/"])
def test_they_are_only_looked_at(client: Client, db: None, address: str) -> None:
    assert client.post(address).status_code == 405
