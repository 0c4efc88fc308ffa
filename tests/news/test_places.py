"""Places of notices: how they are written, and which addresses belong to them."""

import pytest

from abonent.contracts.models import Subscription
from abonent.news import queries
from abonent.news.bulk import concerned, streets
from abonent.news.places import NotAPlace, Spot, in_words, kept, of_kept, spots
from abonent.people.models import Account, Place
from tests import people
from tests.news import DAY, notice
from tests.people import NOON

POLNA = "38-500 Sanok, Polna"


@pytest.fixture
def home(account: Account, neighbour: Account) -> Place:
    """Where Olena's line is; Marek's letters go to house 30a of the same street, and his line has no place of its own."""
    here, there = (
        Place.objects.create(post_code="38-500", town="Sanok", street="ul. Polna", house=house)
        for house in ("12", "30A")
    )
    plan = people.tariff()
    line, other = people.line(account, plan), people.line(neighbour, plan)
    Subscription.objects.filter(pk=line.subscription_id).update(place=here)
    Subscription.objects.filter(pk=other.subscription_id).update(place=None)
    Account.objects.filter(pk=neighbour.pk).update(post_place=there)
    return here


@pytest.mark.parametrize(
    ("line", "spot"),
    [
        ("Sanok", Spot("Sanok")),
        ("38-500  Sanok", Spot("Sanok", post_code="38-500")),
        ("38-500 Sanok, Polna", Spot("Sanok", "Polna", post_code="38-500")),
        ("Sanok, 3 Maja: 1 – 25, 30a;7 B,", Spot("Sanok", "3 Maja", ("1-25", "30a", "7 B"))),
        ("79000 Львів, вул. Зелена: 5", Spot("Львів", "вул. Зелена", ("5",), "79000")),
    ],
)
def test_a_place_is_a_line(line: str, spot: Spot) -> None:
    assert spots(f"\n {line} \n{line}\n") == (spot,)
    assert spots(str(spot)) == (spot,)
    assert of_kept(kept([spot])) == (spot,)


@pytest.mark.parametrize(
    "line", ["38-500", ", Polna", "Sanok: 5", "Sanok, Polna: 9-3", "Sanok, Polna: " + "1" * 21, "1 2"]
)
def test_what_is_no_place_is_named_with_its_line(line: str) -> None:
    with pytest.raises(NotAPlace) as refused:
        spots(f"Sanok\n\n{line}")

    assert (refused.value.number, refused.value.line) == (3, line)


def test_places_of_one_town_are_read_together() -> None:
    found = spots(f"{POLNA}: 1-25, 30a\n38-500 Sanok, Leśna\nZagórz")

    assert in_words(found) == "38-500 Sanok: Polna 1–25, 30a; Leśna · Zagórz"


@pytest.mark.parametrize(
    ("line", "accounts"),
    [
        (POLNA, 2),
        ("sanok, POLNA", 2),
        ("Sanok", 2),
        ("38-501 Sanok, Polna", 0),
        ("Sanok, Leśna", 0),
        ("Zagórz, Polna", 0),
        (f"{POLNA}: 12", 1),
        (f"{POLNA}: 1, 2, 120", 0),
        (f"{POLNA}: 30 a", 1),
        (f"{POLNA}: 10-30", 2),
        (f"{POLNA}: 31-40\nSanok, Leśna", 0),
    ],
)
def test_it_concerns_whoever_has_a_line_at_one_of_its_places(home: Place, line: str, accounts: int) -> None:
    told = notice(kind="WORKS", places=spots(line))

    near = [queries.works_near(account, at=NOON) for account in Account.objects.exclude(pk=0).order_by("pk")]

    assert concerned(spots(line), at=NOON).accounts == accounts
    assert sum(len(each) for each in near) == accounts
    assert {each.slug for found in near for each in found} <= {told.slug}


def test_what_has_no_place_concerns_everybody(home: Place, account: Account, django_assert_num_queries: object) -> None:
    notice("Far", kind="WORKS", places=spots("Zagórz"))
    outage = notice("Outage", kind="OUTAGE")
    near = notice("Near", kind="WORKS", places=spots(POLNA), happens=(NOON, NOON + DAY))

    with django_assert_num_queries(2):  # type: ignore[operator]
        found = queries.works_near(account, at=NOON)

    assert [(each.slug, each.here) for each in found] == [(outage.slug, False), (near.slug, True)]
    assert [each.on(NOON) for each in found] == [True, True]
    assert [each.on(NOON + DAY) for each in found] == [True, False]
    assert concerned((), at=NOON).accounts == 2


def test_a_line_that_has_ended_is_concerned_no_more(home: Place, account: Account) -> None:
    line = Subscription.objects.get(place=home)
    Subscription.objects.filter(pk=line.pk).update(valid=type(line.valid)(line.valid.lower, NOON.date()))
    notice(kind="OUTAGE", places=spots(f"{POLNA}: 12"), since=NOON - 2 * DAY)

    assert queries.works_near(account, at=NOON) == []
    assert len(queries.works_near(account, at=NOON - DAY)) == 1
    assert queries.works_near(account, at=NOON - DAY, subscription=line.pk + 1) == []
    assert concerned(spots(POLNA), at=NOON).accounts == 1


def test_streets_are_found_by_their_beginning_with_what_is_there(home: Place) -> None:
    Place.objects.create(post_code="38-500", town="Sanok", street="Leśna", house="1")

    found = streets("ul. pol san", at=NOON)

    assert [(each.spot, each.houses, each.some, each.accounts) for each in found] == [
        (Spot("Sanok", "ul. Polna", post_code="38-500"), 2, ("12", "30A"), 2)
    ]
    assert streets("ul.", at=NOON) == []
