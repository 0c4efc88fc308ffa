"""The keys of the desk are listed, and can be switched off in a browser."""

import pytest
from django.test import Client

from tests.web.desk.reading import text

PAGE = "/desk/keys/"


def test_the_list_has_the_pages_that_this_person_may_open(clerk: Client, technician: Client) -> None:
    assert '<kbd>g</kbd> <kbd>w</kbd></dt> <dd> <a href="/desk/changes/">' in text(clerk.get(PAGE))
    assert "/desk/changes/" not in text(technician.get(PAGE))


def test_keys_are_switched_off_and_on_in_this_browser(clerk: Client) -> None:
    assert 'data-keys="on"' in text(clerk.get("/desk/"))

    clerk.post(PAGE, {"keys": "off"})
    page = text(clerk.get("/desk/"))
    assert 'data-keys="off"' in page
    assert "aria-keyshortcuts" not in page
    assert "switched off in this browser" in text(clerk.get(PAGE))

    clerk.post(PAGE, {"keys": "on"})
    assert 'data-keys="on"' in text(clerk.get("/desk/"))


@pytest.mark.parametrize("keys", ["", "maybe", "off\r\nSet-Cookie: a=b"])
def test_what_is_no_choice_changes_nothing(clerk: Client, keys: str) -> None:
    answer = clerk.post(PAGE, {"keys": keys})

    assert (answer.status_code, list(answer.cookies)) == (302, [])
