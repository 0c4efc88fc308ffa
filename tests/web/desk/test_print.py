"""Letters on paper at the desk: made into one file by whoever is first, fetched, and posted on a day that is said once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from abonent import profile
from abonent.journal.models import Event
from abonent.people.actions import notify
from abonent.people.models import Account, Place, User
from abonent.post import actions
from abonent.post.models import Message, Printing
from tests.web.desk.things import letter

SAID = {"amount": "54.90", "account": "100777", "paid_on": "2026-11-21"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.ABONENT_DATA = tmp_path
    return tmp_path


@pytest.fixture
def waiting(neighbour: Account) -> Account:
    """A letter that waits for the printer: Marek has no e-mail address."""
    neighbour.post_place = Place.objects.create(post_code="16-999", town="Gródek Leśny", street="ul. Polna", house="7")
    neighbour.save()
    return again(neighbour, "first")


def again(of: Account, key: str) -> Account:
    notify(of, "payment_received", key=key, at=timezone.now(), context=SAID, on_paper=True)
    return of


def made() -> Printing:
    found = Printing.objects.latest("pk")
    actions.make_print_file(found.pk)
    return found


def today() -> date:
    return profile.today(timezone.now())


def test_letters_on_paper_are_made_into_a_file_fetched_and_posted(
    clerk: Client, clerk_user: User, waiting: Account
) -> None:
    assert "Make the print file" in clerk.get("/desk/money/print/").content.decode()

    there = clerk.post("/desk/money/print/", {"newest": "0"})["Location"]
    assert "0 of 1" in clerk.get(there).content.decode()
    found = made()
    page = clerk.get(there).content.decode()
    assert "Download the file" in page
    assert "Payment received: <span" in page.replace("\n", "")
    file = clerk.get(f"/desk/money/print/{found.pk}.pdf")
    assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    check = clerk.post(f"/desk/money/print/{found.pk}/posted/", {"on": today().isoformat()}).content.decode()
    assert "cannot be taken back" in check
    assert Message.objects.get().state == "WAITING"
    done = clerk.post(f"/desk/money/print/{found.pk}/posted/", {"on": today().isoformat(), "confirm": "1"})

    assert done["Location"] == f"/desk/money/print/{found.pk}/?done=posted"
    assert "count as sent" in clerk.get(done["Location"]).content.decode()
    sent = Message.objects.get()
    assert (sent.state, profile.today(sent.sent_at or timezone.now())) == ("SENT", today())
    events = Event.objects.filter(kind__startswith="printing.").order_by("at", "id")
    assert list(events.values_list("kind", "by_id")) == [
        ("printing.made", clerk_user.pk), ("printing.taken", clerk_user.pk), ("printing.posted", clerk_user.pk),
    ]  # fmt: skip


def test_a_double_click_makes_one_file_and_the_second_of_two_is_told(
    clerk: Client, accountant: Client, waiting: Account
) -> None:
    first = clerk.post("/desk/money/print/", {"newest": "0"})["Location"]
    again(waiting, "second")

    second = accountant.post("/desk/money/print/", {"newest": "0"})["Location"]

    assert second == f"{first}?done=meanwhile"
    assert "Somebody else was first" in accountant.get(second).content.decode()
    assert Printing.objects.count() == 1
    newest = Printing.objects.get().pk
    assert accountant.post("/desk/money/print/", {"newest": newest}).status_code == 302
    assert clerk.post("/desk/money/print/", {"newest": newest + 1})["Location"] == "/desk/money/print/?done=nothing"


def test_what_was_posted_is_written_down_once(clerk: Client, accountant: Client, waiting: Account) -> None:
    clerk.post("/desk/money/print/", {"newest": "0"})
    found, on = made(), today().isoformat()
    clerk.post(f"/desk/money/print/{found.pk}/posted/", {"on": on, "confirm": "1"})

    told = accountant.post(f"/desk/money/print/{found.pk}/posted/", {"on": on, "confirm": "1"})["Location"]

    assert told == f"/desk/money/print/{found.pk}/?done=before"
    assert "that was not changed" in accountant.get(told).content.decode()
    assert Event.objects.filter(kind="printing.posted").count() == 1


@pytest.mark.parametrize(
    ("on", "why"),
    [("", "Please choose the day"), ("soon", "not a date"), ("1999-01-01", "cannot be one to come"), ("2999-01-01", "cannot be one to come")],
)  # fmt: skip
@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
def test_a_day_that_cannot_be_is_refused_and_stays_typed(
    clerk: Client, waiting: Account, on: str, why: str, confirm: dict[str, str]
) -> None:
    clerk.post("/desk/money/print/", {"newest": "0"})
    found = made()

    answer = clerk.post(f"/desk/money/print/{found.pk}/posted/", {"on": on, **confirm})

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert f'value="{on}"' in answer.content.decode()
    assert Message.objects.get().state == "WAITING"


def test_back_to_the_form_keeps_the_day(clerk: Client, waiting: Account) -> None:
    clerk.post("/desk/money/print/", {"newest": "0"})
    found, on = made(), today().isoformat()

    answer = clerk.post(f"/desk/money/print/{found.pk}/posted/", {"on": on, "edit": "1"})

    assert answer.status_code == 200
    assert f'value="{on}"' in answer.content.decode()


def test_a_file_that_is_gone_is_made_again(clerk: Client, waiting: Account, folder: Path) -> None:
    clerk.post("/desk/money/print/", {"newest": "0"})
    found = made()
    clerk.post(f"/desk/money/print/{found.pk}/posted/", {"on": today().isoformat(), "confirm": "1"})
    (folder / "printings" / f"{found.pk}.pdf").unlink()

    assert "Make the file again" in clerk.get(f"/desk/money/print/{found.pk}/").content.decode()
    assert clerk.get(f"/desk/money/print/{found.pk}.pdf")["Location"] == f"/desk/money/print/{found.pk}/"
    assert clerk.post(f"/desk/money/print/{found.pk}/")["Location"] == f"/desk/money/print/{found.pk}/"
    actions.make_print_file(found.pk)
    assert clerk.get(f"/desk/money/print/{found.pk}.pdf").status_code == 200


def test_a_file_that_is_not_made_for_long_can_be_begun_once_more(clerk: Client, waiting: Account) -> None:
    there = clerk.post("/desk/money/print/", {"newest": "0"})["Location"]
    assert "Make the file again" not in clerk.get(there).content.decode()

    Printing.objects.update(made_at=timezone.now() - timedelta(hours=1))

    assert "Make the file again" in clerk.get(there).content.decode()


def test_letters_on_paper_are_a_pile_of_today_until_they_are_posted(clerk: Client, waiting: Account) -> None:
    assert "Letters on paper" in clerk.get("/desk/").content.decode()

    clerk.post("/desk/money/print/", {"newest": "0"})
    found = made()
    assert f"/desk/money/print/{found.pk}/" in clerk.get("/desk/").content.decode()
    clerk.post(f"/desk/money/print/{found.pk}/posted/", {"on": today().isoformat(), "confirm": "1"})

    assert "Letters on paper" not in clerk.get("/desk/").content.decode()


def test_a_list_of_many_files_takes_as_many_statements(clerk: Client, clerk_user: User, waiting: Account) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert clerk.get("/desk/money/print/").status_code == 200
        return len(statements)

    actions.print_waiting(seen=0, at=timezone.now(), by=clerk_user.pk)
    one = asked()
    Printing.objects.bulk_create(
        Printing(made_at=timezone.now() - timedelta(days=day), letters=day, posted_on=today()) for day in range(30)
    )

    assert asked() == one


def test_the_mail_page_says_how_long_letters_to_everybody_take(clerk: Client, account: Account) -> None:
    assert "Letters to everybody" not in clerk.get("/desk/mail/").content.decode()
    for _ in range(3):
        letter(account, state="WAITING", in_bulk=True, sent_at=None)

    page = clerk.get("/desk/mail/").content.decode()

    assert "3 letters wait for their turn. At 120 a minute" in page


def test_a_page_that_watches_asks_for_its_part_alone(clerk: Client, waiting: Account) -> None:
    there = clerk.post("/desk/money/print/", {"newest": "0"})["Location"]

    part = clerk.get(there, headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert "0 of 1" in part.content.decode()
    assert "HX-Request" in part["Vary"]
