"""The network at the desk: lines, one of them with its sessions, access devices, and the forms that change both."""

from datetime import timedelta
from typing import Any

from abonent.modules.internet.models import Answer, Device, Line
from tests import people
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.visitor import Visitor
from tests.modules import internet

DEVICE = {"name": "bras-rynek-1", "address": "10.0.0.1", "port": "3799"}


def _technician(visitor: Visitor) -> Visitor:
    return visitor.sign_in(scenes.colleague("TECHNICIAN", "Roman Technik"))


def _device(**more: Any) -> Device:
    number = Device.objects.count() + 1
    return internet.device(address=f"10.9.0.{number}", name=f"bras-{number}-rynek", **more)


def _line(name: str = "Katarzyna Brzęczyszczykiewicz-Wiśniewska") -> Line:
    """A line that is online, was before, and was once refused."""
    account, at = scenes.customer(name).account, scenes.now()
    line, device = internet.line(account, macs=["0200c0ffee01"]), _device(heard_at=at)
    begin = at - timedelta(days=2)
    internet.session(
        line, device, since=begin, ended_at=begin + timedelta(hours=3), cause="Lost-Carrier", mac="0200c0ffee01"
    )
    internet.session(
        line, device, since=at - timedelta(hours=2), address4="10.64.0.9", mac="0200c0ffee01", in_bytes=2_500_000_000
    )
    Answer.objects.create(
        at=begin, login=line.login, line_id=line.pk, device_id=device.pk, accepted=False, why="password"
    )
    return line


@view("desk_network", lasting=False)
def lines_of_everybody(visitor: Visitor) -> None:
    _line()
    internet.line(scenes.customer().account, password="")
    _technician(visitor).go("/desk/network/")


@view("desk_network_line")
def a_line_that_is_online(visitor: Visitor) -> None:
    line = _line()
    scenes.restricted(line.account)
    _technician(visitor).go(f"/desk/network/lines/{line.pk}/")


@view("desk_network_sessions", lasting=False)
def sessions_of_a_line(visitor: Visitor) -> None:
    _technician(visitor).go(f"/desk/network/lines/{_line().pk}/sessions/")


@view("desk_disconnect_line", lasting=False)
def a_line_to_disconnect(visitor: Visitor) -> None:
    _technician(visitor).go(f"/desk/network/lines/{_line().pk}/disconnect/")


@view("desk_change_line", lasting=False)
def addresses_of_a_line(visitor: Visitor) -> None:
    _technician(visitor).go(f"/desk/network/lines/{_line().pk}/edit/")


@view("desk_change_line", lasting=False)
def addresses_of_a_line_checked(visitor: Visitor) -> None:
    _technician(visitor).go(f"/desk/network/lines/{_line().pk}/edit/")
    visitor.send(address4="203.0.113.17", macs="0200.c0ff.ee01")


@view("desk_customer_network", lasting=False)
def lines_of_a_customer(visitor: Visitor) -> None:
    line = _line()
    more = people.line(line.account, people.tariff()).subscription
    internet.line(line.account, login=f"{line.login}-2", subscription=more, password="")
    _technician(visitor).go(f"/desk/customers/{line.account.number}/network/")


@view("desk_devices", lasting=False)
def devices_and_how_each_is(visitor: Visitor) -> None:
    at = scenes.now()
    _device(heard_at=at)
    _device(heard_at=at, failed_at=at, failure="silent")
    _technician(visitor).go("/desk/network/devices/")


@view("desk_device", lasting=False)
def a_device_out_of_reach(visitor: Visitor) -> None:
    at = scenes.now()
    found = _device(heard_at=at, failed_at=at, failure="silent")
    _technician(visitor).go(f"/desk/network/devices/{found.pk}/")


@view("desk_add_device", lasting=False)
def a_device_to_add(visitor: Visitor) -> None:
    _technician(visitor).go("/desk/network/devices/new/")


@view("desk_add_device", lasting=False)
def a_device_to_add_checked(visitor: Visitor) -> None:
    _technician(visitor).go("/desk/network/devices/new/")
    visitor.send(**DEVICE)


@view("desk_change_device", lasting=False)
def a_device_to_change(visitor: Visitor) -> None:
    _technician(visitor).go(f"/desk/network/devices/{_device().pk}/edit/")


@view("desk_device_secret", lasting=False)
def another_secret_for_a_device(visitor: Visitor) -> None:
    _technician(visitor).go(f"/desk/network/devices/{_device().pk}/secret/")


@view("desk_end_device", lasting=False)
def a_device_to_end(visitor: Visitor) -> None:
    _technician(visitor).go(f"/desk/network/devices/{_device().pk}/end/")


@view("desk_network_traffic", lasting=False)
def what_a_line_carried_at_the_desk(visitor: Visitor) -> None:
    line = _line()
    at = scenes.now() - timedelta(hours=20)
    reports = [(at + place * timedelta(minutes=5), place * 300_000_000, place * 9_000_000) for place in range(200)]
    internet.carried(
        line, Device.objects.get(sessions__line=line, sessions__ended_at=None), reports, number=f"8f{line.pk}"
    )
    _technician(visitor).go(f"/desk/network/lines/{line.pk}/traffic/?range=week")
