"""The demonstration's customers: as they are told, in books that agree, made by what a real month uses."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from abonent import profile, vault
from abonent.billing import queries
from abonent.billing.bulk.faults import faults
from abonent.billing.bulk.sealing import ledger_hash
from abonent.billing.models import Charge, Entry, Invoice, Payer, Payment, Period, Reminder
from abonent.contracts.models import Holding, Restriction, Subscription
from abonent.demo import data
from abonent.demo.lines import line_password_of
from abonent.journal.models import Event
from abonent.modules.internet.models import Line
from abonent.people import queries as people
from abonent.people.models import Account, User
from abonent.post.models import Message, Printing

NOW = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def quiet(_: str) -> None:
    """Nobody looks at the progress of a test."""


def live(customers: int = 12, *, at: datetime = NOW, months: int | None = 4) -> None:
    data.fill(customers, at=at, progress=quiet, months=months)


def account(number: str) -> Account:
    return Account.objects.get(number=number)


def open_bills(number: str) -> list[Any]:
    return list(queries.open_invoices(account(number)))


def told() -> tuple[object, ...]:
    """Return what the history says: the ledger, and the steps of the ladder."""
    steps = Reminder.objects.order_by("account__number", "taken_at", "pk")
    return ledger_hash(), list(steps.values_list("account__number", "step", "kind", "taken_at", "ended_at"))


def roles(login: str) -> dict[str, str]:
    found = people.accesses(User.objects.get(login=login), at=NOW)
    return {access.account.number: access.role for access in found}


def test_two_years_go_by_and_everything_agrees(db: None) -> None:
    """One history, asked about everything: it takes seconds to make."""
    live(months=None)

    assert faults() == []
    assert data.is_filled(at=NOW)
    _numbers_leave_no_gap()
    _nothing_was_sent()
    _those_with_a_name_have_had_letters()
    _everybody_with_a_name_is_as_told()
    _what_can_happen_has_happened()
    _everybody_has_a_line()


def _everybody_has_a_line() -> None:
    of_somebody = list(Line.objects.select_related("account").order_by("pk"))
    assert len(of_somebody) == Subscription.objects.filter(kind="line").count()
    anna = Line.objects.get(login="100234")
    assert vault.open_sealed(anna.secret, bound_to=f"line:{anna.pk}:secret").decode() == line_password_of("100234")
    assert profile.today(anna.made_at) == anna.account.opened_on
    paying = set(Holding.objects.filter(tariff__code="IP4").values_list("subscription_id", flat=True))
    assert {line.subscription_id for line in of_somebody if line.address4} == paying != set()


def _numbers_leave_no_gap() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code FROM billing_series WHERE next - 1 <> (SELECT count(*) FROM ("
            "SELECT number FROM billing_invoice UNION ALL SELECT external_id FROM billing_receipt "
            "WHERE source = 'till:office') numbered WHERE number BETWEEN code || '0001' AND code || lpad((next - 1)::text, 4, '0') AND left(number, length(code)) = code)"
        )
        assert cursor.fetchall() == []
    assert Invoice.objects.filter(number="FV/2024/12/0001").exists()


def _nothing_was_sent() -> None:
    assert set(Message.objects.exclude(channel="PAPER").values_list("state", flat=True)) == {"SENT", "BOUNCED"}
    assert Message.objects.filter(state="BOUNCED").count() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs job JOIN post_message letter ON letter.id = (job.args->>'message')::bigint "
            "WHERE job.task_name = 'post.send' AND letter.state = 'WAITING'"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'reaction' LIKE '%let_bills_leave'")
        assert cursor.fetchone() == (0,)


def _those_with_a_name_have_had_letters() -> None:
    anna = User.objects.get(login="anna.nowak")
    hers = Message.objects.filter(user_id=anna.pk)
    money = hers.filter(template="payment_received", account_id=account("100234").pk)
    assert money.count() == Entry.objects.filter(account=account("100234"), kind="PAYMENT").count()
    assert all(letter.subject and letter.text for letter in money)
    (link,) = hers.filter(template="first_access")
    assert (link.subject, link.text, link.account_id) == ("", "", None)
    assert not Message.objects.filter(sent_at__gt=NOW).exists()
    bills = hers.filter(template="bill_issued", account_id=account("100234").pk)
    assert bills.count() == 3
    assert all(letter.subject and letter.text for letter in bills)
    on_paper = Message.objects.filter(channel="PAPER", template="bill_issued")
    latest = Period.objects.filter(state="ISSUED").latest("bill_on").pk
    waiting = Invoice.objects.filter(
        pk__in=[int(each.about.removeprefix("invoice:")) for each in on_paper.filter(state="WAITING")]
    )
    assert set(waiting.values_list("period", flat=True)) == {latest}
    assert (
        Printing.objects.exclude(posted_on=None).count()
        == on_paper.filter(state="SENT").values("queued_at").distinct().count()
        > 1
    )
    remembered = Message.objects.filter(template__in=("payment_received", "first_access", "password_chosen"))
    assert set(remembered.values_list("user_id", flat=True)) <= set(
        User.objects.filter(login__in=[person.login for person in data.people()]).values_list("pk", flat=True)
    )


def _everybody_with_a_name_is_as_told() -> None:
    anna = account("100234")
    (bill,) = open_bills("100234")
    assert (bill.open, bill.due_on >= TODAY) == (Decimal("70.00"), True)
    assert queries.not_online_because(anna.payer) == []
    assert Invoice.objects.filter(account=anna, kind="BILL").count() == 24
    assert roles("anna.nowak") == {"100234": "OWNER"}

    assert roles("piotr.zielinski") == {"100310": "OWNER", "100311": "OWNER"}
    assert roles("marta.zielinska") == {"100310": "PAYS", "100311": "SEES"}
    assert len(open_bills("100311")) == 2

    assert len(open_bills("100317")) == 3
    assert list(Restriction.objects.filter(lifted_at=None).values_list("account__number", "reason")) == [
        ("100317", "DEBT")
    ]
    climbed = Reminder.objects.filter(account__number="100317", ended_at=None).order_by("step")
    assert list(climbed.values_list("kind", flat=True)) == ["REMINDER", "NOTICE", "RESTRICTION", "SUSPENSION"]
    assert not climbed.exclude(taken_at__iso_week_day__lte=5).exists()
    for step in climbed:
        (letter,) = Message.objects.filter(about=f"reminder:{step.pk}")
        assert (letter.state, letter.to, bool(letter.text)) == ("SENT", "tomasz.wrona@example.com", True)

    assert queries.not_online_because(account("100325").payer) == ["CASH_OFF"]
    assert queries.not_online_because(account("100331").payer) == ["E_INVOICE_ON"]
    assert queries.balance(account("100348")) == Decimal("-100.00")
    assert User.objects.get(login="olha.petrenko").language == account("100348").language == "uk"
    assert not Invoice.objects.filter(account__number="100352").exists()
    assert Payer.objects.get(account__number="100360").tax_id == "9990011070"
    plans = Holding.objects.filter(account__number="100377", slot="plan").order_by("valid")
    assert list(plans.values_list("tariff__code", flat=True)) == ["A1", "A3"]


def _what_can_happen_has_happened() -> None:
    assert Entry.objects.filter(kind="REVERSAL").count() == 1
    assert Invoice.objects.filter(kind="CORRECTION").count() == 1
    assert Charge.objects.filter(why__difference=True, amount__lt=0).exists()
    assert set(
        Charge.objects.filter(holding__slot="router", why__rule="whole-month").values_list("unit_price", flat=True)
    ) == {
        Decimal(8),
        Decimal(10),
    }
    assert set(Entry.objects.filter(kind="PAYMENT").values_list("debit__code", flat=True)) == {
        "bank:main",
        "till:office",
        "gateway:sandbox",
    }
    story = Event.objects.filter(subject=f"payment:{Payment.objects.filter(state='CONFIRMED').latest('pk').ref}")
    assert list(story.order_by("at", "id").values_list("kind", flat=True)) == [
        "payment.started",
        "payment.sent",
        "payment.confirmed",
        "payment.posted",
    ]
    assert Event.objects.filter(kind="payment.posted").count() == Entry.objects.filter(kind="PAYMENT").count()


def test_those_with_a_name_can_sign_in(db: None) -> None:
    live(0, months=1)

    for person in data.people()[:3]:
        user = authenticate(username=person.login, password=person.password)
        assert isinstance(user, User)
        assert (user.login, user.password_is_long) == (person.login, True)
    assert data.people()[0].login == "anna.nowak"


def test_the_same_history_is_made_twice(db: None) -> None:
    hashes = []
    for _ in range(2):
        with transaction.atomic():
            live(20)
            hashes.append(told())
            transaction.set_rollback(True)

    assert hashes[0] == hashes[1]


class Killed(BaseException):
    """Somebody pulled the plug."""


def test_who_is_killed_goes_on_where_it_stopped(db: None) -> None:
    lines = []

    def pull_the_plug(line: str) -> None:
        lines.append(line)
        if len(lines) == 3:
            raise Killed

    with transaction.atomic():
        live(14)
        whole = told()
        transaction.set_rollback(True)
    with pytest.raises(Killed):
        data.fill(14, at=NOW, progress=pull_the_plug, months=4)
    assert not data.is_filled(at=NOW)
    live(14)

    assert told() == whole
    assert faults() == []


def test_who_starts_later_lives_on(db: None) -> None:
    live(40, at=NOW)
    later = NOW + timedelta(days=40)
    online = set(Payment.objects.filter(account__number__gte="100500").values_list("account", flat=True))

    assert not data.is_filled(at=later)
    data.catch_up(later)

    assert faults() == []
    assert data.is_filled(at=later)
    assert set(Payment.objects.filter(started_at__gt=NOW).values_list("account", flat=True)) >= online
    assert Period.objects.filter(state="ISSUED").latest("bill_on").bill_on == date(2026, 12, 23)
    assert len(open_bills("100234")) == 1
    assert len(open_bills("100317")) == 3
    assert queries.balance(account("100348")) < 0
    assert Invoice.objects.filter(account__number="100352").exists()


def test_starting_again_changes_nothing(db: None) -> None:
    live()
    before = told(), Event.objects.count(), Message.objects.count()

    live()

    assert (told(), Event.objects.count(), Message.objects.count()) == before


def test_everybody_with_a_name_finds_their_pages(db: None, client: Client) -> None:
    live(0, at=timezone.now())

    for person in data.people():
        client.logout()
        client.force_login(User.objects.get(login=person.login))
        for name in ("overview", "bills", "payments", "messages", "me"):
            assert client.get(reverse(name)).status_code == 200, (person.login, name)
        shown = min(right["number"] for right in person.rights)
        for bill in Invoice.objects.filter(account__number=shown):
            assert client.get(f"/bills/{bill.number.replace('/', '-')}/").status_code == 200, (
                person.login,
                bill.number,
            )


@pytest.mark.parametrize("day", [1, 3, 17, 28])
def test_on_any_day_the_first_customer_owes_a_bill_that_is_not_overdue(db: None, day: int) -> None:
    at = profile.midnight(date(2026, 3, day)) + timedelta(minutes=5)
    live(0, at=at)

    (bill,) = open_bills("100234")
    assert bill.due_on >= profile.today(at)
    assert not Invoice.objects.filter(account__number="100352").exists()
    assert queries.balance(account("100348")) == Decimal("-100.00")
    assert len(open_bills("100317")) == 3
    assert faults() == []
