"""What a change costs once, and what the customer is told: the fee comes with what it is for, and goes with it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Charge, Invoice
from abonent.contracts.actions import enter_price_list, restrict
from abonent.contracts.models import Agreement, Holding, Tariff
from abonent.contracts.queries import plan_of
from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post import keeping
from abonent.post.models import Document, Message
from tests import people
from tests.people import NOON

TODAY = date(2026, 11, 21)
DECEMBER = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.ABONENT_DATA = tmp_path


@pytest.fixture
def clerk(db: None) -> User:
    return people.staff()


@pytest.fixture
def customer(db: None) -> Account:
    """Somebody with plan A2 and letters by mail; the price list is the profile's."""
    enter_price_list(profile.current(), at=people.LONG_AGO)
    opened = people.account("100900", "Zmienna Taryfa", people.person("zmienna", "Zmienna Taryfa"), language="en")
    people.mail(opened, None, "zmienna@example.com")
    people.line(opened, tariff("A2"))
    return opened


def tariff(code: str) -> Tariff:
    return Tariff.objects.get(code=code)


def change(account: Account, code: str, clerk: User, *, on: date = DECEMBER, waived: str = "") -> Holding:
    instead = plan_of(account.subscriptions.get(), at=NOON)
    assert instead
    return actions.change_tariff(instead, tariff(code), on=on, waived=waived, at=NOON, by=clerk)


def lines(bill: Invoice) -> list[tuple[str, str]]:
    return [(line["name"]["en"], line["amount"]) for line in bill.sheet["lines"]]


def test_the_fee_of_a_lower_plan_comes_with_the_bill_of_the_period_in_which_it_begins(
    customer: Account, clerk: User
) -> None:
    people.bill_month(date(2026, 11, 1))

    made = change(customer, "A1", clerk)

    assert made.fees == ["LOWER-PLAN"]
    assert not Charge.objects.filter(source="begun").exists()
    december = people.bill(customer, DECEMBER)
    assert lines(december) == [("Internet A1 35\u00a0Mb/s", "35.00"), ("Change to a lower plan", "30.00")]
    assert [fee.bill for fee in queries.one_off_fees(customer)] == [december.number]
    assert people.bill(customer, date(2027, 1, 1)).total == Decimal("35.00")


def test_what_was_taken_back_before_it_began_was_never_owed(customer: Account, clerk: User) -> None:
    planned = change(customer, "A1", clerk, on=date(2026, 12, 15))
    charged = people.bill(customer, DECEMBER)

    actions.take_back_change(planned, at=profile.midnight(date(2026, 12, 4)), by=clerk)

    january = people.bill(customer, date(2027, 1, 1))
    assert ("Change to a lower plan", "30.00") in lines(charged)
    assert ("Change to a lower plan", "-30.00") in lines(january)
    assert charged.total + january.total == Decimal("120.00")


def test_a_fee_is_waived_with_a_reason_that_stays_in_the_history(customer: Account, clerk: User) -> None:
    made = change(customer, "A1", clerk, waived="our mistake in spring")

    assert made.fees == []
    assert Event.objects.get(kind="tariff.changed").data["waived"] == "our mistake in spring"
    assert people.bill(customer, DECEMBER).total == Decimal("35.00")


def test_a_change_for_the_past_comes_as_a_difference(customer: Account, clerk: User) -> None:
    for month in (9, 10, 11):
        people.bill_month(date(2026, month, 1))

    change(customer, "A3", clerk, on=date(2026, 11, 16))

    december = people.bill(customer, DECEMBER)
    assert december.total == Decimal("90.00") + Decimal("15.00")


def test_a_run_that_would_give_back_more_than_it_charges_corrects_the_bills_that_had_charged_it(
    customer: Account, neighbour: Account, clerk: User
) -> None:
    change(customer, "A3", clerk, on=date(2026, 9, 1), waived="x")
    for month in (9, 10, 11):
        people.bill_month(date(2026, month, 1))

    change(customer, "A1", clerk, on=date(2026, 10, 1), waived="x")
    assert people.bill_month(DECEMBER) == 2

    documents = customer.invoices.order_by("pk").values_list("kind", "total", "corrects__period__days__startswith")
    assert [(kind, str(total), corrects) for kind, total, corrects in documents][3:] == [
        ("CORRECTION", "-55.00", date(2026, 10, 1)),
        ("CORRECTION", "-55.00", date(2026, 11, 1)),
        ("BILL", "35.00", None),
    ]
    newest = customer.invoices.select_related("period").latest("pk")
    assert newest.period
    assert newest.period.days.lower == DECEMBER
    assert [str(each.total) for each in neighbour.invoices.order_by("pk")] == ["60.00"] * 4
    assert queries.balance(customer) == Decimal("195.00")
    assert people.bill_month(date(2027, 1, 1)) == 2


def test_no_change_is_entered_that_no_bill_would_set_right(customer: Account, clerk: User) -> None:
    for month in (9, 10, 11):
        people.bill_month(date(2026, month, 1))

    with pytest.raises(actions.TooLongAgo) as told:
        change(customer, "A3", clerk, on=date(2026, 9, 30))
    agreement = Agreement.objects.get(account=customer)
    with pytest.raises(actions.TooLongAgo):
        actions.end_agreement(agreement, ends_on=date(2026, 9, 30), reason="CUSTOMER", at=NOON, by=clerk)

    assert told.value.earliest == date(2026, 10, 1)
    change(customer, "A3", clerk, on=date(2026, 10, 1))
    assert people.bill(customer, DECEMBER).total == Decimal("150.00")


def test_the_customer_gets_a_letter_and_the_new_terms_as_a_document(customer: Account, clerk: User) -> None:
    for _ in range(2):
        change(customer, "A1", clerk)

    letter = Message.objects.get(template="tariff_changes")
    assert (letter.context["monthly"], letter.context["on"]) == ("35.00", "2026-12-01")
    assert letter.context["fees"] == [[tariff("LOWER-PLAN").name, "30.00"]]
    document = Document.objects.get()
    assert (document.subject, document.template) == (letter_subject(customer), "new_terms@1")
    assert (
        document.title
        == f"New terms of agreement {Agreement.objects.get(account=customer).number} from 1 December 2026"
    )
    assert keeping.content(document).startswith(b"%PDF-")


def letter_subject(account: Account) -> str:
    return f"agreement:{Agreement.objects.get(account=account).number}"


def test_extras_are_told_alike(customer: Account, clerk: User) -> None:
    line = customer.subscriptions.get()

    added = actions.add_extra(line, tariff("ROUTER"), on=TODAY, at=NOON, by=clerk)
    actions.end_extra(added, on=DECEMBER, at=NOON, by=clerk)
    actions.take_back_change(added, at=NOON, by=clerk)

    templates = list(Message.objects.order_by("pk").values_list("template", flat=True))
    assert templates == ["extra_begins", "extra_ends", "extra_goes_on"]
    assert [letter.context.get("monthly") for letter in Message.objects.order_by("pk")] == ["70.00", "60.00", None]


def test_reconnection_is_charged_once_or_not_at_all(customer: Account, clerk: User) -> None:
    for charge in (True, False):
        placed = restrict(customer, reason="DEBT", level="LIMITED", at=NOON)
        actions.release(placed, fees=charge, note="paid in cash", at=NOON, by=clerk)

    fee = Charge.objects.get()
    assert (fee.amount, fee.source, fee.days.lower) == (Decimal("20.00"), "fee", TODAY)
    assert Event.objects.filter(kind="fee.charged").count() == 1
    assert Event.objects.get(kind="fee.waived").data == {"fee": "RECONNECTION", "why": "paid in cash"}
    assert ("Reconnection after a restriction", "20.00") in lines(people.bill(customer, DECEMBER))


def test_who_takes_over_is_billed_and_who_gives_has_a_final_bill(
    customer: Account, neighbour: Account, clerk: User
) -> None:
    people.bill_month(date(2026, 11, 1))
    people.mail(neighbour, None, "marek@example.com")
    agreement = Agreement.objects.get(account=customer)

    ending = actions.hand_over(agreement, to=neighbour, on=date(2026, 11, 26), at=NOON, by=clerk)
    assert actions.carry_out_due(at=profile.midnight(date(2026, 11, 26))) == 1

    assert [str(each.total) for each in customer.invoices.order_by("pk")] == ["60.00", "-10.00"]
    december = people.bill(neighbour, DECEMBER)
    assert december.total == Decimal("130.00")
    assert Account.objects.get(pk=customer.pk).closed_on == date(2026, 11, 26)
    letters = Message.objects.order_by("pk").values_list("template", "to")
    assert list(letters) == [
        ("agreement_handed_over", "zmienna@example.com"),
        ("agreement_taken_over", "marek@example.com"),
        ("final_bill", "zmienna@example.com"),
    ]
    assert queries.balance(neighbour) == Decimal("190.00")
    assert ending.to == neighbour


def test_nothing_is_handed_over_for_the_past_or_to_whom_nobody_bills(
    customer: Account, neighbour: Account, clerk: User
) -> None:
    agreement = Agreement.objects.get(account=customer)
    with pytest.raises(actions.TooLongAgo):
        actions.hand_over(agreement, to=neighbour, on=date(2026, 11, 20), at=NOON, by=clerk)
    unbilled = Account.objects.create(number="100901", holder="Bez Płatnika", language="pl", opened_on=TODAY)

    with pytest.raises(actions.NotBilled):
        actions.hand_over(agreement, to=unbilled, on=DECEMBER, at=NOON, by=clerk)


def test_an_account_that_awaits_an_agreement_is_not_closed(customer: Account, neighbour: Account, clerk: User) -> None:
    mine, his = (Agreement.objects.get(account=each) for each in (customer, neighbour))
    actions.hand_over(his, to=customer, on=DECEMBER, at=NOON, by=clerk)

    actions.end_agreement(mine, ends_on=TODAY, reason="CUSTOMER", at=NOON, by=clerk)

    assert Account.objects.get(pk=customer.pk).closed_on is None
    actions.carry_out_due(at=profile.midnight(DECEMBER))
    assert people.bill(customer, DECEMBER).total == Decimal("60.00")


def test_two_who_hand_over_to_each_other_both_get_it(customer: Account, neighbour: Account, clerk: User) -> None:
    mine, his = (Agreement.objects.get(account=each) for each in (customer, neighbour))

    actions.hand_over(mine, to=neighbour, on=DECEMBER, at=NOON, by=clerk)
    actions.hand_over(his, to=customer, on=DECEMBER, at=NOON, by=clerk)
    assert actions.carry_out_due(at=profile.midnight(DECEMBER)) == 2

    assert {each.closed_on for each in Account.objects.exclude(pk=0)} == {None}


def test_what_a_final_bill_will_come_to_is_said_before_and_nothing_of_it_stays(customer: Account, clerk: User) -> None:
    people.bill_month(date(2026, 11, 1))
    agreement = Agreement.objects.get(account=customer)

    said = [
        actions.expected_final_bill(agreement, ends_on=on, at=NOON)
        for on in (TODAY, date(2026, 11, 26), DECEMBER, date(2027, 1, 1))
    ]

    assert said == [Decimal("-20.00"), Decimal("-10.00"), Decimal("0.00"), Decimal("60.00")]
    agreement.refresh_from_db()
    assert agreement.valid.upper is None
    assert customer.invoices.count() == 1
    assert not Event.objects.filter(account_id=customer.pk).exists()
    people.line(customer, tariff("A1"))
    assert actions.expected_final_bill(agreement, ends_on=TODAY, at=NOON) is None
