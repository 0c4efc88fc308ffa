"""Nothing is left lying: what a device could not be told is told once it answers, and given is compared with wanted."""

from datetime import datetime, timedelta
from itertools import batched

from abonent import profile
from abonent.modules.internet.actions.bringing import AT_ONCE, Clock, bring, router_of
from abonent.modules.internet.actions.outcome import answered, not_answered
from abonent.modules.internet.actions.waking import put_to_work
from abonent.modules.internet.bulk import untold as bulk
from abonent.modules.internet.models import Device
from abonent.modules.internet.queries.devices import AWAY
from abonent.modules.internet.queries.untold import is_away, untold
from abonent.modules.internet.routers import asking, questions
from abonent.modules.internet.routers.asking import OutOfReach
from abonent.modules.internet.routers.causes import SECRET

LEFT = timedelta(seconds=15)
"""Who was to be told something so long ago is not being told it just now."""

NOBODY = [("User-Name", "abonent-nobody"), ("Acct-Session-Id", "abonent-nobody")]
"""A session that no router has: it answers that it does not, which is all we want to hear."""


def try_again(at: datetime) -> int:
    """Let each device be told what it was not yet, and those out of reach be tried; return how many devices."""
    waiting = untold().filter(asked_at__lt=at - LEFT).values_list("device", flat=True).distinct()
    away = Device.objects.filter(AWAY).values_list("pk", flat=True)
    return put_to_work({*waiting, *away})


def reconcile(at: datetime) -> int:
    """Compare what was given to each open session with what is wanted; return how many devices have to be told."""
    return put_to_work(bulk.compare(at=at))


def try_device(pk: int, *, clock: Clock) -> None:
    """Tell a device all it has to be told, who has waited longest first, until there is nothing left or it is silent."""
    device = Device.objects.get(pk=pk)
    if is_away(device) and not _answers(device, clock):
        return
    waiting = untold().filter(device=device).order_by("asked_at", "pk").values_list("line", flat=True)
    for some in batched(dict.fromkeys(waiting), AT_ONCE, strict=False):
        bring(dict.fromkeys(some, ""), clock=clock)
        device.refresh_from_db(fields=["answered_at", "failed_at"])
        if is_away(device):
            return


def end_silent(at: datetime) -> int:
    """End sessions that their router said nothing of for as long as the profile allows; return how many."""
    rules = profile.current().internet
    return bulk.end_silent(at=at, after=timedelta(minutes=rules.silent_minutes)) if rules else 0


def forget(at: datetime) -> tuple[int, int]:
    """Forget answers and sessions older than the profile keeps them; return how many of each."""
    rules = profile.current().internet
    if rules is None:
        return 0, 0
    return (
        bulk.forget_answers(at - timedelta(days=rules.answers_days)),
        bulk.forget_sessions(at - timedelta(days=rules.sessions_days)),
    )


def _answers(device: Device, clock: Clock) -> bool:
    """Ask a device that was out of reach about a session which it cannot have; any answer is one."""
    router, word = router_of(device), SECRET
    if router:
        try:
            asking.ask(questions.end(router, NOBODY, at=clock()))
        except OutOfReach as silence:
            word = silence.word
        else:
            answered(device, at=clock())
            return True
    not_answered(device, word, at=clock())
    return False
