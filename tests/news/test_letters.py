"""Letters about works: once to each address, to those whom it concerns and who agreed, and not at night by SMS."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent import profile
from abonent.journal import actions as journal
from abonent.journal.models import Event
from abonent.news import actions
from abonent.news.models import Notice
from abonent.news.places import spots
from abonent.people.actions.consents import enter_wordings, give_consent, take_back_consent
from abonent.people.models import Account, Contact, Place, User
from abonent.post.models import Message
from abonent.post.writing import write
from abonent.profile.days_off import first_awake
from tests import people
from tests.news import DAY, draft
from tests.people import NOON

WORKS = draft("Works", kind="WORKS", slug="works", letters="NEW", happens=(NOON + DAY, NOON + DAY + timedelta(hours=2)))
HERE = spots("Sanok, Polna: 12")


@pytest.fixture
def street(account: Account, neighbour: Account, olena: User, marek: User) -> None:
    """Olena lives in house 12, Marek in house 14; both have agreed to e-mail about works, and Olena to SMS, too."""
    enter_wordings(profile.current(), at=people.LONG_AGO)
    for each, who, house, number in ((account, olena, "12", "+48501234567"), (neighbour, marek, "14", "+48501234568")):
        place = Place.objects.create(post_code="38-500", town="Sanok", street="Polna", house=house)
        Account.objects.filter(pk=each.pk).update(post_place=place)
        if each == neighbour:
            people.mail(each, who, "marek@example.com")
        Contact.objects.create(account=each, user=who, kind="PHONE", value=number, confirmed_at=people.LONG_AGO)
        give_consent(each, "mail-works", at=people.LONG_AGO, by=who)
    give_consent(account, "sms-works", at=people.LONG_AGO, by=olena)
    # Somebody else's landline, confirmed at the office, takes no SMS; an address that was not confirmed gets nothing.
    Contact.objects.create(account=account, kind="PHONE", value="+48134630000", confirmed_at=people.LONG_AGO)
    Contact.objects.create(account=account, kind="MAIL", value="new@example.com")


def letters() -> list[tuple[str, str]]:
    return sorted(Message.objects.filter(template__startswith="works").values_list("channel", "to"))


OLENA = [("MAIL", "olena@example.com"), ("SMS", "+48501234567")]


def test_those_are_told_whom_it_concerns_and_who_agreed_once(street: None) -> None:
    made = actions.publish(replace(WORKS, places=HERE), at=NOON)

    assert [actions.tell_due(NOON), actions.tell_due(NOON + DAY)] == [1, 0]

    assert letters() == OLENA
    made.refresh_from_db()
    assert (made.edition, made.told_at) == (1, NOON)
    event = Event.objects.get(kind="notice.sent")
    assert (event.subject, event.account_id, event.data) == (f"notice:{made.pk}", None, {"mail": 1, "sms": 1})


def test_the_letter_says_what_where_when_and_how_to_get_no_more(street: None) -> None:
    actions.publish(replace(WORKS, places=HERE), at=NOON)
    actions.tell_due(NOON)

    mail, sms = (write(Message.objects.get(channel=channel)) for channel in ("MAIL", "SMS"))

    assert mail.subject == "Works (pl)"
    assert mail.text.startswith("It is about works (pl).\n")
    assert "Sanok: Polna 12" in mail.text
    assert "http://localhost:8000/pl/news/works/" in mail.text
    assert "http://localhost:8000/me/consents/" in mail.text
    assert sms.text == "Iskra Net: Works (pl) http://localhost:8000/pl/news/works/\n"


def test_what_is_planned_is_told_when_it_is_shown_and_what_was_taken_down_is_not(street: None) -> None:
    made = actions.publish(replace(WORKS, since=NOON + DAY), at=NOON)
    gone = actions.publish(replace(WORKS, since=NOON + DAY, slug="gone"), at=NOON)
    actions.take_down(gone, at=NOON)

    assert [actions.tell_due(NOON), actions.tell_due(NOON + DAY)] == [0, 1]

    assert set(Message.objects.filter(template="works").values_list("about", flat=True)) == {f"notice:{made.pk}"}


@pytest.mark.parametrize(
    ("letters_asked", "again"),
    [("", []), ("NEW", [("MAIL", "marek@example.com")]), ("ALL", [*OLENA, ("MAIL", "marek@example.com")])],
)
def test_a_change_reaches_nobody_or_who_is_new_or_everybody(
    street: None, letters_asked: str, again: list[tuple[str, str]]
) -> None:
    made = actions.publish(replace(WORKS, places=HERE), at=NOON)
    actions.tell_due(NOON)

    wider = replace(WORKS, places=spots("Sanok, Polna"), letters=letters_asked)  # type: ignore[arg-type]
    actions.change(made, wider, at=NOON + DAY)
    actions.tell_due(NOON + DAY)

    assert letters() == sorted([*OLENA, *again])


def test_a_consent_that_was_taken_back_counts(street: None, account: Account, olena: User) -> None:
    take_back_consent(account, "mail-works", at=NOON - DAY, by=olena)
    actions.publish(WORKS, at=NOON)

    actions.tell_due(NOON)

    assert letters() == [("MAIL", "marek@example.com"), OLENA[1]]


def test_publishing_lets_letters_leave_by_itself(street: None) -> None:
    actions.publish(replace(WORKS, since=NOON - DAY), at=NOON)

    for job in ProcrastinateJob.objects.filter(task_name="journal.react", args__reaction__startswith="abonent.news"):
        journal.react(job.args["reaction"], at=datetime.fromisoformat(job.args["at"]), event=job.args["event"])

    assert Notice.objects.get().told_at is not None


def test_letters_are_about_trouble_only(db: None) -> None:
    with pytest.raises(actions.NobodyAgreed):
        actions.publish(replace(WORKS, kind="OFFER"), at=NOON)

    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("at", "awake"),
    [
        ("2026-11-27T11:00", "2026-11-27T11:00"),
        ("2026-11-27T21:30", "2026-11-28T06:00"),  # a Saturday
        ("2026-11-27T02:00", "2026-11-27T06:00"),
    ],
)
def test_no_telephone_makes_a_sound_at_night(at: str, awake: str) -> None:
    found = first_awake(datetime.fromisoformat(at).replace(tzinfo=UTC))

    assert found == datetime.fromisoformat(awake).replace(tzinfo=UTC)
