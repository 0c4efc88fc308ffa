"""What waits today: in piles that this person may settle, with the day by which the office answers."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from abonent import profile
from abonent.billing.models import Proposal
from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.contracts.models import Agreement, Ending
from abonent.journal.actions import record
from abonent.people.actions import ask_lost_step
from abonent.people.models import Account, Contact, User
from abonent.post.models import Message
from tests import news, people

DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def page(browser: Client) -> str:
    return " ".join(browser.get("/desk/").content.decode().split())


def ask(account: Account, *, at: datetime) -> Order:
    kind = Order.Kind.PAPER_BILLS
    return cases.ask(account, kind, old={"on": True}, new={"on": False}, at=at, by=None)


def propose(account: Account, by: User, *, two: bool = True, **more: Any) -> Proposal:
    facts = {"kind": "REFUND", "amount": Decimal("300.00"), "reason": "Moved away", "takes_two": two}
    facts |= {"proposed_at": timezone.now(), "ref": f"P-{Proposal.objects.count():08}"}
    return Proposal.objects.create(account=account, proposed_by=by, **(facts | more))


def ends(account: Account, *, days: int) -> Agreement:
    agreement = Agreement.objects.get(account=account)
    last = profile.today(timezone.now()) + days * DAY
    Agreement.objects.filter(pk=agreement.pk).update(valid=DateRange(people.FIRST_DAY, last + DAY))
    return agreement


def letter(account: Account, *, at: datetime, state: str = "FAILED") -> Message:
    return Message.objects.create(
        account_id=account.pk, channel="MAIL", to="olena@example.com", language="en", key=f"letter:{at}",
        template="payment_received", subject="Payment received", state=state, queued_at=at, next_try_at=at,
    )  # fmt: skip


def test_nothing_waits(clerk: Client, account: Account) -> None:
    found = page(clerk)

    assert "Nothing waits" in found
    assert "To keep in mind" not in found


def test_orders_stand_there_with_the_oldest_first_and_how_late_they_are(
    clerk: Client, account: Account, neighbour: Account, now: datetime
) -> None:
    new, old = ask(account, at=now), ask(neighbour, at=now - 60 * DAY)

    found = page(clerk)

    assert found.index(f"/desk/changes/{old.ref}/") < found.index(f"/desk/changes/{new.ref}/")
    assert "late by" in found
    assert 'class="late"' in found


def test_only_five_are_shown_and_a_hundred_are_many(clerk: Client, now: datetime) -> None:
    accounts = [people.account(str(200_000 + number), f"Customer {number:03}") for number in range(101)]
    Order.objects.bulk_create(
        Order(ref=f"Z-{number:04}-0000", account=account, kind="PAPER_BILLS", old={}, new={}, placed_at=now + number * timedelta(seconds=1))
        for number, account in enumerate(accounts)
    )  # fmt: skip

    found = page(clerk)

    assert [number for number in range(101) if f"Z-{number:04}-0000" in found] == [0, 1, 2, 3, 4]
    assert found.count("99+") == 2
    assert 'href="/desk/changes/"' in found


def test_a_lost_step_of_a_customer_waits_and_one_of_the_staff_does_not(
    clerk: Client, olena: User, now: datetime
) -> None:
    ask_lost_step(olena, at=now)
    colleague = people.staff("ACCOUNTANT", "anna")
    ask_lost_step(colleague, at=now)

    found = page(clerk)

    assert f"/desk/lost-steps/{olena.pk}/" in found
    assert f"/desk/lost-steps/{colleague.pk}/" not in found


def test_a_proposal_is_for_whoever_may_decide_it(
    accountant: Client, accountant_user: User, admin: Client, clerk: Client, account: Account
) -> None:
    propose(account, accountant_user)

    assert "Proposals to decide" in page(admin)
    assert "300.00" in page(admin)
    assert "Proposals to decide" not in page(clerk)
    assert "Proposals to decide" not in page(accountant)


def test_what_i_proposed_and_takes_two_is_said_to_wait_for_somebody_else(
    accountant: Client, accountant_user: User, clerk_user: User, account: Account
) -> None:
    propose(account, accountant_user)
    propose(account, clerk_user)
    propose(account, accountant_user, two=False)

    found = page(accountant)

    assert "Proposed by you, waiting for somebody else: 1" in found
    assert "P-00000000" not in found


def test_a_refund_that_was_agreed_to_waits_for_the_bank(
    accountant: Client, admin: Client, clerk_user: User, accountant_user: User, account: Account, now: datetime
) -> None:
    propose(account, clerk_user, state="DONE", decided_at=now, decided_by=accountant_user)

    assert "Refunds to pay out" in page(accountant)
    assert "Refunds to pay out" not in page(admin)


def test_mail_that_comes_back_is_for_whoever_may_change_it(
    clerk: Client, technician: Client, account: Account, now: datetime
) -> None:
    Contact.objects.filter(account=account).update(bounced_at=now)

    assert "Addresses from which mail comes back" in page(clerk)
    assert "olena@example.com" not in page(technician)


def test_letters_that_failed_are_told_for_a_week(clerk: Client, account: Account, now: datetime) -> None:
    letter(account, at=now - 8 * DAY)
    assert "could not be sent" not in page(clerk)

    letter(account, at=now - 6 * DAY)
    assert "could not be sent" in page(clerk)


def test_an_agreement_that_runs_out_is_told_a_month_before(clerk: Client, account: Account) -> None:
    ends(account, days=31)
    assert "Agreements that run out" not in page(clerk)

    ends(account, days=29)
    assert "Agreements that run out" in page(clerk)


def test_whose_end_was_entered_is_not_asked_any_more(clerk: Client, account: Account, now: datetime) -> None:
    agreement = ends(account, days=3)
    facts = {"ends_on": profile.today(now) + 4 * DAY, "reason": "CUSTOMER", "entered_at": now}
    Ending.objects.create(account=account, agreement=agreement, **facts)

    assert "Agreements that run out" not in page(clerk)


def test_who_has_renewed_is_not_asked_any_more(clerk: Client, account: Account) -> None:
    agreement = ends(account, days=3)
    agreement.refresh_from_db()
    since = agreement.valid.upper
    Agreement.objects.create(account=account, number="U/next", signed_on=since, valid=DateRange(since, None))

    assert "Agreements that run out" not in page(clerk)


def test_notices_whose_time_ends_are_told(technician: Client, accountant: Client, now: datetime) -> None:
    made = news.notice(since=now - DAY, until=now + 2 * DAY)
    news.notice("Another", since=now - DAY, until=now + 8 * DAY)

    assert f"/desk/news/edit/{made.slug}/" in page(technician)
    assert "Another (en)" not in page(technician)
    assert "Notices whose time ends" not in page(accountant)


def test_what_i_did_today_is_counted_and_looks_are_not(
    clerk: Client, clerk_user: User, account: Account, now: datetime
) -> None:
    for kind in ("customer.seen", "address.changed", "address.changed"):
        record(kind, at=now, account=account.pk, by=clerk_user.pk, via="desk")
    record("address.changed", at=now - 2 * DAY, account=account.pk, by=clerk_user.pk, via="desk")
    record("address.changed", at=now, account=account.pk, by=clerk_user.pk, via="web")

    found = page(clerk)

    assert found.partition("Done by you today</dt>")[2].partition("</dd>")[0].split()[-1] == "2"


def test_it_is_as_quick_with_many(clerk: Client, account: Account, olena: User, now: datetime) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert clerk.get("/desk/").status_code == 200
        return len(asked)

    ask(account, at=now)
    letter(account, at=now)
    one = statements()
    for number in range(20):
        other = people.account(str(200_000 + number), "Somebody")
        ask(other, at=now)
        letter(other, at=now - number * timedelta(minutes=1) - timedelta(minutes=1))
        Contact.objects.create(account=other, kind="MAIL", value=f"{number}@example.com", bounced_at=now)
        news.notice(since=now - DAY, until=now + DAY)
    ask_lost_step(olena, at=now)
    assert statements() == one
