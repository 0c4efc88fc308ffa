"""The customer's lines: the list, one with everything, what ending a connection means, and what may be wrong."""

from datetime import timedelta
from typing import Any

from abonent.contracts.models import Subscription, Tariff
from abonent.modules.internet.models import Answer, Device, Line
from tests import people
from tests.browser import scenes
from tests.browser.scenes import Customer
from tests.browser.views import view
from tests.browser.visitor import Visitor
from tests.modules import internet

SPEEDS = {"down_kbits": 300_000, "up_kbits": 50_000}
A_DAY, FIVE = timedelta(days=1), timedelta(minutes=5)


def device() -> Device:
    return Device.objects.filter(name="bras-of-lines").first() or internet.device(
        "10.99.0.1", name="bras-of-lines", heard_at=scenes.now()
    )


def with_line(**more: Any) -> tuple[Customer, Line]:
    """Somebody with a long name, whose line has speeds and connections behind it."""
    olena = scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska")
    Tariff.objects.filter(holdings__account=olena.account).update(facts=SPEEDS)
    line = internet.line(olena.account, **more)
    for days in (1, 2):
        at = scenes.now() - days * A_DAY
        internet.session(line, device(), since=at - A_DAY, heard_at=at, ended_at=at, in_bytes=91_400_000_000)
    return olena, line


def connected(line: Line) -> None:
    internet.session(
        line, device(), since=scenes.now() - A_DAY, heard_at=scenes.now(), address4="100.64.17.203",
        prefix6="2001:db8:7f3a:1200::/56", mac="0c4270a1b2c3", in_bytes=18_300_000_000, out_bytes=1_900_000_000,
        given="FREE 300000/50000",
    )  # fmt: skip


@view("lines")
def several_lines(visitor: Visitor) -> None:
    olena, line = with_line()
    connected(line)
    Subscription.objects.filter(pk=line.subscription_id).update(label="Biuro przy ulicy Kardynała Stefana Wyszyńskiego")
    second = people.line(olena.account, people.tariff()).subscription
    internet.line(olena.account, login=f"{olena.account.number}-2", password="", subscription=second)
    visitor.sign_in(olena.user).go("/lines/")


@view("lines", lasting=False)
def no_line_yet(visitor: Visitor) -> None:
    visitor.sign_in(scenes.customer().user).go("/lines/")


@view("line")
def a_line_that_is_connected(visitor: Visitor) -> None:
    olena, line = with_line(macs=["0c4270a1b2c3", "0c4270a1b2c4"], mac_bound=True, prefix6="2001:db8:7f3a:1200::/56")
    connected(line)
    scenes.restricted(olena.account)
    visitor.sign_in(olena.user).go(f"/lines/{line.pk}/")


@view("disconnect_line", lasting=False)
def before_it_is_disconnected(visitor: Visitor) -> None:
    olena, line = with_line()
    connected(line)
    visitor.sign_in(olena.user).go(f"/lines/{line.pk}/disconnect/")


@view("line_trouble")
def a_line_that_is_refused(visitor: Visitor) -> None:
    olena, line = with_line()
    Answer.objects.create(
        at=scenes.now(), login=line.login, line_id=line.pk, device_id=device().pk, accepted=False, why="password"
    )
    visitor.sign_in(olena.user).go(f"/lines/{line.pk}/trouble/?asked=99")


@view("line_traffic")
def what_a_line_carried(visitor: Visitor) -> None:
    olena, line = with_line()
    at = scenes.now() - A_DAY
    slots = [(at + place * FIVE, place * 400_000_000, place * 9_000_000) for place in (*range(100), *range(120, 280))]
    internet.carried(line, device(), slots, number=f"8f{line.pk}")
    page = visitor.sign_in(olena.user).go(f"/lines/{line.pk}/traffic/")
    for summary in page.locator("main summary").all():
        summary.click()


@view("line_traffic", lasting=False)
def nothing_carried(visitor: Visitor) -> None:
    olena, line = with_line()
    visitor.sign_in(olena.user).go(f"/lines/{line.pk}/traffic/?range=week&show=packets")
