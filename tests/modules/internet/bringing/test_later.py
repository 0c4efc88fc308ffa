"""Who could not be told at once is told later, once, and holds nobody up; what is over is forgotten."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent.contracts.actions import lift
from abonent.journal.models import Event
from abonent.modules.internet import actions, jobs
from abonent.modules.internet.actions import bringing, trying
from abonent.modules.internet.actions.outcome import Outcome, keep
from abonent.modules.internet.bulk.now import lines_now
from abonent.modules.internet.bulk.radius import account as accounted
from abonent.modules.internet.models import Device, Line, Session
from abonent.modules.internet.routers.questions import Heard
from abonent.people.models import Account
from tests.modules import internet
from tests.modules.internet.bringing.sessions import FREE, HELD, kinds, now, restricted
from tests.router import Router


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
