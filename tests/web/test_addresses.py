"""Addresses of pages: what all of a view have in common is found once, and they are what Django would say."""

from collections.abc import Iterator
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import NoReverseMatch, path, reverse

from abonent.web.addresses import address


def nowhere(_: HttpRequest) -> HttpResponse:
    return HttpResponse()


urls = ModuleType("urls_of_these_tests")
vars(urls)["urlpatterns"] = [
    path("bills/", nowhere, name="bills"),
    path("bills/<slug:slug>/", nowhere, name="bill"),
    path("bills/<slug:slug>/lines/<int:no>/", nowhere, name="line"),
    path("files/<str:name>/", nowhere, name="file"),
]


@pytest.fixture(autouse=True)
def of_these_tests() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=urls):
        yield


@pytest.mark.parametrize(
    ("view", "parts"),
    [
        ("bills", {}),
        ("bill", {"slug": "FV-2026-11-0042"}),
        ("bill", {"slug": "7310551"}),
        ("line", {"slug": "FV-2026-11-0042", "no": 3}),
        ("line", {"slug": "7310552", "no": 7310551}),
        ("file", {"name": "umowa nr 5.pdf"}),
        ("file", {"name": "{0}"}),
    ],
)
def test_it_is_the_address_that_django_finds(view: str, parts: dict[str, str | int]) -> None:
    assert [address(view, **parts) for _ in range(2)] == [reverse(view, kwargs=parts)] * 2


@pytest.mark.parametrize("parts", [{"slug": "a/b"}, {"slug": ""}, {"slug": "bill?x=1"}, {"number": "5"}])
def test_what_is_no_part_of_an_address_has_none(parts: dict[str, str]) -> None:
    with pytest.raises(NoReverseMatch):
        address("bill", **parts)


def test_a_word_has_no_address_where_a_number_belongs() -> None:
    with pytest.raises(NoReverseMatch):
        address("line", slug="FV-2026-11-0042", no="third")
