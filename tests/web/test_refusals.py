"""The log: one line of what strangers got wrong, everything of what we got wrong."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

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


def test_a_mistake_of_ours_is_told_whole(client: Client, db: None, log: io.StringIO, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.web.probes"
    client.raise_request_exception = False

    client.get("/probe/mistake/")

    assert "Traceback" in log.getvalue()
    assert "ZeroDivisionError" in log.getvalue()
