"""What lines may do comes to where they are connected: the router is told, in a packet that it can believe."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent.contracts.actions import lift, restrict
from abonent.contracts.models import Tariff
from abonent.journal.models import Event
from abonent.modules.internet import actions, jobs
from abonent.modules.internet.actions import bringing, trying
from abonent.modules.internet.actions.outcome import Outcome, keep
from abonent.modules.internet.bulk.now import lines_now
from abonent.modules.internet.bulk.radius import account as accounted
from abonent.modules.internet.models import Device, Line, Session
from abonent.modules.internet.routers import asking
from abonent.modules.internet.routers.questions import Heard
from abonent.people.actions import lock_account
from abonent.people.models import Account
from tests.modules import internet
from tests.router import Router

FREE = "FREE 100000/15000"
HELD = "LIMITED 100000/15000"
TOMORROW = timedelta(days=1)

type Change = Callable[[], datetime]


@pytest.fixture
def router() -> Iterator[Router]:
    with Router() as router:
        yield router


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed soon: there is no network between here and here."""
    monkeypatch.setattr(asking, "PATIENCE", (0.05, 0.05))


@pytest.fixture
def device(db: None, router: Router) -> Device:
    return internet.device(port=router.port)


@pytest.fixture
def line(account: Account) -> Line:
    Tariff.objects.filter(code="A2").update(facts={"down_kbits": 100_000, "up_kbits": 15_000})
    return internet.line(account)


@pytest.fixture
def session(line: Line, device: Device) -> Session:
    return internet.session(line, device, given=FREE, number="81a00001")


def restricted(account: Account, reason: str = "DEBT", level: str = "LIMITED") -> None:
    restrict(lock_account(account.pk), reason=reason, level=level, at=timezone.now())


def now(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def kinds(account: Account) -> list[str]:
    found = Event.objects.filter(account_id=account.pk, kind__startswith="line.").order_by("at", "id")
    return list(found.values_list("kind", flat=True))


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


def test_what_is_asked_while_a_router_is_told_is_not_taken_for_told(account: Account, session: Session) -> None:
    """Whoever asked may be killed before they come to it: then the job of each minute finds the mark."""
    first, second = timezone.now(), timezone.now()
    Session.objects.update(asked_at=first)
    told = Outcome(
        now(session), lines_now([session.line_id], at=first)[session.line_id], Heard(taken=True), changed=True
    )
    Session.objects.update(asked_at=second)

    keep([told], at=second)
    assert now(session).asked_at == second
    keep([replace(told, session=now(session))], at=second)
    assert now(session).asked_at is None


def test_a_device_out_of_reach_holds_nobody_up_and_is_told_once_it_answers(
    account: Account, session: Session, device: Device, router: Router
) -> None:
    restricted(account)
    router.change = "silent"
    bringing.bring_account(account.pk, clock=timezone.now, because="payment:PAY-1")
    asked = len(router.heard) + router.again
    bringing.bring({session.line_id: ""}, clock=timezone.now)
    not_asked = len(router.heard) + router.again - asked

    router.change = "ack"
    later = timezone.now() + timedelta(minutes=1)
    put_to_work = trying.try_again(later)
    trying.try_device(device.pk, clock=lambda: timezone.now() + timedelta(minutes=1))

    assert (not_asked, put_to_work) == (0, 1)
    assert (now(session).given, Event.objects.get(kind="line.held").subject) == (HELD, "payment:PAY-1")
    found = list(Event.objects.filter(kind__startswith="device.").order_by("at").values_list("kind", flat=True))
    assert found == ["device.failed", "device.answered"]


def test_what_is_not_wanted_any_more_is_not_told(
    account: Account, session: Session, device: Device, router: Router
) -> None:
    restricted(account)
    router.change = "silent"
    bringing.bring_account(account.pk, clock=timezone.now)
    lift(account, reason="DEBT", at=timezone.now())

    trying.try_device(device.pk, clock=lambda: timezone.now() + timedelta(minutes=1))

    assert [told.what for told in router.heard] == ["change", "end"]  # the second asks only whether it is there
    assert router.ended[0].number == "abonent-nobody"
    assert (now(session).asked_at, kinds(account)) == (None, [])


def test_what_was_given_is_compared_with_what_is_wanted_for_all_lines_at_once(
    account: Account, session: Session, neighbour: Account, device: Device, router: Router
) -> None:
    other = internet.session(internet.line(neighbour), device, given=HELD)
    at = timezone.now()

    trying.reconcile(at)
    trying.try_device(device.pk, clock=timezone.now)

    assert [told.number for told in router.heard] == [other.number]
    assert (now(other).given, now(session).asked_at, trying.reconcile(timezone.now())) == (FREE, None, 0)


def test_whoever_wants_a_connection_to_end_has_that_once(account: Account, session: Session, router: Router) -> None:
    at = timezone.now()

    actions.drop_session(session, at=at, by=7)
    twice = actions.drop_line(session.line, at=at, by=7)
    bringing.bring({session.line_id: ""}, clock=timezone.now)

    assert (twice, [told.what for told in router.heard]) == (1, ["end"])
    assert (now(session).cause, kinds(account)) == ("dropped", ["line.drop_asked", "line.dropped"])
    with pytest.raises(actions.SessionOver):
        actions.drop_session(session, at=at, by=7)


@pytest.mark.parametrize(("end", "cause"), [("ack", "dropped"), ("503", "gone"), ("ack", "silent")])
def test_whoever_was_to_be_ended_and_comes_back_is_told_again_within_a_minute(
    line: Line, device: Device, router: Router, end: str, cause: str
) -> None:
    told: dict[str, Any] = {"login": line.login, "device": device.address, "number": "81a00001", "given": FREE}
    accounted(status="Start", at=timezone.now() - timedelta(minutes=30), **told)
    actions.drop_session(Session.objects.get(), at=timezone.now() - timedelta(minutes=1), by=7)
    router.end = end
    if cause == "silent":
        trying.end_silent(timezone.now())
    else:
        bringing.bring({line.pk: ""}, clock=timezone.now)
    over = Session.objects.get()
    Session.objects.update(ended_at=timezone.now() - timedelta(minutes=1))

    accounted(status="Interim-Update", seconds=1800, **told)
    back = Session.objects.get()
    put_to_work = trying.try_again(timezone.now())
    trying.try_device(device.pk, clock=timezone.now)

    assert (over.cause, over.ended_at is None) == (cause, False)
    assert (back.ended_at, back.drop, put_to_work) == (None, True, 1)
    assert [each.what for each in router.heard] == ["end"] * (1 if cause == "silent" else 2)
    assert Session.objects.get().ended_at


def test_of_who_was_not_heard_of_for_long_the_session_is_over(session: Session, device: Device) -> None:
    at = session.heard_at + timedelta(minutes=17)
    fresh = internet.session(session.line, device, heard_at=at)

    ended = trying.end_silent(at)

    assert ended == 1
    assert (now(session).ended_at, now(session).cause, now(fresh).ended_at) == (session.heard_at, "silent", None)


def test_old_sessions_are_forgotten_by_the_profile(session: Session, device: Device) -> None:
    old = session.heard_at - timedelta(days=366)
    internet.session(session.line, device, since=old, ended_at=old)

    assert trying.forget(session.heard_at) == (0, 1)
    assert list(Session.objects.all()) == [session]


def test_whoever_is_released_takes_along_who_waits_for_the_same(
    account: Account, session: Session, neighbour: Account, device: Device, router: Router
) -> None:
    other = internet.session(internet.line(neighbour), device, given=HELD)
    Session.objects.update(given=HELD)
    for released in (account, neighbour):
        restricted(released)
        lift(released, reason="DEBT", at=timezone.now(), because=f"payment:PAY-{released.number}")
    event = Event.objects.get(account_id=account.pk, kind="restriction.lifted")
    ProcrastinateJob.objects.filter(args__event=event.id).update(status="doing")

    jobs.free(event)

    assert {told.number for told in router.heard} == {session.number, other.number}
    assert (now(session).given, now(other).given) == (FREE, FREE)
    freed = Event.objects.filter(kind="line.freed").order_by("account_id").values_list("subject", flat=True)
    assert list(freed) == ["payment:PAY-100234", "payment:PAY-100777"]
    assert list(ProcrastinateJob.objects.filter(queue_name="now").values_list("status", flat=True)) == ["doing"]


def test_a_silent_device_keeps_nobody_elsewhere_from_being_told(
    account: Account, session: Session, neighbour: Account, router: Router
) -> None:
    Session.objects.update(given=HELD)
    with Router(address="::1", change="silent") as away:
        other = internet.session(internet.line(neighbour), internet.device(address="::1", port=away.port), given=HELD)

        bringing.bring({session.line_id: "", other.line_id: ""}, clock=timezone.now)

    assert (now(session).given, now(other).given, now(other).asked_at is not None) == (FREE, HELD, True)


def test_a_device_that_is_out_of_reach_is_tried_by_a_job_of_its_own(
    account: Account, session: Session, neighbour: Account, router: Router
) -> None:
    """Whoever is released in the same batch would wait as long as one waits for a router."""
    Session.objects.update(given=HELD)
    with Router(address="::1", change="silent") as away:
        silent = internet.device(address="::1", port=away.port, failed_at=timezone.now() - timedelta(minutes=5))
        other = internet.session(internet.line(neighbour), silent, given=HELD)

        bringing.bring({session.line_id: "", other.line_id: "payment:PAY-1"}, clock=timezone.now)
        heard = len(away.heard)
        trying.try_device(silent.pk, clock=timezone.now)

    jobs = ProcrastinateJob.objects.filter(task_name="internet.try_device")
    assert [job.args for job in jobs] == [{"device": silent.pk}]
    assert (now(session).given, heard, [each.what for each in away.heard]) == (FREE, 0, ["end", "change"])
    assert (now(other).given, now(other).because) == (HELD, "payment:PAY-1")
