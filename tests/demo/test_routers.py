"""The routers of the demonstration: they connect, tell what was carried, and take what they are told from whoever has the secret."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Sum

from abonent.contracts.models import Tariff
from abonent.demo import routers
from abonent.demo.routers import Routers
from abonent.modules.internet.models import Answer, Device, Line, Sample, Session
from abonent.modules.internet.routers.asking import LONGEST, ask
from abonent.modules.internet.routers.questions import Heard, Router, change, end
from abonent.people.models import Account
from tests.modules import internet


@pytest.fixture
def line(account: Account) -> Line:
    Tariff.objects.filter(code="A2").update(facts={"down_kbits": 100_000, "up_kbits": 15_000})
    routers.set_up(at=datetime.now(UTC))
    return internet.line(account)


def played() -> Routers:
    one = Routers(Device.objects.get(address=routers.ADDRESS), clock=lambda: datetime.now(UTC))
    one.others, one.named = "", {"100234"}
    return one


def test_a_line_connects_has_been_before_and_tells_what_was_carried(line: Line) -> None:
    one = played()

    one.wake()
    one.tell()
    one.tell()

    known = list(Session.objects.filter(line=line).order_by("began_at"))
    *before, now = known
    assert before
    assert all(session.cause == "Lost-Carrier" and session.in_bytes > session.out_bytes > 0 for session in before)
    assert (now.ended_at, now.given) == (None, "FREE 100000/15000")
    assert datetime.now(UTC) - now.heard_at < timedelta(minutes=5)
    assert Answer.objects.get(line_id=line.pk).accepted
    samples = Sample.objects.filter(line_id=line.pk)
    assert samples.count() > 14 * 24 * 12 - 2 * len(known)
    assert samples.aggregate(all=Sum("in_bytes"))["all"] == sum(session.in_bytes for session in known)


def test_whoever_wakes_later_tells_all_that_nobody_heard(line: Line) -> None:
    played().tell()
    known = Session.objects.get(line=line, ended_at=None)
    again, count = played(), Sample.objects.count()
    again.clock = lambda: known.heard_at + timedelta(hours=1)

    again.wake()
    again.tell()

    later = Session.objects.get(line=line, ended_at=None)
    assert (later.pk, later.heard_at) == (known.pk, known.heard_at + timedelta(hours=1))
    assert Sample.objects.count() == count + 12
    assert later.in_bytes > known.in_bytes


def test_it_does_as_it_is_told_by_whoever_has_the_secret(line: Line) -> None:
    one = played()
    one.tell()
    (number,) = one.calls
    about = [("User-Name", line.login), ("Acct-Session-Id", number)]
    with routers.listen(one.device) as ear:
        router = Router("127.0.0.1", ear.getsockname()[1], routers.SECRET.encode())

        assert told(one, ear, lambda: ask(change(router, about, [("Filter-Id", "any")], at=one.clock()))) == Heard(True)
        assert told(one, ear, lambda: ask(end(router, about, at=one.clock()))) == Heard(True)
        assert told(one, ear, lambda: ask(end(router, about, at=one.clock()))) == Heard(False, 503)

    over = Session.objects.get(number=number)
    assert (over.ended_at is not None, over.cause, one.calls) == (True, "Admin-Reset", {})
    one.tell()
    assert one.calls == {}
    one.clock = lambda: datetime.now(UTC) + routers.BACK_AFTER
    one.tell()
    assert len(one.calls) == 1


def told(one: Routers, ear: socket.socket, asking: Callable[[], Heard]) -> Heard:
    """Ask beside, as the house does; what is forged on the way is not answered."""
    with ThreadPoolExecutor() as beside:
        asked = beside.submit(asking)
        raw, sender = ear.recvfrom(LONGEST)
        assert one.hear(raw[:-1] + bytes([raw[-1] ^ 1])) is None
        assert one.hear(raw[:10]) is None
        answer = one.hear(raw)
        assert answer
        ear.sendto(answer, sender)
        return asked.result()
