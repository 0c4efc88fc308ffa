"""What the demonstration's operator has told everybody."""

from datetime import timedelta

import pytest
from django.test import Client

from abonent import profile
from abonent.demo import notices
from abonent.news import queries
from abonent.news.models import Notice
from tests.people import NOON

pytestmark = pytest.mark.usefixtures("db")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_there_is_something_of_every_kind_and_only_works_are_ahead() -> None:
    notices.tell(NOON)

    assert sorted(set(Notice.objects.values_list("kind", flat=True))) == ["NEWS", "OFFER", "OUTAGE", "WORKS"]
    assert [found.slug for found in queries.in_force(at=NOON)] == ["prace-mlynska-polna"]
    assert [found.slug for found in queries.earlier(NOON)] == ["awaria-lesna"]
    assert queries.begun(NOON).count() == Notice.objects.count() == 7


def test_days_count_from_the_day_on_which_it_began_and_are_written_in_each_language() -> None:
    notices.tell(NOON)

    works = Notice.objects.get(slug="prace-mlynska-polna")
    assert plain(works.title["pl"]) == "Prace przy ul. Młyńskiej i Polnej: przerwa 26 listopada w nocy"
    assert "26 листопада, з 1:00" in plain(works.lead["uk"])
    assert not [one for one in Notice.objects.all() if "{" in f"{one.title}{one.lead}{one.text}".replace("{'", "")]


def test_it_is_told_once_however_often_the_demonstration_begins() -> None:
    notices.tell(NOON)
    before = list(Notice.objects.order_by("pk").values())

    notices.tell(NOON + timedelta(days=3))

    assert list(Notice.objects.order_by("pk").values()) == before


def test_every_notice_can_be_read_and_its_links_lead_to_public_pages(client: Client) -> None:
    notices.tell(NOON)

    for language in profile.current().languages:
        for slug in Notice.objects.values_list("slug", flat=True):
            assert client.get(f"/{language}/news/{slug}/").status_code == 200
