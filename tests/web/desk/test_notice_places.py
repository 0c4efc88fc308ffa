"""Notices about places at the desk: streets are found, chosen, counted and told; nothing typed is lost on the way."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from abonent import profile
from abonent.news import actions
from abonent.news.models import Notice
from abonent.news.places import kept, spots
from abonent.people.actions.consents import enter_wordings, give_consent
from abonent.people.models import Account, Place, User
from tests import people
from tests.web.desk.notice_form import WRITE, change, typed
from tests.web.desk.reading import text

POLNA = "38-500 Sanok, Polna"


@pytest.fixture
def home(account: Account, olena: User) -> Place:
    """Where Olena lives; she has agreed to letters about works."""
    place = Place.objects.create(post_code="38-500", town="Sanok", street="Polna", house="12")
    Account.objects.filter(pk=account.pk).update(post_place=place)
    enter_wordings(profile.current(), at=people.LONG_AGO)
    give_consent(account, "mail-works", at=people.LONG_AGO, by=olena)
    return place


def test_a_street_is_found_and_taken_and_nothing_typed_is_lost(clerk: Client, home: Place) -> None:
    found = clerk.post(WRITE, typed(title_pl="", places="Zagórz", street="pol", find="1"))
    taken = clerk.post(WRITE, typed(title_pl="", places="Zagórz", street="pol", take="1", add=POLNA))

    assert (found.status_code, taken.status_code) == (200, 200)
    assert f'value="{POLNA}"' in text(found)
    assert "1 customer · 1 house: 12" in text(found)
    assert "Works on Monday (uk)" in text(found)
    assert "error-summary" not in text(found)
    assert f"Zagórz {POLNA}</textarea>" in text(taken)
    assert not Notice.objects.exists()


def test_what_nobody_has_is_said_and_an_empty_question_sends_the_form(clerk: Client, home: Place) -> None:
    assert "No address is known that begins so: “Leśna”." in text(clerk.post(WRITE, typed(street="Leśna", find="1")))
    assert "Check the notice" in text(clerk.post(WRITE, typed(street=" ", find="1")))


def test_before_it_is_told_it_says_whom_it_concerns_and_who_is_written_to(clerk: Client, home: Place) -> None:
    page = text(
        clerk.post(
            WRITE,
            typed(places=f"{POLNA}: 1-20\nZagórz", letters="NEW", begins="2036-12-01T01:00", ends="2036-12-01T05:00"),
        )
    )

    assert f'{POLNA}: 1-20 <span class="muted">– 1 customer</span>' in page
    assert 'Zagórz <span class="muted">– nobody</span>' in page
    assert "1 e-mail address, 0 telephones by SMS" in page
    assert "1 December 2036, 01:00 – 05:00" in page
    assert "No customer is known at these places" not in page
    assert "No customer is known at these places" in text(clerk.post(WRITE, typed(places="Zagórz")))
    assert "everybody: 1 customer" in text(clerk.post(WRITE, typed()))
    assert not Notice.objects.exists()


def test_it_is_told_with_its_places_and_its_time(clerk: Client, home: Place) -> None:
    clerk.post(
        WRITE,
        typed(places=f"{POLNA}: 1-20", letters="NEW", begins="2036-12-01T01:00", ends="2036-12-01T05:00", confirm="1"),
    )

    notice = Notice.objects.get()
    assert notice.places == kept(spots(f"{POLNA}: 1-20"))
    assert (notice.happens.lower, notice.edition) == (datetime(2036, 12, 1, 0, 0, tzinfo=UTC), 1)
    assert notice.shown.upper == notice.happens.upper == datetime(2036, 12, 1, 4, 0, tzinfo=UTC)
    actions.tell_due(datetime.now(UTC))
    assert "letters were sent on" in text(clerk.get("/desk/news/"))
    page = text(clerk.get(change(notice)))
    assert f"{POLNA}: 1-20</textarea>" in page
    assert "everybody once more, as something important has changed" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"places": f"{POLNA}\n12"}, "Line 2 is no place: “12”."),
        ({"places": "\n".join(f"Town{number}a" for number in range(201))}, "A notice has at most 200 places."),
        ({"begins": "2036-12-01T05:00", "ends": "2036-12-01T05:00"}, "The end has to come after the beginning."),
        ({"kind": "OFFER", "letters": "NEW"}, "Customers agreed to letters about works and outages"),
        ({"letters": "SOME"}, "Please choose who is written to."),
    ],
)
def test_what_is_wrong_is_said(clerk: Client, sent: dict[str, str], said: str) -> None:
    answer = clerk.post(WRITE, typed(**sent))

    assert answer.status_code == 422
    assert said in text(answer)


def test_everybody_reads_where_it_is(clerk: Client, client: Client, home: Place) -> None:
    clerk.post(WRITE, typed(places=f"{POLNA}: 1-20", slug="works", confirm="1"))

    pages = [text(client.get(address)) for address in ("/en/", "/en/news/", "/en/news/works/", "/en/news.rss")]

    assert ["38-500 Sanok: Polna 1–20" in page for page in pages] == [True] * 4
