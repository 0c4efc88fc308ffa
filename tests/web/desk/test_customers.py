"""The list of all customers: what its columns say, what its filters leave, who may see it."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.billing.models import Payer
from abonent.contracts.models import Restriction, Subscription
from abonent.people.models import Account, Place
from tests import people


@pytest.fixture
def town(db: None) -> dict[str, Account]:
    """Four customers who differ in everything the list tells."""
    opened = {
        "żak": people.account("200001", "Żak Piotr"),
        "zając": people.account("200002", "Zając s.c.", delivery="PAPER", cycle=2),
        "їжак": people.account("200003", "Їжак Олена"),
        "adamek": people.account("200004", "Adamek Ewa"),
    }
    place = Place.objects.create(street="Leśna", house="5", town="Białystok")
    Account.objects.filter(number="200001").update(post_place=place, opened_on=date(2026, 11, 2))
    Account.objects.filter(number="200002").update(kind="COMPANY")
    Account.objects.filter(number="200004").update(closed_on=date(2026, 1, 1))
    for level in ("SUSPENDED", "LIMITED"):
        reason = "LOST" if level == "LIMITED" else "DEBT"
        Restriction.objects.create(account=opened["їжак"], reason=reason, level=level, placed_at=people.NOON)
    Restriction.objects.create(
        account=opened["żak"], reason="DEBT", level="LIMITED", placed_at=people.NOON, lifted_at=people.NOON
    )
    return opened


def listed(client: Client, asked: str = "") -> list[str]:
    page = client.get(f"/desk/customers/{asked}").content.decode()
    return re.findall(r'<th scope="row"><a href="/desk/customers/(\d+)/">', page)


def test_customers_stand_in_the_order_of_their_names(clerk: Client, town: dict[str, Account]) -> None:
    assert listed(clerk) == ["200004", "200002", "200001", "200003"]
    assert listed(clerk, "?sort=-holder") == ["200003", "200001", "200002", "200004"]
    assert listed(clerk, "?sort=number") == ["200001", "200002", "200003", "200004"]
    assert listed(clerk, "?sort=-since")[0] == "200001"


@pytest.mark.parametrize(
    ("asked", "whom"),
    [
        ("?kind=COMPANY", ["200002"]),
        ("?state=active", ["200002", "200001", "200003"]),
        ("?state=ended", ["200004"]),
        ("?state=restricted", ["200003"]),
        ("?delivery=PAPER", ["200002"]),
        ("?cycle=2", ["200002"]),
        ("?town=bialystok", ["200001"]),
        ("?town=bialy", []),
        ("?since_from=2026-11-01&since_to=2026-11-02", ["200001"]),
        ("?kind=COMPANY&state=ended", []),
    ],
)
def test_filters_leave_whom_they_name(clerk: Client, town: dict[str, Account], asked: str, whom: list[str]) -> None:
    assert listed(clerk, asked) == whom


def test_a_line_tells_what_one_has_to_know(clerk: Client, town: dict[str, Account]) -> None:
    page = clerk.get("/desk/customers/").content.decode()
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in page.split("<tr>")[2:]]

    assert "Adamek Ewa 200 004 private customer – 1 Jan 2024 1 electronically ended" in rows[0]
    assert "company – 1 Jan 2024 2 on paper" in rows[1]
    assert "Leśna 5, Białystok 2 Nov 2026" in rows[2]
    assert "service switched off" in rows[3]
    assert "service limited" not in rows[3]


def test_who_gets_letters_nowhere_is_shown_where_the_line_is(clerk: Client, town: dict[str, Account]) -> None:
    people.line(town["zając"], people.tariff())
    place = Place.objects.create(street="Krótka", house="1", town="Zalesie")
    Subscription.objects.filter(account=town["zając"]).update(place=place)

    assert "Krótka 1, Zalesie" in clerk.get("/desk/customers/").content.decode()


def test_the_operator_and_accounts_without_a_payer_break_nothing(clerk: Client, town: dict[str, Account]) -> None:
    Payer.objects.filter(account=town["żak"]).delete()

    assert "200001" in listed(clerk)
    assert "0" not in listed(clerk)


def test_the_file_is_the_list(clerk: Client, town: dict[str, Account]) -> None:
    answer: Any = clerk.get("/desk/customers.csv?state=active&sort=number")
    lines = b"".join(answer.streaming_content).decode().removeprefix("\ufeff").splitlines()

    assert lines == [
        "Holder,Account,Kind,Address,Since,Cycle,Bills,State",
        'Żak Piotr,200001,private customer,"Leśna 5, Białystok",2026-11-02,1,electronically,',
        "Zając s.c.,200002,company,,2024-01-01,2,on paper,",
        "Їжак Олена,200003,private customer,,2024-01-01,1,electronically,service switched off",
        "End of the list. Rows: 3",
    ]


@pytest.mark.parametrize("count", [1, 60])
def test_more_customers_take_no_more_statements(clerk: Client, db: None, count: int) -> None:
    for each in range(count):
        people.account(str(200_000 + each), "Jan Nowak")

    with CaptureQueriesContext(connection) as said:
        listed(clerk)

    assert len([each for each in said if "people_account" in each["sql"]]) == 1
    assert len(said) <= 6


def test_without_customers_the_list_says_what_will_come(clerk: Client, db: None) -> None:
    assert "as soon as an account is opened" in clerk.get("/desk/customers/").content.decode()


def test_technicians_look_for_one_and_list_nobody(technician: Client, town: dict[str, Account]) -> None:
    assert technician.get("/desk/customers/").status_code == 403
    assert technician.get("/desk/find/", {"q": "żak piotr"}).status_code == 200
