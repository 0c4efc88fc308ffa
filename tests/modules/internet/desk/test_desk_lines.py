"""Lines at the desk: the list, one line with what it tells, and what is done with it."""

import json
import re
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from abonent.contracts.actions import restrict
from abonent.contracts.models import Subscription, Tariff
from abonent.journal.models import Event
from abonent.modules.internet.actions import settings_of
from abonent.modules.internet.actions.outcome import DROPPED, GONE
from abonent.modules.internet.desk.words import CAUSES
from abonent.modules.internet.models import Answer, Device, Line, Session
from abonent.people.models import Account, Place
from tests import people
from tests.modules import internet
from tests.people import NOON

MAC = "0200c0ffee01"


@pytest.fixture
def lines(db: None) -> dict[str, Line]:
    """Five lines that differ in everything the list tells."""
    device = internet.device(name="pppoe-1")
    made = {}
    for number, name in enumerate(("online", "offline", "restricted", "unset", "over"), start=1):
        account = people.account(f"20000{number}", f"Holder of {name}")
        people.line(account, people.tariff())
        made[name] = internet.line(account, login=account.number, password="" if name == "unset" else internet.PASSWORD)
    internet.session(made["online"], device, address4="10.64.0.9", mac=MAC)
    internet.session(made["restricted"], device, ended_at=NOON, cause="User-Request")
    place = Place.objects.create(street="Leśna", house="5", town="Białystok")
    Subscription.objects.filter(pk=made["offline"].subscription_id).update(place=place)
    restrict(made["restricted"].account, reason="OFFICE", level="SUSPENDED", at=NOON)
    over = DateRange(date(2024, 1, 1), date(2026, 1, 1))
    Subscription.objects.filter(pk=made["over"].subscription_id).update(valid=over)
    return made


def listed(client: Client, asked: str = "") -> list[str]:
    page = client.get(f"/desk/network/{asked}").content.decode()
    return re.findall(r'<th scope="row"><a href="/desk/network/lines/\d+/">(\d+)</a>', page)


def read(client: Client, path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).content.decode().partition("<main")[2]).split())


def path_of(line: Line, more: str = "") -> str:
    return f"/desk/network/lines/{line.pk}/{more}"


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


def test_a_line_tells_how_it_stands_and_nothing_secret(clerk: Client, lines: dict[str, Line]) -> None:
    line = lines["online"]
    Tariff.objects.update(facts={"down_kbits": 100_000, "up_kbits": 15_000})
    Answer.objects.create(at=NOON, login=line.login, line_id=line.pk, mac=MAC, accepted=False, why="password")
    Session.objects.update(given="")
    page = clerk.get(path_of(line)).content.decode()
    words = read(clerk, path_of(line))

    assert "200001" in words
    assert "100 Mb/s / 15 Mb/s" in words.replace("\u00a0", " ")
    assert "It is being told what the line may do now." in words
    assert "refused the password is wrong" in words
    assert "02:00:c0:ff:ee:01" in words
    assert internet.PASSWORD not in page
    assert line.secret not in page
    assert Event.objects.filter(kind="customer.seen", account_id=line.account_id).count() == 1


def test_a_restriction_is_released_from_the_lines_page(technician: Client, lines: dict[str, Line]) -> None:
    page = technician.get(path_of(lines["restricted"])).content.decode()

    assert re.search(r'href="/desk/customers/200003/restrict[^"]*/\d+/"', page)
    assert f'href="/desk/customers/200003/restrict/?line={lines["restricted"].subscription_id}"' in page


def test_an_administrator_looks_and_can_do_nothing(admin: Client, lines: dict[str, Line]) -> None:
    page = admin.get(path_of(lines["online"])).content.decode().partition("<main")[2]

    assert "/disconnect/" not in page
    assert "/edit/" not in page
    assert "/restrict/" not in page


def test_a_line_is_disconnected_by_one_press_and_a_second_changes_nothing(
    technician: Client, lines: dict[str, Line]
) -> None:
    line = lines["online"]
    assert "10.64.0.9" in read(technician, path_of(line, "disconnect/"))
    answers = [technician.post(path_of(line, "disconnect/")).headers["Location"] for _ in range(2)]

    assert set(answers) == {path_of(line, "?done=dropped")}
    assert Session.objects.get(line=line).drop
    assert Event.objects.filter(kind="line.drop_asked").count() == 1
    assert "It is being told to end the session." in read(technician, path_of(line))
    assert 'hx-get="/desk/network/lines/' in technician.get(path_of(line)).content.decode()
    Session.objects.filter(line=line).update(ended_at=timezone.now(), cause="Admin-Reset")
    part = technician.get(path_of(line, "?done=dropped"), headers={"HX-Request": "true"}).content.decode()
    assert "The line was disconnected" in part
    assert "<main" not in part
    assert "hx-get" not in technician.get(path_of(lines["offline"])).content.decode()
    assert technician.post(path_of(lines["offline"], "disconnect/")).headers["Location"].endswith("?done=not_online")


def typed(line: Line, **more: str) -> dict[str, str]:
    line.refresh_from_db()
    return {"shown": json.dumps(asdict(settings_of(line))), **more}


def test_addresses_and_cards_are_set_in_two_presses(technician: Client, lines: dict[str, Line]) -> None:
    line = lines["online"]
    wanted = typed(line, address4="203.0.113.17", macs="AA-BB-CC-DD-EE-F0\n0200.c0ff.ee01", mac_bound="on", drop="on")
    check = technician.post(path_of(line, "edit/"), wanted)
    assert check.status_code == 200
    assert "aa:bb:cc:dd:ee:f0" in check.content.decode()
    assert "disconnected at once" in check.content.decode()
    assert Line.objects.get(pk=line.pk).address4 is None

    done = technician.post(path_of(line, "edit/"), {**wanted, "confirm": "1"})
    again = technician.post(path_of(line, "edit/"), {**wanted, "confirm": "1"})
    line.refresh_from_db()

    assert done.headers["Location"] == path_of(line, "?done=changed_and_dropped")
    assert again.headers["Location"] == path_of(line, "?done=same")
    assert (line.address4, line.macs, line.mac_bound) == ("203.0.113.17", ["aabbccddeef0", MAC], True)
    assert Event.objects.get(kind="line.changed").data == {"what": ["address4", "macs", "mac_bound"], "drop": True}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"address4": "203.0.113"}, "Write an IPv4 address"),
        ({"prefix6": "2001:db8::1"}, "A line gets a prefix of length 32 to 64"),
        ({"macs": "not a card"}, "is no MAC address of a device"),
        ({"mac_bound": "on"}, "Register a device first"),
        ({"address4": "203.0.113.99", "confirm": "1"}, "Another line has it: 200002"),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(
    clerk: Client, lines: dict[str, Line], wrong: dict[str, str], told: str
) -> None:
    Line.objects.filter(pk=lines["offline"].pk).update(address4="203.0.113.99")
    answer = clerk.post(path_of(lines["online"], "edit/"), typed(lines["online"], pool="vip", **wrong))

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert 'value="vip"' in answer.content.decode()
    assert Line.objects.get(pk=lines["online"].pk).pool == ""


def test_of_two_who_change_a_line_at_once_the_second_is_told(clerk: Client, lines: dict[str, Line]) -> None:
    line = lines["online"]
    first = typed(line, pool="vip", confirm="1")
    Line.objects.filter(pk=line.pk).update(address4="203.0.113.5")
    late = clerk.post(path_of(line, "edit/"), first)
    page = late.content.decode()

    assert late.status_code == 409
    assert "203.0.113.5" in page
    assert 'value="vip"' in page
    again = re.search(r'name="shown" value="([^"]+)"', page)
    assert again
    shown = again[1].replace("&#34;", '"')
    assert clerk.post(path_of(line, "edit/"), {**first, "shown": shown}).status_code == 302


def test_sessions_are_listed_the_newest_first(clerk: Client, lines: dict[str, Line]) -> None:
    line, device = lines["offline"], Device.objects.get()
    for day in range(3):
        began = NOON - timedelta(days=day)
        internet.session(
            line, device, since=began, ended_at=began + timedelta(hours=1),
            cause="Lost-Carrier", in_bytes=2_500_000_000,
        )  # fmt: skip
    words = read(clerk, path_of(line, "sessions/"))
    answer: Any = clerk.get(path_of(line, "sessions.csv"))
    found = b"".join(answer.streaming_content).decode().splitlines()

    assert words.index("21 Nov") < words.index("20 Nov") < words.index("19 Nov")
    assert "2.5 GB" in words.replace("\u00a0", " ")
    assert "the signal was lost" in words
    assert found[-1] == "End of the list. Rows: 3"
    assert ",2500000000," in found[1]  # a file is for sums: bytes
    few: Any = clerk.get(path_of(line, "sessions.csv?began_from=2026-11-21"))
    assert b"Rows: 1" in b"".join(few.streaming_content)


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
