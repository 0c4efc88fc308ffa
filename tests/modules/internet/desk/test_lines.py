"""Lines at the desk: the list and its file, a customer's lines, and where else they are found."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.modules.internet.actions.outcome import DROPPED, GONE
from abonent.modules.internet.desk.words import CAUSES
from abonent.modules.internet.models import Answer, Device, Line
from abonent.people.models import Account
from tests import people
from tests.modules import internet
from tests.modules.internet.desk.looking import listed, path_of, read
from tests.people import NOON


@pytest.mark.parametrize(
    ("asked", "whom"),
    [
        ("", ["200001", "200002", "200003", "200004", "200005"]),
        ("?sort=-login", ["200005", "200004", "200003", "200002", "200001"]),
        ("?state=online", ["200001"]),
        ("?state=offline", ["200002", "200003", "200004"]),
        ("?state=restricted", ["200003"]),
        ("?state=no_password", ["200004"]),
        ("?state=ended", ["200005"]),
        ("?with=200002", ["200002"]),
        ("?with=02-00-C0-FF-EE-01", ["200001"]),
        ("?with=10.64.0.9", ["200001"]),
        ("?with=10.64.0.10", []),
        ("?town=bialystok", ["200002"]),
    ],
)
def test_filters_leave_what_they_name(technician: Client, lines: dict[str, Line], asked: str, whom: list[str]) -> None:
    assert listed(technician, asked) == whom


def test_those_connected_at_a_device_are_found_by_it(clerk: Client, lines: dict[str, Line]) -> None:
    assert listed(clerk, f"?device={Device.objects.get().pk}") == ["200001"]


def test_the_list_says_how_each_stands_and_names_nobody(technician: Client, lines: dict[str, Line]) -> None:
    page = technician.get("/desk/network/").content.decode()
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in page.split("<tr>")[2:]]

    assert "online 10.64.0.9 pppoe-1" in rows[0]
    assert "Leśna 5, Białystok offline" in rows[1]
    assert "offline service switched off" in rows[2]
    assert "offline no password" in rows[3]
    assert rows[4].startswith("200005 – ended")
    assert "Holder" not in page


def test_the_file_is_the_list(admin: Client, lines: dict[str, Line]) -> None:
    answer: Any = admin.get("/desk/network.csv?state=restricted")
    found = b"".join(answer.streaming_content).decode().removeprefix("\ufeff").splitlines()

    assert found[0] == "Login,Where,State,IP address,Access device,Last heard of"
    assert found[1].startswith('200003,,"offline, service switched off",,pppoe-1,')
    assert found[2] == "End of the list. Rows: 1"


@pytest.mark.parametrize("count", [1, 60])
def test_more_lines_take_no_more_statements(clerk: Client, db: None, count: int) -> None:
    device = internet.device()
    for each in range(count):
        account = people.account(str(200_000 + each), "Jan Nowak")
        people.line(account, people.tariff())
        internet.session(internet.line(account, login=account.number), device)

    with CaptureQueriesContext(connection) as said:
        listed(clerk)

    assert len([each for each in said if "internet_" in each["sql"]]) <= 6


def statements(client: Client, *paths: str) -> list[int]:
    counts = []
    for path in paths:
        with CaptureQueriesContext(connection) as said:
            client.get(path)
        counts.append(len(said))
    return counts


def test_more_sessions_and_lines_of_one_customer_take_no_more_statements(clerk: Client, lines: dict[str, Line]) -> None:
    line, device = lines["online"], Device.objects.get()
    subscription = people.line(line.account, people.tariff()).subscription
    internet.session(internet.line(line.account, login="200001-2", subscription=subscription), device)
    internet.session(line, device, ended_at=NOON, cause="Lost-Carrier")
    Answer.objects.create(at=NOON, login=line.login, line_id=line.pk, device_id=device.pk, accepted=True)
    paths = (path_of(line), path_of(line, "sessions/"), "/desk/customers/200001/network/")
    statements(clerk, *paths)
    few = statements(clerk, *paths)
    for number in range(3, 23):
        subscription = people.line(line.account, people.tariff()).subscription
        internet.session(internet.line(line.account, login=f"200001-{number}", subscription=subscription), device)
        internet.session(line, device, ended_at=NOON, cause="Lost-Carrier")
        Answer.objects.create(at=NOON, login=line.login, line_id=line.pk, device_id=device.pk, accepted=True)

    assert statements(clerk, *paths) == few


def test_a_customers_tab_leads_to_their_only_line_and_lists_several(
    clerk: Client, lines: dict[str, Line], account: Account
) -> None:
    line = lines["offline"]
    assert "/desk/customers/200002/network/" in clerk.get("/desk/customers/200002/").content.decode()
    assert clerk.get("/desk/customers/200002/network/").headers["Location"] == path_of(line)
    of_contract = f"/desk/customers/200002/lines/{line.subscription_id}/network/"
    assert clerk.get(of_contract).headers["Location"] == path_of(line)
    for page in ("contract/", f"lines/{line.subscription_id}/"):
        assert of_contract in clerk.get(f"/desk/customers/200002/{page}").content.decode()

    assert "A line is set up within a minute" in read(clerk, f"/desk/customers/{account.number}/network/")
    subscription = people.line(line.account, people.tariff()).subscription
    internet.line(line.account, login="200002-2", subscription=subscription)
    words = read(clerk, "/desk/customers/200002/network/")
    assert "200002 – " in words
    assert "200002-2 – " in words


def test_the_line_of_another_customers_contract_is_not_there(clerk: Client, lines: dict[str, Line]) -> None:
    other = lines["online"].subscription_id
    assert clerk.get(f"/desk/customers/200002/lines/{other}/network/").status_code == 404
    assert clerk.get("/desk/network/lines/999999/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "whom"),
    [
        ("02:00:c0:ff:ee:01", "200001"),
        ("0200.C0FF.EE01", "200001"),
        ("10.64.0.9", "200001"),
        ("203.0.113.99", "200002"),
        ("2001:db8:17::5", "200003"),
        ("2001:db8:17::/56", "200003"),
        ("200004-7", "200004"),
    ],
)
def test_the_search_box_finds_whose_line_it_is(clerk: Client, lines: dict[str, Line], typed: str, whom: str) -> None:
    Line.objects.filter(pk=lines["offline"].pk).update(address4="203.0.113.99")
    Line.objects.filter(pk=lines["restricted"].pk).update(prefix6="2001:db8:17::/56")
    Line.objects.filter(pk=lines["unset"].pk).update(login="200004-7")

    assert clerk.get("/desk/find/", {"q": typed}).headers["Location"] == f"/desk/customers/{whom}/"


def test_why_a_session_ended_has_words_whoever_wrote_it() -> None:
    assert {DROPPED, GONE, "silent", "replaced", "restarted", "User-Request", "NAS-Reboot"} <= CAUSES.keys()


def test_devices_out_of_reach_wait_for_the_technician(
    technician: Client, clerk: Client, lines: dict[str, Line]
) -> None:
    Device.objects.update(failed_at=NOON, failure="silent")

    words = read(technician, "/desk/")
    assert "Access devices out of reach 1" in words
    assert "It does not answer" in words
    assert "Access devices out of reach" not in read(clerk, "/desk/")
