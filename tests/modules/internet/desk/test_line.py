"""One line at the desk: what it tells, and what is done with it."""

import json
import re
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from abonent.contracts.models import Tariff
from abonent.journal.models import Event
from abonent.modules.internet.actions import settings_of
from abonent.modules.internet.models import Answer, Device, Line, Session
from tests.modules import internet
from tests.modules.internet.desk.looking import MAC, path_of, read
from tests.people import NOON


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
