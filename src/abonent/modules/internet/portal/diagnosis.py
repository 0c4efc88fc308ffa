"""What is wrong with a line: everything that is known of it, looked at in the order in which it would help."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from abonent.modules.internet.bulk.shown import Shown
from abonent.modules.internet.models import Answer, Device, Session
from abonent.modules.internet.queries.connections import last_answer, session_of
from abonent.modules.internet.queries.devices import health
from abonent.news.queries import Near, works_near
from abonent.people.models import Account

type Verdict = Literal[
    "outage",
    "off",
    "limited",
    "no_password",
    "works",
    "device",
    "changing",
    "fine",
    "silent",
    "refused",
    "never",
    "offline",
]

SILENT = "silent"
"""Why a connection ended of which its device told no more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a line at an instant. `near` are outages and works told now, `answer` is RADIUS's last since it was seen."""

    line: Shown
    at: datetime
    near: list[Near]
    session: Session | None
    answer: Answer | None

    @property
    def device(self) -> Device | None:
        """Where it was connected last."""
        return self.session.device if self.session else None

    @property
    def silent(self) -> bool:
        return self.line.is_silent(self.at)

    @property
    def outage(self) -> Near | None:
        """An outage that goes on, here before elsewhere."""
        return self._going_on("OUTAGE")

    @property
    def works(self) -> Near | None:
        """Works that go on."""
        return self._going_on("WORKS")

    @property
    def device_is_lost(self) -> bool:
        """Tell whether the device at our end does not answer us, or fell silent without having ended the connection."""
        if self.session is None or self.device is None:
            return False
        found = health(self.device, at=self.at)
        told = self.session.ended_at is not None and self.session.cause.lower() != SILENT
        return found == "away" or (found == "silent" and not told)

    def _going_on(self, kind: str) -> Near | None:
        found = [each for each in self.near if each.kind == kind and each.on(self.at)]
        return min(found, key=lambda each: not each.here, default=None)


def look(account: Account, line: Shown, *, at: datetime) -> Seen:
    """Look at everything that may keep a line from working; never more than three questions."""
    latest = line.latest
    session = session_of(account, line.pk, str(latest.pk)) if latest else None
    answer = None if line.online else last_answer(line.pk, since=latest.ended_at if latest else None)
    return Seen(line, at, works_near(account, at=at, subscription=line.subscription), session, answer)


def verdict(seen: Seen) -> Verdict:
    """Say in one word what it comes down to: first what nobody at home can mend, then what the customer can."""
    line = seen.line
    connected = line.online is not None and not seen.silent
    found: dict[Verdict, bool] = {
        "outage": seen.outage is not None and not connected,
        "off": line.level == "OFF",
        "limited": line.level != "FREE",
        "no_password": not line.has_password,
        "works": seen.works is not None and not connected,
        "device": seen.device_is_lost and not connected,
        "changing": line.is_changing,
        "fine": connected,
        "silent": seen.silent,
        "refused": seen.answer is not None and not seen.answer.accepted,
        "never": line.latest is None and seen.answer is None,
    }
    return next((word for word, is_so in found.items() if is_so), "offline")
