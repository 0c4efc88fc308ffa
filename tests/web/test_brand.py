"""The operator's colours and logo."""

from collections.abc import Callable, Iterator

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from abonent.web import brand


@pytest.fixture(autouse=True)
def addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=brand):
        yield


def name(address: str) -> str:
    return address.partition("-")[2].partition(".")[0]


def test_the_theme_is_kept_for_a_year_under_a_name_of_its_content() -> None:
    answer = brand.theme(RequestFactory().get("/"), name(brand.theme_url()))

    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"--brand:#0b6e4f" in answer.content


def test_the_logo_is_kept_for_a_year_under_a_name_of_its_content() -> None:
    answer = brand.logo(RequestFactory().get("/"), name(brand.logo_url()))

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content.startswith(b"<svg")


@pytest.mark.parametrize("view", [brand.theme, brand.logo])
def test_an_old_name_is_not_answered_with_new_content(view: Callable[[HttpRequest, str], HttpResponse]) -> None:
    with pytest.raises(Http404):
        view(RequestFactory().get("/"), "000000000000")
