"""The log: one line of what strangers got wrong, everything of what we got wrong."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from pytest_django import Settings

from abonent.web.refusals import without_tokens
from abonent.web.uploads import LARGEST

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the portal's own handler writes."""
    handler = next(each for each in logging.getLogger().handlers if each.filters)
    assert isinstance(handler, logging.StreamHandler)
    said = io.StringIO()
    before = handler.setStream(said)
    yield said
    handler.setStream(before)


@pytest.mark.parametrize(
    ("host", "kind", "content", "said"),
    [
        ("evil.example", FORM, b"", "Invalid HTTP_HOST header"),
        ("testserver", "multipart/form-data", b"--", "Bad request (Unable to parse request body): /signin/"),
        ("testserver", FORM, b"a=1&" * 1001, "The number of GET/POST parameters exceeded"),
    ],
)
def test_a_malformed_request_is_one_line(  # noqa: PLR0913, PLR0917
    client: Client, db: None, log: io.StringIO, host: str, kind: str, content: bytes, said: str
) -> None:
    answer = client.post("/signin/", content, content_type=kind, headers={"Host": host})

    assert answer.status_code == 400
    assert said in log.getvalue()
    assert len(log.getvalue().splitlines()) == 1


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client: Client, db: None, log: io.StringIO) -> None:
    kind = "multipart/form-data; boundary=x"

    answer = client.generic("POST", "/signin/", b"--x", kind, CONTENT_LENGTH=str(LARGEST + 1))

    assert answer.status_code == 413
    assert "A form with files had more than 50000000 bytes." in log.getvalue()
    assert len(log.getvalue().splitlines()) == 1


def test_whoever_chose_too_large_a_file_is_told_how_large_it_may_be(client: Client, db: None) -> None:
    answer = client.generic(
        "POST",
        "/signin/",
        b"--x",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(LARGEST + 1),
        headers={"Accept-Language": "en"},
    )

    page = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert answer.status_code == 413
    assert "<h1>This file is too large</h1>" in page
    assert "A file has 10 MB at most." in page
    assert 'href="/signin/"' in page


def test_too_much_that_was_typed_is_told_as_that(client: Client, db: None) -> None:
    much = b"login=" + b"x" * 5_000_000

    answer = client.post("/signin/", much, content_type=FORM, headers={"Accept-Language": "en"})

    assert answer.status_code == 413
    assert "That was too much to be taken in" in answer.content.decode()


@pytest.mark.parametrize("name", ["open_link", "join_link", "open_stop_link"])
def test_the_token_of_a_link_is_not_in_the_log(client: Client, db: None, log: io.StringIO, name: str) -> None:
    """It may still work: a form was sent where only a look is taken, or we cannot answer right now."""
    there = reverse(name, kwargs={"token": "a-token_that-works"})

    assert client.post(there).status_code == 405
    assert Client(enforce_csrf_checks=True).post(there).status_code == 403

    assert "token_that" not in log.getvalue()


def test_each_address_with_a_token_is_known_to_the_log() -> None:
    found = [route for pattern in get_resolver().url_patterns for route in _routes(pattern) if "<str:token>" in route]

    assert len(found) == 3
    for route in found:
        assert "/abc" not in without_tokens(f"Gone: /{route.replace('<str:token>', 'abc')}")


def test_a_mistake_of_ours_is_told_whole(client: Client, db: None, log: io.StringIO, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.web.probes"
    client.raise_request_exception = False

    client.get("/probe/mistake/")

    assert "Traceback" in log.getvalue()
    assert "ZeroDivisionError" in log.getvalue()


def _routes(found: URLPattern | URLResolver) -> Iterator[str]:
    if isinstance(found, URLPattern):
        yield str(found.pattern)
    else:
        for each in found.url_patterns:
            yield from _routes(each)
