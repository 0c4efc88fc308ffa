"""Sessions in a table of our own, which knows the person: session and person are loaded by one statement.

Named in settings (SESSION_ENGINE), so that everything of Django's that signs people in and out works with it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.utils import timezone

from abonent import profile
from abonent.database.compiled import compiled
from abonent.people.models import Session, User
from abonent.profile.desk import DeskSession
from abonent.profile.tree import SessionLife

KEY_LENGTH = 40
SOMEBODY_OF_STAFF = User(staff_role="any")
PERSON = tuple(field.attname for field in User._meta.concrete_fields if not field.generated)


class Row:
    """A session as it lies in the database, with the person if there is one."""

    def __init__(self, data: str, agent: str, began_at: datetime, seen_at: datetime, *person: Any) -> None:
        self.data = data
        self.agent = agent
        self.began_at = began_at
        self.seen_at = seen_at
        self.person = User.from_db("default", PERSON, person) if person[0] is not None else None


@compiled(Row)
def _alive(key: str, seen_since: datetime, began_since: datetime) -> QuerySet[Any, Any]:
    """Return the session that is neither idle nor old (OWASP ASVS 5.0, 7.3.1 and 7.3.2)."""
    found = Session.objects.filter(session_key=key, seen_at__gt=seen_since, began_at__gt=began_since)
    return found.values_list("session_data", "agent", "began_at", "seen_at", *(f"user__{name}" for name in PERSON))


class SessionStore(db.SessionStore):
    """Django's session in the database, with the person, and with its two ends enforced here and not by the cookie.

    `browser` is what the browser of this request calls itself, `agent` what the one called itself that signed in.
    """

    browser = ""
    agent = ""
    person: User | None = None
    began_at: datetime | None = None
    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        now = timezone.now()
        rows = _alive(key=str(self.session_key), seen_since=now - _longest(idle), began_since=now - _longest(absolute))
        if not rows or not _holds(rows[0], now):
            self._session_key = None
            return {}
        self.person, self.agent = rows[0].person, rows[0].agent
        self.began_at, self.seen_at = rows[0].began_at, rows[0].seen_at
        return self.decode(rows[0].data)

    def create(self) -> None:
        self.began_at, self.agent = None, ""
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.agent = self.agent = self.agent or (self.browser if row.user_id else "")
        row.seen_at = self.seen_at = timezone.now()
        row.began_at = self.began_at = self.began_at or row.seen_at
        row.expire_date = row.began_at + _longest(absolute)
        return row

    def keep_awake(self) -> None:
        """Write down that the person is here, at most once in a tenth of the time after which a session falls asleep."""
        now = timezone.now()
        if self.session_key and self.person and self.seen_at and now - self.seen_at > idle(self.person) / 10:
            Session.objects.filter(session_key=self.session_key).update(seen_at=now)

    def _validate_session_key(self, key: str | None) -> bool:
        """Say whether a cookie can be a key of ours; others do not reach the database."""
        return bool(key) and str(key).isascii() and str(key).isalnum() and len(str(key)) <= KEY_LENGTH


def idle(person: User | None) -> timedelta:
    """How long a session lives without a sign of life: one of the staff by the rule of the desk."""
    return timedelta(minutes=_rule(person).idle_minutes)


def absolute(person: User | None) -> timedelta:
    """How long a session lives at most."""
    return timedelta(hours=_rule(person).absolute_hours)


def _longest(limit: Callable[[User | None], timedelta]) -> timedelta:
    """The limit of those who have more time: of whose a session is, it says itself when it is loaded."""
    return max(limit(None), limit(SOMEBODY_OF_STAFF))


def _rule(person: User | None) -> SessionLife | DeskSession:
    operator = profile.current()
    return operator.desk.session if person and person.is_staff else operator.sign_in.session


def _holds(row: Row, now: datetime) -> bool:
    return row.seen_at > now - idle(row.person) and row.began_at > now - absolute(row.person)
