"""What stands around a page of somebody who is not signed in."""

import pytest
from django.test import RequestFactory
from django.utils import translation

from abonent.web import frame
from abonent.web.frame import Choice


@pytest.mark.parametrize(
    ("cookie", "look"), [("dark", "dark"), ("light", "light"), ("", "auto"), ('"><script>', "auto")]
)
def test_the_look_is_one_of_three_whatever_the_cookie_says(cookie: str, look: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[frame.look_cookie()] = cookie

    assert frame.outside(request).look == look
    assert [choice.value for choice in frame.outside(request).looks if choice.current] == [look]


def test_languages_are_called_as_their_speakers_call_them() -> None:
    with translation.override("uk"):
        assert frame.languages() == (
            Choice("pl", "Polski"),
            Choice("uk", "Українська", current=True),
            Choice("en", "English"),
        )


def test_help_is_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert frame.help_line().hours == "Monday–Friday 9:00–17:00, Saturday 9:00–13:00"
    with translation.override("pl"):
        assert frame.help_line().hours == "poniedziałek–piątek 9:00–17:00, sobota 9:00–13:00"


def test_a_page_of_a_door_keeps_the_frame_of_the_door() -> None:
    request = RequestFactory().get("/bills/?page=2")
    made = frame.outside(request)

    assert made.path == "/bills/?page=2"
    assert frame.in_every_page(request) == {"page": made}
