"""What lines may do comes to where they are connected: the router is told, in a packet that it can believe."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from abonent.contracts.actions import lift
from abonent.contracts.models import Tariff
from abonent.journal.models import Event
from abonent.modules.internet.actions import bringing, trying
from abonent.modules.internet.models import Device, Session
from abonent.modules.internet.routers import asking
from abonent.people.models import Account
from tests.modules.internet.bringing.sessions import FREE, HELD, kinds, now, restricted
from tests.router import Router

TOMORROW = timedelta(days=1)

type Change = Callable[[], datetime]


def test_whoever_is_restricted_is_led_to_the_pay_zone(account: Account, session: Session, router: Router) -> None:
    restricted(account)

    bringing.bring_account(account.pk, clock=timezone.now, because="restriction:1")

    (told,) = router.heard
    assert told.what == "change"
    assert {
        name: told.said[name] for name in told.said if name not in ("Message-Authenticator", "Event-Timestamp")
    } == {
        "User-Name": "100234",
        "Acct-Session-Id": "81a00001",
        "Mikrotik-Rate-Limit": "15000k/100000k",
        "Mikrotik-Address-List": "pay-zone",
    }
    assert (router.doubted, now(session).given, now(session).asked_at) == (0, HELD, None)
    event = Event.objects.get(kind="line.held")
    assert (event.subject, event.data) == ("restriction:1", {"line": session.line_id})
    assert Device.objects.get(pk=session.device_id or 0).answered_at


def test_whoever_is_released_is_free_again_and_it_stands_with_what_released_them(
    account: Account, session: Session, router: Router
) -> None:
    Session.objects.update(given=HELD)

    bringing.bring_account(account.pk, clock=timezone.now, because="payment:PAY-1")

    assert [told.said["Mikrotik-Address-List"] for told in router.heard] == ["customers"]
    assert now(session).given == FREE
    assert Event.objects.get(kind="line.freed").subject == "payment:PAY-1"


def test_who_has_what_is_wanted_is_left_alone(account: Account, session: Session, router: Router) -> None:
    bringing.bring_account(account.pk, clock=timezone.now)

    assert (router.heard, kinds(account), now(session).asked_at) == ([], [], None)


def test_the_strongest_restriction_in_force_counts_at_that_moment(
    account: Account, session: Session, router: Router
) -> None:
    restricted(account)
    restricted(account, reason="OFFICE", level="SUSPENDED")
    lift(account, reason="DEBT", at=timezone.now())

    bringing.bring_account(account.pk, clock=timezone.now, because="payment:PAY-1")

    assert [told.said["Mikrotik-Rate-Limit"] for told in router.heard] == ["512k/512k"]
    assert (now(session).given, kinds(account)) == ("SUSPENDED 100000/15000", ["line.held"])


def test_a_router_that_refuses_the_change_ends_the_session(account: Account, session: Session, router: Router) -> None:
    restricted(account)
    router.change = "405"

    bringing.bring_account(account.pk, clock=timezone.now)

    assert [told.what for told in router.heard] == ["change", "end"]
    assert (now(session).cause, now(session).given, kinds(account)) == ("dropped", FREE, ["line.restarted"])


def test_devices_that_know_no_changes_are_told_to_end_the_session(
    account: Account, session: Session, router: Router
) -> None:
    Device.objects.update(vendor="generic")
    restricted(account)

    bringing.bring_account(account.pk, clock=timezone.now)

    assert [told.what for told in router.heard] == ["end"]


@pytest.mark.parametrize("change", ["503", "405"])
def test_a_session_that_the_router_does_not_know_is_done(
    account: Account, session: Session, router: Router, change: str
) -> None:
    restricted(account)
    router.change, router.end = change, "503"

    bringing.bring_account(account.pk, clock=timezone.now)

    assert (now(session).cause, now(session).asked_at, kinds(account)) == ("gone", None, [])
    assert now(session).ended_at


def test_what_a_router_refuses_altogether_is_kept_and_tried_by_the_hour(
    account: Account, session: Session, router: Router
) -> None:
    restricted(account)
    router.change, router.end = "501", "504"
    bringing.bring_account(account.pk, clock=timezone.now, because="restriction:1")
    refused = now(session)

    by_the_minute = trying.try_again(timezone.now() + TOMORROW)
    by_the_hour = trying.reconcile(timezone.now())

    assert (refused.refused, refused.because, refused.ended_at) == ("504", "restriction:1", None)
    assert (by_the_minute, by_the_hour) == (0, 1)
    assert now(session).refused == ""


def test_whoever_holds_no_plan_any_more_is_cut_off(account: Account, session: Session, router: Router) -> None:
    account.holdings.update(withdrawn_at=timezone.now())

    bringing.bring_account(account.pk, clock=timezone.now)

    assert [told.what for told in router.heard] == ["end"]
    assert (now(session).cause, kinds(account)) == ("dropped", ["line.switched_off"])


def test_another_plan_is_another_speed_at_once(account: Account, session: Session, router: Router) -> None:
    Tariff.objects.filter(code="A2").update(facts={"down_kbits": 300_000, "up_kbits": 50_000})

    bringing.bring_account(account.pk, clock=timezone.now)

    assert [told.said["Mikrotik-Rate-Limit"] for told in router.heard] == ["50000k/300000k"]
    assert (now(session).given, kinds(account)) == ("FREE 300000/50000", ["line.adjusted"])


def test_a_lost_packet_is_sent_again_the_same_and_does_nothing_twice(
    account: Account, session: Session, router: Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", (0.05, 5.0))
    router.loses = 1
    restricted(account)

    bringing.bring_account(account.pk, clock=timezone.now)

    assert (len(router.heard), router.again, now(session).given) == (1, 1, HELD)


@pytest.mark.parametrize(("how", "word"), [("silent", "silent"), ("unsigned", "unsigned")])
def test_an_answer_is_believed_only_when_it_is_signed(
    account: Account, session: Session, router: Router, how: str, word: str
) -> None:
    restricted(account)
    router.change = how

    bringing.bring_account(account.pk, clock=timezone.now, because="restriction:1")

    device = Device.objects.get()
    assert (device.failure, now(session).given, now(session).because) == (word, FREE, "restriction:1")
    assert [told.what for told in router.heard] == ["change"]
    assert Event.objects.get(kind="device.failed").data == {"name": device.name, "why": word}


def test_what_a_router_adds_and_cannot_be_read_is_nothing(account: Account, session: Session, router: Router) -> None:
    restricted(account)
    router.change = "odd"

    bringing.bring_account(account.pk, clock=timezone.now)

    assert now(session).given == HELD
