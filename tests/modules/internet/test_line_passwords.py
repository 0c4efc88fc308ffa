"""The password of a line: set by rule, told without itself, nowhere in clear."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from abonent import vault
from abonent.journal.models import Event
from abonent.modules.internet.actions import BadLinePassword, SetMeanwhile, make_lines, set_line_password
from abonent.modules.internet.models import Line, Session
from abonent.modules.internet.queries import line_password_faults, proposed_password
from abonent.people.models import Account, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests.modules.internet import device, session
from tests.people import NOON

pytestmark = pytest.mark.django_db
GOOD = "kx7m-p3qd-w9ha"


@pytest.fixture
def line(account: Account) -> Line:
    make_lines([account.pk], at=NOON)
    return Line.objects.get(account=account)


def _opened(line: Line) -> str:
    return vault.open_sealed(line.secret, bound_to=f"line:{line.pk}:secret").decode()


def test_a_password_is_sealed_recorded_and_told_without_itself(line: Line, olena: User) -> None:
    olena.language = "en"
    olena.save()
    found = set_line_password(line, password=GOOD, shown_at=None, at=NOON, by=olena.pk, drop=True)

    line.refresh_from_db()
    assert (_opened(line), line.secret_at) == (GOOD, NOON)
    assert found == line
    event = Event.objects.get(kind="line.password_set")
    assert (event.subject, event.by_id, event.data) == (f"line:{line.pk}", olena.pk, {"drop": True})
    letter = Message.objects.get(template="line_password_set")
    assert (letter.to, letter.context["login"]) == ("olena@example.com", "100234")
    written = write(letter)
    assert written.subject == "The password of a line was changed"
    assert "Login (PPPoE): 100234\nWhen: 21 November 2026, 12:00\n" in written.text
    assert GOOD not in f"{event.data}{letter.context}{letter.secret}{line.secret}{written.text}"


def test_sent_twice_it_is_set_once(line: Line) -> None:
    for minutes in range(2):
        set_line_password(line, password=GOOD, shown_at=None, at=NOON + timedelta(minutes=minutes), by=None)

    assert Line.objects.get().secret_at == NOON
    assert Event.objects.filter(kind="line.password_set").count() == Message.objects.count() == 1


def test_who_chooses_what_is_set_already_has_the_connection_ended_all_the_same(line: Line) -> None:
    set_line_password(line, password=GOOD, shown_at=None, at=NOON, by=None)
    connected = session(line, device())
    again: Any = {"password": GOOD, "at": NOON + timedelta(minutes=1), "by": None, "drop": True}

    set_line_password(line, shown_at=None, **again)
    assert not Session.objects.get().drop
    set_line_password(line, shown_at=NOON, **again)
    assert Session.objects.get().drop
    assert Session.objects.get() == connected
    assert Event.objects.filter(kind="line.password_set").count() == 1


def test_the_second_of_two_is_told_that_the_first_set_another(line: Line) -> None:
    set_line_password(line, password=GOOD, shown_at=None, at=NOON, by=None)

    with pytest.raises(SetMeanwhile) as refused:
        set_line_password(line, password="other-wood-lamp", shown_at=None, at=NOON, by=None)

    assert refused.value.line.secret_at == NOON
    assert _opened(Line.objects.get()) == GOOD


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short-one", "10 to 32 characters"),
        ("x" * 33, "10 to 32 characters"),
        ("hasło-do-wifi", "Use only letters from a to z"),
        ("two words here", "Use only letters from a to z"),
        ("1234567890", "too easy to guess"),
        ("qwertyuiop", "too easy to guess"),
        ("iskranet100234", "too easy to guess"),
    ],
)
def test_what_a_router_may_not_take_or_anybody_guesses_is_refused(line: Line, password: str, said: str) -> None:
    with translation.override("en"), pytest.raises(BadLinePassword) as refused:
        set_line_password(line, password=password, shown_at=None, at=NOON, by=None)

    (fault,) = refused.value.faults
    assert said in fault
    assert Line.objects.get().secret == ""
    assert not Event.objects.filter(kind="line.password_set").exists()


def test_what_is_proposed_is_taken_and_never_twice_the_same() -> None:
    proposed = {proposed_password() for _ in range(50)}

    assert len(proposed) == 50
    assert {len(one) for one in proposed} == {14}
    assert [line_password_faults(one, login="100234") for one in proposed] == [[]] * 50
