"""Failed tasks at the desk: seen in words, started again once, by whom is written down."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent.journal import failing
from abonent.journal.actions import _reactions
from abonent.journal.models import Event
from abonent.people.models import User
from abonent.web.desk.system import job_words
from tests import people
from tests.journal.failed_jobs import TELL, failed, status
from tests.web.desk.conftest import at_work
from tests.web.desk.reading import said

LIST = "/desk/system/jobs/"
NOW = timezone.now


def page(job: int) -> str:
    return f"{LIST}{job}/"


def words(answer: Any) -> str:
    return said(answer).replace("\N{NO-BREAK SPACE}", " ")


def test_every_task_and_reaction_has_a_name_in_words() -> None:
    tasks = [name for name in app.tasks if "builtin" not in name and not name.startswith("tests.")]
    reactions = [name for of_kind in _reactions.values() for name in of_kind if name.startswith("abonent.")]

    unknown = [name for name in tasks if job_words.called(name, {}) == str(job_words.UNKNOWN)]
    unsaid = [
        name for name in reactions if job_words.called("journal.react", {"reaction": name}) == str(job_words.UNKNOWN)
    ]

    assert (unknown, unsaid) == ([], [])
    assert reactions


def test_the_list_says_what_failed_and_why(admin: Client) -> None:
    assert "No task has failed" in words(admin.get(LIST))
    bank, reaction = (
        failed(payment=1),
        failed("journal.react", reaction="abonent.billing.jobs.let_bills_leave", at="", event=1),
    )
    failing.note_failure(bank, TimeoutError(), at=NOW())
    failing.note_failure(reaction, ZeroDivisionError(), at=NOW())

    text = words(admin.get(LIST))

    assert "Ask the bank about a payment" in text
    assert "The other side – a bank, a mail server, a router – did not answer." in text
    assert "Let the bills of a run leave by mail or on paper" in text
    assert "A mistake in the program." in text
    assert "billing.ask" not in text
    assert "Let the bills" not in words(admin.get(f"{LIST}?kind=billing.ask"))


def test_a_longer_list_asks_no_more(admin: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(LIST).status_code == 200
        return len(asked)

    failed(payment=1)
    one = statements()
    for number in range(60):
        failed(payment=number)

    assert statements() == one


def test_one_is_started_again_however_often_it_is_pressed(admin: Client, admin_user: User) -> None:
    job = failed(payment=1)
    check = words(admin.get(page(job)))
    assert "Ask the bank about a payment" in check
    assert "Why was not written down" in check
    assert status(job) == "failed"

    answers = [admin.post(page(job)) for _ in range(2)]

    assert [each["Location"] for each in answers] == [page(job)] * 2
    assert status(job) == "todo"
    after = words(admin.get(page(job)))
    assert f"It was started again By {admin_user.name}" in after
    assert "How it stands waits" in after
    assert 'method="post" class="stack"' not in admin.get(page(job)).content.decode()
    assert Event.objects.get(kind="job.started_again").by_id == admin_user.pk


def test_the_second_administrator_reads_who_was_first(admin: Client, admin_user: User) -> None:
    job, other = failed(payment=1), at_work(people.staff("ADMIN", "inny"))
    admin.post(page(job))

    there = other.get(other.post(page(job))["Location"])

    assert f"By {admin_user.name}" in words(there)
    assert Event.objects.filter(kind="job.started_again").count() == 1


def test_all_of_one_cause_at_one_press(admin: Client) -> None:
    same = [failed(payment=number) for number in range(3)]
    for job in same:
        failing.note_failure(job, TimeoutError(), at=NOW())
    other = failed(payment=9)
    assert "Start all 3 of the same reason" in words(admin.get(page(same[0])))
    assert "of the same reason" not in words(admin.get(page(other)))

    there = admin.post(page(same[0]), {"all": "1"})["Location"]

    assert there == f"{LIST}?started=3"
    assert "3 tasks were started again" in words(admin.get(there))
    assert [status(job) for job in (*same, other)] == ["todo", "todo", "todo", "failed"]
    again = admin.post(page(same[0]), {"all": "1"})["Location"]
    assert "Nothing had to be started" in words(admin.get(again))


def test_what_the_clock_begins_is_started_one_at_a_time(admin: Client) -> None:
    one, two = failed(TELL, timestamp=1), failed(TELL, timestamp=2)
    text = words(admin.get(page(one)))
    assert "The clock begins this by itself, too" in text
    assert "of the same reason" not in text

    assert admin.post(page(one), {"all": "1"})["Location"] == f"{LIST}?started=0"
    admin.post(page(one))

    assert (status(one), status(two)) == ("todo", "failed")


def test_where_another_one_waits_it_is_told(admin: Client) -> None:
    job = failed(TELL, lock=TELL, timestamp=1)
    app.configure_task(TELL, queueing_lock=TELL).defer(timestamp=2)

    there = admin.post(page(job))["Location"]

    assert "Another one for the same thing waits already" in words(admin.get(there))
    assert status(job) == "failed"


def test_what_is_over_has_no_button(admin: Client) -> None:
    job = failed("people.recover", asked="a sealed note")

    shown = admin.get(page(job))
    admin.post(page(job))

    assert "what it was for is over" in words(shown)
    assert 'method="post" class="stack"' not in shown.content.decode()
    assert "a sealed note" not in shown.content.decode()
    assert status(job) == "failed"


@pytest.mark.parametrize("started", ["x", "-1", "99999", "²"])
def test_what_an_address_says_of_a_start_is_no_more_than_a_number(admin: Client, started: str) -> None:
    assert "started again" not in words(admin.get(f"{LIST}?started={started}"))


def test_a_job_that_is_none_is_not_there(admin: Client) -> None:
    assert admin.get(page(10**9)).status_code == 404
    assert not ProcrastinateJob.objects.exists()


def test_the_system_leads_there(admin: Client) -> None:
    assert f'href="{LIST}"' in admin.get("/desk/system/").content.decode()
