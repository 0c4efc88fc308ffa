"""From the money to the router: by a real worker, in a database where commits are real, killed wherever it hurts."""

import signal
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent.billing import actions
from abonent.contracts.actions import restrict
from abonent.contracts.models import Tariff
from abonent.journal.models import Event
from abonent.modules.internet.actions import trying
from abonent.modules.internet.models import Session
from tests import dying, people
from tests.database import House
from tests.modules import internet
from tests.router import Router

HERE = "tests.modules.internet.test_restored"
HELD = "LIMITED 100000/15000"
FREE = "FREE 100000/15000"


def work() -> None:
    """What a worker does until nothing is left."""
    call_command("work", once=True)


@pytest.fixture
def router() -> Iterator[Router]:
    with Router() as router:
        yield router


@pytest.fixture
def session(committed: House, router: Router) -> Session:
    """A line that was led to the pay zone for 60.00; the money has just come, and nobody has worked since."""
    at = timezone.now()
    account = people.account("100234", "Olena Petrenko")
    people.line(account, people.tariff())
    Tariff.objects.update(facts={"down_kbits": 100_000, "up_kbits": 15_000})
    people.bill(account)
    restrict(account, reason="DEBT", level="LIMITED", at=at)
    session = internet.session(internet.line(account), internet.device(port=router.port), given=HELD, heard_at=at)
    ProcrastinateJob.objects.all().delete()  # who was led there was told long ago
    actions.post_receipt(people.receipt(account, "60.00", at=at), at=timezone.now())
    return session


def events() -> list[str]:
    return list(Event.objects.filter(kind__startswith="line.").values_list("kind", flat=True))


def given(session: Session) -> str:
    return Session.objects.get(pk=session.pk).given


def test_money_frees_the_line_by_one_job(committed: House, session: Session, router: Router) -> None:
    assert dying.run(committed, dying.NEVER, f"{HERE}.work") == 0

    assert [told.said["Mikrotik-Address-List"] for told in router.heard] == ["customers"]
    assert (given(session), events()) == (FREE, ["line.freed"])
    assert Event.objects.get(kind="line.freed").subject.startswith("receipt:")


@pytest.mark.parametrize(
    "point",
    [
        "before:abonent.modules.internet.routers.asking.ask_all",  # written down, not told
        "before:abonent.modules.internet.actions.bringing.keep",  # told, not written down
    ],
)
def test_whoever_is_killed_between_leaves_it_to_the_next(
    committed: House, session: Session, router: Router, point: str
) -> None:
    assert dying.run(committed, point, f"{HERE}.work") == -signal.SIGKILL
    left = Session.objects.get(pk=session.pk)

    trying.try_device(session.device_id or 0, clock=timezone.now)

    assert (left.given, left.asked_at is not None, left.because[:8]) == (HELD, True, "receipt:")
    assert {told.said["Mikrotik-Address-List"] for told in router.heard} == {"customers"}
    assert (given(session), events()) == (FREE, ["line.freed"])
    assert Event.objects.get(kind="line.freed").subject == left.because
