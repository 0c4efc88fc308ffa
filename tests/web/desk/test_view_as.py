"""Looking through a customer's eyes: for a reason, for a while, written down, and nothing changes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.billing import queries
from abonent.contracts.queries import subject
from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post.actions import keep_document
from abonent.web import viewing
from tests import people
from tests.web.desk.conftest import at_work
from tests.web.letters import letter
from tests.web.walking import writes

REASON = "A call about the bill of November"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(people.NOON, tick=False) as found:
        yield found


@pytest.fixture
def looking(clerk: Client, account: Account) -> Client:
    """A clerk who looks through Olena's eyes since noon."""
    begin(clerk, account)
    return clerk


def begin(browser: Client, account: Account, reason: str = REASON) -> Any:
    return browser.post(f"/desk/customers/{account.number}/view/", {"reason": reason})


def told() -> list[tuple[str, int | None]]:
    """What is written down about viewings, the oldest first."""
    found = Event.objects.filter(kind__startswith="customer.").exclude(kind="customer.seen").order_by("at", "id")
    return list(found.values_list("kind", "account_id"))


def test_it_begins_with_a_reason_and_is_written_down(clerk: Client, clerk_user: User, account: Account) -> None:
    answer = begin(clerk, account)

    assert (answer.status_code, answer["Location"]) == (302, "/overview/")
    event = Event.objects.get(kind="customer.viewed")
    assert (event.at, event.account_id, event.by_id, event.via) == (people.NOON, account.pk, clerk_user.pk, "desk")
    assert event.data == {"role": "CLERK", "reason": REASON, "until": "2026-11-21T11:15:00+00:00"}


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201, "zero\0byte"])
def test_without_a_reason_it_does_not_begin(clerk: Client, account: Account, reason: str) -> None:
    answer = begin(clerk, account, reason)

    assert answer.status_code == 422
    assert told() == []
    assert clerk.get("/overview/")["Location"] == "/desk/"


def test_the_pages_are_the_customers_with_a_banner_over_them_in_the_staffs_language(
    looking: Client, account: Account
) -> None:
    page = looking.get("/overview/").content.decode()

    assert "Olena Petrenko" in page
    assert 'until <span class="num">12:15</span>' in page  # fmt: skip
    assert "Internet A2" in page
    assert 'lang="en"' in page
    assert 'action="/desk/viewing/end/"' in page
    assert "/me/data/" not in page
    assert "/me/security/" not in page


def test_the_button_ends_it_and_leads_back_to_the_customer(looking: Client, account: Account) -> None:
    answer = looking.post("/desk/viewing/end/")

    assert answer["Location"] == f"/desk/customers/{account.number}/"
    assert told() == [("customer.viewed", account.pk), ("customer.view_ended", account.pk)]
    assert looking.get("/overview/")["Location"] == "/desk/"
    assert looking.post("/desk/viewing/end/")["Location"] == "/desk/"
    assert len(told()) == 2


def test_it_ends_by_itself_and_the_next_page_says_so(
    looking: Client, account: Account, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=14, seconds=59))
    assert looking.get("/bills/").status_code == 200

    clock.shift(timedelta(seconds=1))
    answer = looking.get("/bills/", follow=True)

    assert answer.redirect_chain == [(f"/desk/customers/{account.number}/view/?over=1", 302)]
    assert "The viewing is over" in answer.content.decode()
    assert Event.objects.get(kind="customer.view_ended").at == people.NOON + timedelta(minutes=15)
    assert looking.get("/bills/")["Location"] == "/desk/"


def test_a_part_of_a_page_asked_for_after_the_end_leads_away_with_the_whole_page(
    looking: Client, account: Account, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=16))

    answer = looking.get("/bills/", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == f"/desk/customers/{account.number}/view/?over=1"
    assert answer.content == b""


def test_a_form_sent_after_the_end_does_nothing(
    looking: Client, account: Account, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=16))

    answer = looking.post("/bills/pay/", {"account": account.number})

    assert answer["Location"] == f"/desk/customers/{account.number}/view/?over=1"


def test_signing_out_ends_it(looking: Client, account: Account) -> None:
    looking.post("/signout/")

    assert told() == [("customer.viewed", account.pk), ("customer.view_ended", account.pk)]
    assert viewing.KEPT not in looking.session


def test_another_role_ends_it(looking: Client, clerk_user: User, account: Account) -> None:
    clerk_user.staff_role = "TECHNICIAN"
    clerk_user.save()

    answer = looking.get("/overview/")

    assert answer["Location"] == f"/desk/customers/{account.number}/view/?over=1"
    assert looking.get(answer["Location"]).status_code == 403
    assert told()[-1] == ("customer.view_ended", account.pk)


def test_somebody_who_has_left_looks_no_more(looking: Client, clerk_user: User) -> None:
    clerk_user.ended_at = people.NOON
    clerk_user.save()

    assert "Olena" not in looking.get("/overview/").content.decode()


def test_another_viewing_ends_the_first_in_every_tab(looking: Client, account: Account, neighbour: Account) -> None:
    begin(looking, neighbour)

    page = looking.get("/overview/").content.decode()

    assert "Marek Wójcik" in page
    assert "Olena" not in page
    kinds = [("customer.viewed", account), ("customer.view_ended", account), ("customer.viewed", neighbour)]
    assert told() == [(kind, of.pk) for kind, of in kinds]


def test_a_double_click_begins_it_once(looking: Client, account: Account) -> None:
    assert begin(looking, account)["Location"] == "/overview/"

    assert told() == [("customer.viewed", account.pk)]


def test_it_is_of_one_browser(looking: Client, clerk_user: User) -> None:
    other = at_work(clerk_user)

    assert other.get("/overview/")["Location"] == "/desk/"


def test_nothing_that_is_anothers_is_shown(looking: Client, account: Account, neighbour: Account, marek: User) -> None:
    his = people.bill(neighbour)
    mail = letter(marek, neighbour)
    paper = document(neighbour)

    for address in (
        f"/bills/{queries.slug(his.number)}/",
        f"/messages/{mail.pk}/",
        f"/contract/documents/{paper}/",
        f"/me/people/{neighbour.accesses.get().pk}/",
    ):
        assert looking.get(address).status_code == 404, address


def test_letters_about_the_account_are_shown_and_a_persons_own_are_not(
    looking: Client, account: Account, olena: User, clerk_user: User
) -> None:
    hers, own = letter(olena, account), letter(olena, None)
    staffs = letter(clerk_user, None)

    assert looking.get(f"/messages/{hers.pk}/").status_code == 200
    assert looking.get(f"/messages/{own.pk}/").status_code == 404
    assert looking.get(f"/messages/{staffs.pk}/").status_code == 404


def test_forms_are_refused_in_words_and_change_nothing(looking: Client, account: Account) -> None:
    with CaptureQueriesContext(connection) as statements:
        answer = looking.post("/me/consents/change/", {"account": account.number, "code": "sms-works", "given": "1"})

    assert answer.status_code == 403
    assert "nothing can be changed" in answer.content.decode()
    assert 'action="/desk/viewing/end/"' in answer.content.decode()
    assert writes(statements) == []


def test_a_viewing_cannot_be_made_by_a_form_or_an_address(clerk: Client, account: Account) -> None:
    planted = {"viewing": account.number, "account": account.number, "reason": REASON}
    clerk.post("/me/account/", planted)
    clerk.post("/language/", {**planted, "language": "en"})

    assert clerk.get("/overview/?viewing=100234")["Location"] == "/desk/"
    assert told() == []


def test_files_are_given_and_written_down(looking: Client, clerk_user: User, account: Account) -> None:
    bill = queries.slug(people.bill(account).number)

    assert looking.head(f"/bills/{bill}.pdf").status_code == 200
    assert [looking.get(f"/bills/{bill}.{kind}").status_code for kind in ("pdf", "csv")] == [200, 200]

    taken = Event.objects.filter(kind="customer.file_taken").order_by("id")
    assert list(taken.values_list("subject", "by_id", "account_id")) == [
        (f"file:/bills/{bill}.pdf", clerk_user.pk, account.pk),
        (f"file:/bills/{bill}.csv", clerk_user.pk, account.pk),
    ]


def test_documents_are_for_those_who_may_see_them_at_the_desk(
    looking: Client, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = document(account)
    assert looking.get(f"/contract/documents/{paper}/").status_code == 200

    monkeypatch.setitem(viewing.ALSO_NEEDS, "contract.documents", "system.see")
    answer = looking.get(f"/contract/documents/{paper}/")

    assert answer.status_code == 403
    assert Event.objects.get(kind="access.denied").subject == "desk:system.see"


def test_an_account_to_which_nobody_signs_in_yet_can_be_looked_at(clerk: Client, db: None) -> None:
    lonely = people.account("100999", "Jan Cichy")
    begin(clerk, lonely)

    assert clerk.get("/overview/").status_code == 200
    assert clerk.get("/messages/").status_code == 200
    assert clerk.get("/me/right/").status_code == 404


def test_the_portal_as_it_is_for_customers_pays_nothing_for_it(client: Client, account: Account, olena: User) -> None:
    client.force_login(olena)
    client.get("/overview/")

    page = client.get("/overview/").content.decode()

    assert "viewing.css" not in page
    assert "eyes" not in page


def document(account: Account) -> str:
    about = subject(account.agreements.get().number)
    made = keep_document(account.pk, subject=about, kind="OTHER", title="Paper", content=b"%PDF-", at=people.NOON)
    return made.ref
