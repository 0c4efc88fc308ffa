"""Outages and works on the first page of a customer: told soon, and without asking each time."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from abonent.news import actions
from abonent.news.places import spots
from abonent.people.models import Account, Place
from abonent.web.portal import works
from tests.news import DAY, notice
from tests.people import NOON
from tests.web.doors import text


@pytest.fixture(autouse=True)
def nobody_has_looked(quiet_town: None) -> None:
    works.memory.at = None


def test_works_and_outages_in_force_are_told_and_nothing_else(browser: Client) -> None:
    notice("A fair"), notice("Over", kind="OUTAGE", until=NOON), notice("Ahead", kind="WORKS", since=NOON + DAY)
    made, outage = notice("Works", kind="WORKS"), notice("Outage", kind="OUTAGE")

    page = browser.get("/overview/")

    words = text(page)
    assert "Outage (en) It is about outage (en). Read more Works (en) It is about works (en). Read more" in words
    assert not {"A fair (en)", "Over (en)", "Ahead (en)"} & {
        each for each in ("A fair (en)", "Over (en)", "Ahead (en)") if each in words
    }
    assert f'<a href="/en/news/{outage.slug}/">' in page.content.decode()
    assert f'<a href="/en/news/{made.slug}/">' in page.content.decode()


def test_it_is_asked_for_once_in_a_while(browser: Client, django_assert_num_queries: Any) -> None:
    notice("Works", kind="WORKS")
    browser.get("/overview/")
    before = works.memory.found

    with django_assert_num_queries(0):
        assert len(list(works.works(1, "en", at=NOON + works.A_WHILE))) == 1

    assert works.memory.found is before


def test_what_is_at_a_place_is_told_to_those_who_are_there(browser: Client, account: Account) -> None:
    place = Place.objects.create(post_code="38-500", town="Sanok", street="Polna", house="12")
    Account.objects.filter(pk=account.pk).update(post_place=place)
    (
        notice("Near", kind="WORKS", places=spots("Sanok, Polna: 10-14")),
        notice("Far", kind="OUTAGE", places=spots("Zagórz")),
    )

    page = text(browser.get("/overview/"))

    assert "Near (en) It is about near (en). It concerns your address. Read more" in page
    assert "Far (en)" not in page


def test_it_is_told_and_forgotten_within_seconds(browser: Client) -> None:
    browser.get("/overview/")
    made = notice("Works", kind="WORKS")

    with time_machine.travel(NOON + works.A_WHILE * 2, tick=False):
        told = text(browser.get("/overview/"))
    actions.take_down(made, at=NOON)
    with time_machine.travel(NOON + works.A_WHILE * 4, tick=False):
        gone = text(browser.get("/overview/"))

    assert "Works (en)" in told
    assert "Works (en)" not in gone
