"""Access devices at the desk: the list, one of them, and what is done with them – the secret never again shown."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent import vault
from abonent.journal.models import Event
from abonent.modules.internet.actions import devices as actions
from abonent.modules.internet.actions.outcome import answered, not_answered
from abonent.modules.internet.models import Device
from abonent.modules.internet.queries.devices import health, mark_of, out_of_reach
from abonent.people.models import User
from tests.people import NOON

SECRET = "a-secret-of-the-first-device"
TYPED = {"name": "pppoe-1", "address": "10.0.0.1", "vendor": "mikrotik", "port": "3799", "note": "Rynek 1, roof"}
NEW = {**TYPED, "secret": SECRET}


@pytest.fixture
def device(db: None) -> Device:
    facts = actions.Facts("pppoe-1", "10.0.0.1", "mikrotik", 3799, "Rynek 1, roof")
    return actions.add_device(facts, secret=SECRET, at=NOON, by=None)


def secret_of(device: Device) -> bytes:
    device.refresh_from_db()
    return vault.open_sealed(device.secret, bound_to=f"device:{device.pk}:secret")


def shown(client: Client, path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).content.decode()).split())


def test_a_device_is_added_in_two_presses_and_its_secret_is_sealed(technician: Client, technician_user: User) -> None:
    proposed = re.search(
        r'name="secret"[^>]*value="(\w{32})"', technician.get("/desk/network/devices/new/").content.decode()
    )
    check = technician.post("/desk/network/devices/new/", NEW)
    assert proposed
    assert check.status_code == 200
    assert SECRET in check.content.decode()
    assert Device.objects.count() == 0

    done = technician.post("/desk/network/devices/new/", {**NEW, "confirm": "1"})
    device = Device.objects.get()

    assert done.headers["Location"] == f"/desk/network/devices/{device.pk}/?done=added"
    assert secret_of(device) == SECRET.encode()
    assert (device.name, device.address, device.vendor, device.port) == ("pppoe-1", "10.0.0.1", "mikrotik", 3799)
    event = Event.objects.get(kind="device.added")
    assert (event.by_id, event.subject, event.data) == (technician_user.pk, f"device:{device.pk}", {"name": "pppoe-1"})
    page = technician.get(done.headers["Location"]).content.decode()
    assert "The device was added" in page
    assert SECRET not in page


def test_a_secret_that_is_shown_once_can_be_copied(technician: Client, device: Device) -> None:
    added = technician.post("/desk/network/devices/new/", NEW).content.decode()
    page = f"/desk/network/devices/{device.pk}/secret/"
    changed = technician.post(page, {"secret": SECRET, "seen": mark_of(device)}).content.decode()

    assert re.findall(r'data-copy="([^"]*)"', added) == [SECRET]
    assert re.findall(r'data-copy="([^"]*)"', changed) == [SECRET]


def test_a_double_press_adds_one_and_leads_to_it(technician: Client) -> None:
    first, second = (technician.post("/desk/network/devices/new/", {**NEW, "confirm": "1"}) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Event.objects.filter(kind="device.added").count() == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"address": "10.0.0"}, "This is not an IP address"),
        ({"address": "fe80::1%eth0"}, "This is not an IP address"),
        ({"address": "0.0.0.0"}, "No device can have this address"),  # noqa: S104
        ({"address": "::"}, "No device can have this address"),
        ({"address": "224.0.0.5"}, "No device can have this address"),
        ({"address": "255.255.255.255"}, "No device can have this address"),
        ({"name": "pppoe-2", "address": "::ffff:10.0.0.1"}, "Another device has this address already"),
        ({"name": "pppoe-1 "}, "Another device has this name already"),
        ({"name": "pppoe-2", "address": "10.0.0.1"}, "Another device has this address already"),
        ({"port": "70000"}, "A port is a number from 1 to 65535"),
        ({"secret": "short"}, "A shared secret has 16 to 64 letters"),
        ({"secret": "zażółć gęślą jaźń 2026"}, "A shared secret has 16 to 64 letters"),
        ({"vendor": "cisco"}, "Please choose one"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    technician: Client, device: Device, typed: dict[str, str], told: str
) -> None:
    answer = technician.post("/desk/network/devices/new/", {**NEW, "address": "10.0.0.2", **typed, "confirm": "1"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert told in page
    assert "Rynek 1, roof" in page
    assert list(Device.objects.all()) == [device]


def test_a_device_that_ended_leaves_name_and_address_to_another(technician: Client, device: Device) -> None:
    assert "Connected lines" in shown(technician, f"/desk/network/devices/{device.pk}/end/")
    ended = [technician.post(f"/desk/network/devices/{device.pk}/end/").headers["Location"] for _ in range(2)]
    technician.post("/desk/network/devices/new/", {**NEW, "confirm": "1"})

    assert ended == [f"/desk/network/devices/{device.pk}/?done={done}" for done in ("ended", "already")]
    assert Event.objects.filter(kind="device.ended").count() == 1
    assert Device.objects.filter(name="pppoe-1").count() == 2
    assert technician.get(f"/desk/network/devices/{device.pk}/edit/").headers["Location"].endswith("?done=already")


def test_what_was_changed_is_written_down_by_name_of_the_field_alone(technician: Client, device: Device) -> None:
    path, seen = f"/desk/network/devices/{device.pk}/edit/", mark_of(device)
    typed = {**TYPED, "address": "10.0.0.9", "note": "", "seen": seen}
    assert "<strong>" not in technician.get(path).content.decode().split("<main")[1].split("stack")[0]
    assert "10.0.0.9" in technician.post(path, typed).content.decode()
    technician.post(path, {**typed, "confirm": "1"})
    device.refresh_from_db()

    assert (device.address, device.note) == ("10.0.0.9", "")
    assert Event.objects.get(kind="device.changed").data == {"fields": ["address", "note"]}
    assert secret_of(device) == SECRET.encode()


def test_of_two_who_change_it_at_once_the_second_is_told(technician: Client, device: Device) -> None:
    path, seen = f"/desk/network/devices/{device.pk}/", mark_of(device)
    technician.post(f"{path}secret/", {"secret": "another-secret-of-the-device", "seen": seen, "confirm": "1"})
    late = technician.post(f"{path}secret/", {"secret": "a-third-secret-of-the-device", "seen": seen, "confirm": "1"})
    later = technician.post(f"{path}edit/", {**TYPED, "name": "pppoe-7", "seen": seen, "confirm": "1"})

    assert (late.status_code, later.status_code) == (409, 409)
    assert "Somebody was quicker" in late.content.decode()
    assert secret_of(device) == b"another-secret-of-the-device"
    assert device.name == "pppoe-1"
    assert "The secret of an access device was set" in shown(technician, path)


def test_a_secret_stands_in_no_event_and_on_no_page_afterwards(
    technician: Client, admin: Client, device: Device
) -> None:
    told = [
        technician.get(f"/desk/network/devices/{device.pk}/{more}").content.decode()
        for more in ("", "edit/", "secret/", "end/")
    ]
    told += [client.get("/desk/network/devices/").content.decode() for client in (technician, admin)]

    assert not [page for page in told if SECRET in page or device.secret in page]
    assert SECRET not in str(list(Event.objects.values()))
    assert SECRET not in Device.objects.values_list("secret", flat=True).get()


def test_how_a_device_is(device: Device) -> None:
    now = NOON
    found = [health(device, at=now)]
    device.heard_at = now - timedelta(minutes=16)
    found.append(health(device, at=now))
    found.append(health(device, at=now + timedelta(seconds=1)))
    device.failed_at = now
    found.append(health(device, at=now))
    device.answered_at = now + timedelta(seconds=1)
    found.append(health(device, at=now))
    device.ended_at = now
    found.append(health(device, at=now))

    assert found == ["new", "well", "silent", "away", "well", "ended"]


def test_a_device_is_out_of_reach_since_it_first_did_not_answer(technician: Client, device: Device) -> None:
    for minutes in (0, 1, 47):
        not_answered(device, "silent", at=NOON + timedelta(minutes=minutes))

    assert "Out of reach since 21 November 2026, 12:00" in shown(technician, f"/desk/network/devices/{device.pk}/")
    assert "since 21 Nov 2026" in shown(technician, "/desk/")

    answered(device, at=NOON + timedelta(hours=1))
    not_answered(device, "silent", at=NOON + timedelta(hours=2))

    assert "Out of reach since 21 November 2026, 14:00" in shown(technician, f"/desk/network/devices/{device.pk}/")


def test_the_list_says_how_each_is_and_leaves_whom_one_asks_for(clerk: Client, device: Device) -> None:
    away = actions.Facts("pppoe-2", "2001:db8::2", "generic", 3799)
    there = actions.add_device(away, secret=SECRET, at=NOON, by=None)
    Device.objects.filter(pk=there.pk).update(failed_at=NOON, failure="silent")
    gone = actions.add_device(actions.Facts("old", "10.0.0.3", "generic", 3799), secret=SECRET, at=NOON, by=None)
    actions.end_device(gone, at=NOON, by=None)

    def listed(asked: str) -> list[str]:
        return re.findall(
            r'<th scope="row"><a href="[^"]+">([^<]+)</a>', clerk.get(f"/desk/network/devices/{asked}").content.decode()
        )

    assert listed("") == ["old", "pppoe-1", "pppoe-2"]
    assert listed("?state=used") == ["pppoe-1", "pppoe-2"]
    assert listed("?state=away") == ["pppoe-2"]
    assert listed("?state=ended") == ["old"]
    assert list(out_of_reach()) == [there]
    assert "Out of reach since" in shown(clerk, f"/desk/network/devices/{there.pk}/")
    answer: Any = clerk.get("/desk/network/devices.csv?state=used")
    lines = b"".join(answer.streaming_content).decode().removeprefix("\ufeff").splitlines()
    assert lines == [
        "Name,IP address,Kind,Connected,Last heard of,How it is",
        "pppoe-1,10.0.0.1,MikroTik RouterOS,0,,not heard of yet",
        "pppoe-2,2001:db8::2,Filter-Id,0,,out of reach",
        "End of the list. Rows: 2",
    ]


@pytest.mark.parametrize("count", [1, 60])
def test_more_devices_take_no_more_statements(clerk: Client, count: int) -> None:
    Device.objects.bulk_create(
        Device(name=f"n{n}", address=f"10.1.0.{n}", vendor="generic", secret="", secret_at=NOON, added_at=NOON)
        for n in range(count)
    )
    with CaptureQueriesContext(connection) as said:
        clerk.get("/desk/network/devices/")

    assert len([each for each in said if "internet_" in each["sql"]]) == 2
