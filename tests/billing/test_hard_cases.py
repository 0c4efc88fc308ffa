"""Corner cases of money: rates of nothing and of other years, foreign money, twins of one form, numbers given back."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from abonent import profile
from abonent.billing import actions, jobs, queries
from abonent.billing.bulk.sheets import UnknownRate
from abonent.billing.models import Book, Entry, Invoice, Payment, Receipt
from abonent.contracts.models import Holding, Tariff
from abonent.people.models import Account
from abonent.post.models import Message
from abonent.profile.tree import VatRate
from tests import people
from tests.billing import turning_bank
from tests.billing.payments import asked_about_hanging, pay, said, started
from tests.people import NOON


def _vat(code: str, rate: str | None, since: date, until: date | None = None) -> VatRate:
    return VatRate(code=code, since=since, until=until, law="test", rate=None if rate is None else Decimal(rate))


def _with_vat(*rates: VatRate) -> profile.Profile:
    operator = profile.current()
    return replace(operator, billing=replace(operator.billing, vat=rates))


def test_a_rate_of_nothing_is_a_rate(db: None) -> None:
    opened = people.account("100303", "Za granicą")
    people.line(opened, people.tariff("Z1", "60.00", vat="0"))

    with profile.using(_with_vat(_vat("0", "0", people.FIRST_DAY))):
        invoice = people.bill(opened)

    assert invoice.sheet["vat"] == [{"code": "0", "rate": "0", "net": "60.00", "vat": "0.00", "gross": "60.00"}]


def test_a_code_without_a_rate_stops_the_run_and_not_the_tax(db: None) -> None:
    opened = people.account("100304", "Stary Cennik")
    people.line(opened, people.tariff("Y1", "60.00", vat="22"))

    with pytest.raises(UnknownRate, match="22"):
        people.bill_month(date(2026, 11, 1))

    assert Invoice.objects.count() == 0


def test_a_correction_has_the_rate_of_the_bill_that_it_corrects(account: Account) -> None:
    changing = _vat("23", "23", people.FIRST_DAY, date(2026, 11, 15)), _vat("23", "25", date(2026, 11, 15))

    with profile.using(_with_vat(*changing)):
        correction = actions.correct_invoice(people.bill(account), amounts={1: Decimal("30.00")}, reason="x", at=NOON)

    assert (correction.sheet["vat"][0]["rate"], correction.vat) == ("23", Decimal("-5.61"))


def test_a_correction_names_seller_and_buyer_as_the_bill_does(account: Account) -> None:
    bill, operator = people.bill(account), profile.current()
    actions.change_invoice_data(account, "Petrenko sp. z o.o.", ["ul. Nowa 1"], "", at=NOON, by=None)

    with profile.using(replace(operator, legal_name="Iskra Net S.A.")):
        correction = actions.correct_invoice(bill, amounts={1: Decimal("30.00")}, reason="x", at=NOON)
        later = people.bill(account, date(2026, 12, 1))

    assert (correction.sheet["buyer"], correction.sheet["seller"]) == (bill.sheet["buyer"], bill.sheet["seller"])
    assert (later.sheet["buyer"]["name"], later.sheet["seller"]["name"]) == ("Petrenko sp. z o.o.", "Iskra Net S.A.")


def test_what_a_run_has_corrected_is_not_given_back_by_the_office_again(account: Account) -> None:
    """October's 60.00 are corrected to nothing by the run that finds the plan ended; it bills nothing else."""
    bill = people.bill(account, date(2026, 10, 1))
    Holding.objects.filter(account=account).update(withdrawn_at=NOON)
    people.bill_month(date(2026, 11, 1))

    assert [str(each.total) for each in bill.corrections.all()] == ["-60.00"]
    assert [(line.amount, line.now) for line in queries.correctable(bill)] == [(Decimal("60.00"), Decimal("0.00"))]
    with pytest.raises(actions.NothingToCorrect):
        actions.correct_invoice(bill, amounts={1: Decimal("0.00")}, reason="x", at=NOON)
    actions.correct_invoice(bill, amounts={1: Decimal("10.00")}, reason="an hour of work", at=NOON)
    assert queries.balance(account) == queries.correctable(bill)[0].now == Decimal("10.00")


def test_a_code_that_has_ended_keeps_its_rate_for_what_is_left_of_it(account: Account) -> None:
    with profile.using(_with_vat(_vat("23", "23", people.FIRST_DAY, date(2026, 11, 1)))):
        invoice = people.bill(account)

    assert invoice.vat == Decimal("11.22")


def test_foreign_money_is_not_booked_as_ours_even_when_the_bank_was_asked(account: Account) -> None:
    payment = started(account)

    with pytest.raises(actions.Doubtful):
        actions.hear("sandbox", said(payment, currency="EUR"), at=NOON, asked=True)

    assert Receipt.objects.count() == Entry.objects.count() == 0


def test_a_long_address_does_not_keep_money_from_being_booked(account: Account) -> None:
    address = f"{'o' * 64}@{'a' * 63}.{'b' * 63}.example"
    people.mail(account, None, address)

    actions.hear("sandbox", said(started(account)), at=NOON)

    assert queries.balance(account) == Decimal("-60.00")
    assert set(Message.objects.values_list("to", flat=True)) == {address, "olena@example.com"}


def test_a_payment_of_a_bank_that_is_gone_keeps_no_other_from_being_asked_about(account: Account) -> None:
    _hangs(account, "1", minutes=60, gateway="gone")
    _hangs(account, "2", minutes=50)

    with turning_bank.there():
        assert asked_about_hanging(NOON) == 1


def test_a_payment_that_the_bank_always_fails_on_waits_its_turn(account: Account) -> None:
    for once, minutes in (("1", 60), ("2", 50), ("3", 40)):
        _hangs(account, once, minutes=minutes)

    with turning_bank.there(mute="1"):
        asked = [asked_about_hanging(NOON + timedelta(minutes=minute)) for minute in range(7)]

    assert asked == [0, 2, 0, 0, 0, 0, 2]
    assert Payment.objects.get(once="1").asked_at == NOON + timedelta(minutes=5)


def test_ever_so_many_that_the_bank_always_fails_on_keep_no_later_one_from_being_asked_about(account: Account) -> None:
    for once in "1234567":
        _hangs(account, once, minutes=60 - int(once))

    with turning_bank.there(mute="123456"):
        asked = [asked_about_hanging(NOON + timedelta(minutes=minute)) for minute in range(7)]

    assert asked == [0, 0, 0, 0, 0, 0, 1]
    assert Payment.objects.get(once="7").asked_at == NOON + timedelta(minutes=6)


def test_money_that_was_asked_about_is_booked_at_its_own_instant(account: Account) -> None:
    for once, minutes in (("1", 60), ("2", 50)):
        _hangs(account, once, minutes=minutes)
    minutes_later = (NOON + timedelta(minutes=minute) for minute in range(3))

    with turning_bank.there(paid="12"):
        assert actions.ask_about_hanging(clock=lambda: next(minutes_later)) == 2

    booked = [NOON + timedelta(minutes=1), NOON + timedelta(minutes=2)]
    assert list(Receipt.objects.order_by("pk").values_list("received_at", flat=True)) == booked
    assert list(Payment.objects.order_by("pk").values_list("asked_at", flat=True)) == booked


def _hangs(account: Account, once: str, *, minutes: int, gateway: str = "turning") -> None:
    """Let a payment have been started so many minutes ago, and nothing heard of it since."""
    Payment.objects.create(
        account=account, ref=once * 24, once=once, gateway=gateway, gateway_ref=once, amount=Decimal("60.00"),
        started_at=NOON - timedelta(minutes=minutes),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (turning_bank.taken, turning_bank.silent, Payment.State.STARTED),
        (turning_bank.silent, turning_bank.taken, Payment.State.STARTED),
        (turning_bank.silent, turning_bank.silent, Payment.State.FAILED),
    ],
)
def test_of_a_form_sent_twice_at_once_the_one_that_came_through_counts(
    account: Account, first: Any, second: Any, state: str
) -> None:
    """The second is sent while the bank still thinks about the first, and ends before it."""
    with turning_bank.there(second, lambda order: (pay(account), first(order))[1]):
        payment = pay(account)

    assert payment.state == Payment.objects.get().state == state
    assert bool(payment.bank_url) == (state == Payment.State.STARTED)


def test_money_that_came_meanwhile_is_not_called_a_failure(account: Account) -> None:
    def paid_and_silent(_: Any) -> Any:
        actions.hear("turning", said(Payment.objects.get()), at=NOON)
        return turning_bank.silent(_)

    with turning_bank.there(paid_and_silent):
        assert pay(account).state == Payment.State.CONFIRMED


def test_a_bank_that_is_away_is_asked_again_later_and_not_at_once() -> None:
    strategy: Any = jobs.ask.retry_strategy

    assert strategy.exponential_wait == 3
    assert strategy.max_attempts == 10


def test_a_period_begun_twice_with_what_was_known_before_is_billed_once(account: Account) -> None:
    period = actions.open_period(profile.current().billing.cycles[0], month=date(2026, 11, 1))

    bills = [actions.issue_bills(period, at=NOON) for _ in range(2)]

    assert bills == [1, 0]


def test_a_number_taken_in_vain_is_given_to_the_next(account: Account) -> None:
    bill = people.bill(account)
    with transaction.atomic():
        vain = actions.correct_invoice(bill, amounts={1: Decimal("50.00")}, reason="x", at=NOON)
        transaction.set_rollback(True)

    kept = actions.correct_invoice(bill, amounts={1: Decimal("30.00")}, reason="x", at=NOON)

    assert vain.number == kept.number == "FK/2026/11/0001"


def test_what_the_tax_was_rounded_by_is_no_credit_beside_the_bill(db: None) -> None:
    opened = people.account("100305", "Grosze")
    held = people.line(opened, people.tariff("S", "0.01", gross=False))
    for n in range(8):
        extra = people.tariff(f"S{n}", "0.03", kind="EXTRA", gross=False)
        Tariff.objects.filter(pk=extra.pk).update(service=f"service {n}")
        people.hold(held.subscription, extra, since=people.LONG_AGO, slot=f"s{n}")

    bill = people.bill(opened)

    assert bill.total == Decimal("0.31")  # 0.25 and 23 %; each service on its own: 8 × 0.04 − 0.01
    assert Entry.objects.get(credit=Book.RECEIVABLE).amount == Decimal("0.01")
    assert queries.open_invoices(opened).get().open == Decimal("0.31")


def test_what_a_correction_gave_back_is_not_given_back_again(account: Account) -> None:
    actions.correct_invoice(people.bill(account), amounts={1: Decimal("40.00")}, reason="x", at=NOON)
    Holding.objects.filter(account=account).update(withdrawn_at=NOON)

    assert people.bill_month(date(2026, 12, 1)) == 0

    documents = list(Invoice.objects.order_by("pk").values_list("kind", "total"))
    assert documents == [
        ("BILL", Decimal("60.00")),
        ("CORRECTION", Decimal("-20.00")),
        ("CORRECTION", Decimal("-40.00")),
    ]
    assert queries.balance(account) == Decimal("0.00")
    assert people.bill_month(date(2027, 1, 1)) == 0


def test_more_than_is_owed_cannot_be_written_off(account: Account) -> None:
    people.bill(account)

    with pytest.raises(actions.MoreThanOwed):
        actions.write_off(account, amount=Decimal("60.01"), once="1", at=NOON)

    assert queries.balance(account) == Decimal("60.00")
