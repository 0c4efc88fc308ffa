"""A customer is opened at the office, whole or not at all; what the first bill will be is said before, and comes so."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from abonent import profile
from abonent.billing import actions
from abonent.billing.actions import Opening
from abonent.billing.models import Charge, Invoice, Payer, Series
from abonent.contracts import actions as contracts
from abonent.contracts.models import Agreement, Holding, Subscription
from abonent.journal.models import Event
from abonent.people import actions as at_the_door
from abonent.people import queries
from abonent.people.actions import Applicant, LoginTaken
from abonent.people.models import Access, Account, Consent, Contact, Place, User
from abonent.people.numbering import NoNumberLeft
from abonent.post.models import Document, Message
from tests import people
from tests.people import NOON

TODAY = date(2026, 11, 21)
HOME = {"street": "ul. Leśna", "house": "12", "flat": "4", "post_code": "16-999", "town": "Gródek Leśny"}
ONCE = "a-form-sent-once"


@pytest.fixture
def clerk(db: None) -> User:
    return people.staff("CLERK")


@pytest.fixture(autouse=True)
def price_list(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("committed" if "committed" in request.fixturenames else "db")
    contracts.enter_price_list(profile.current(), at=people.LONG_AGO)
    at_the_door.enter_wordings(profile.current(), at=people.LONG_AGO)


def opening(**more: object) -> Opening:
    """Żaneta Łoś takes plan A2 with a router today."""
    applicant = Applicant(
        kind="PERSON", holder="Żaneta Łoś", language="pl", post=HOME,
        mail="zaneta@example.com", phone="+48501234567", login="zaneta.los",
    )  # fmt: skip
    agreed = Opening(
        applicant=applicant, place=HOME, signed_on=TODAY, since=TODAY, months=24, plan="A2", extras=("ROUTER",),
        fee="INSTALLATION:A", cycle=1, pays_cash=False, consents=frozenset({"e-invoice", "mail-works"}),
    )  # fmt: skip
    return replace(agreed, **more)  # type: ignore[arg-type]


def applicant(**more: str) -> Applicant:
    return replace(opening().applicant, **more)  # type: ignore[arg-type]


def test_everything_that_belongs_to_a_customer_is_there(clerk: User) -> None:
    opened = actions.open_customer(opening(), once=ONCE, at=NOON, by=clerk)

    agreement, line = Agreement.objects.get(account=opened), Subscription.objects.get(account=opened)
    payer, right = Payer.objects.get(account=opened), Access.objects.get(account=opened)
    assert (opened.number, opened.holder, opened.opened_on) == ("100001", "Żaneta Łoś", TODAY)
    assert (agreement.number, agreement.minimum_until) == ("UM/2026/00001", date(2028, 11, 21))
    assert (line.ref, line.place_id) == ("100001", opened.post_place_id)
    assert [held.tariff.code for held in Holding.objects.filter(account=opened)] == ["A2", "ROUTER"]
    assert (payer.cycle, payer.delivery, payer.name) == (1, "ELECTRONIC", "Żaneta Łoś")
    assert payer.bank_account == profile.current().bank.virtual_account("100001")
    assert (right.role, right.user.login, right.user.has_usable_password()) == ("OWNER", "zaneta.los", False)
    assert all(contact.confirmed_at == NOON for contact in Contact.objects.filter(account=opened))
    assert {each.code: each.via for each in Consent.objects.filter(account=opened)} == {
        "e-invoice": "desk",
        "mail-works": "desk",
    }
    assert Document.objects.get(account_id=opened.pk).kind == "TERMS"
    assert [(letter.template, letter.to) for letter in Message.objects.all()] == [
        ("first_access", "zaneta@example.com")
    ]


def test_everything_is_in_the_journal_with_who_did_it(clerk: User) -> None:
    opened = actions.open_customer(opening(), once=ONCE, at=NOON, by=clerk)

    told = Event.objects.filter(account_id=opened.pk)
    assert set(told.values_list("by_id", "via")) == {(clerk.pk, "desk")}
    assert sorted(set(told.values_list("kind", flat=True))) == [
        "access.granted", "account.opened", "agreement.signed", "consent.given", "contact.confirmed_by_office",
        "document.kept", "fee.charged",
    ]  # fmt: skip


def test_the_same_form_opens_one_customer(clerk: User) -> None:
    first = actions.open_customer(opening(), once=ONCE, at=NOON, by=clerk)
    again = actions.open_customer(opening(), once=ONCE, at=NOON + timedelta(minutes=1), by=clerk)

    assert again == first
    assert Account.objects.filter(holder="Żaneta Łoś").count() == 1
    assert actions.opened_by(ONCE) == first
    assert actions.opened_by("another-form-again") is None


def test_two_clerks_at_once_open_two_customers_without_a_gap(committed: object) -> None:
    clerk = people.staff("CLERK")
    forms = [opening(applicant=applicant(login=f"login{n}", mail=f"{n}@example.com")) for n in range(4)]

    def work(n: int) -> None:
        actions.open_customer(forms[n], once=f"form-number-{n}-of-many", at=NOON, by=clerk)
        connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = sorted(Account.objects.exclude(pk=0).values_list("number", flat=True))
    assert numbers == ["100001", "100002", "100003", "100004"]
    assert sorted(Agreement.objects.values_list("number", flat=True)) == [f"UM/2026/{n:05}" for n in range(1, 5)]


def test_a_taken_login_leaves_nothing_behind(clerk: User) -> None:
    people.person("zaneta.los", "Żaneta Inna")

    with pytest.raises(LoginTaken):
        actions.open_customer(opening(), once=ONCE, at=NOON, by=clerk)

    left = (Account.objects.exclude(pk=0), Place.objects.all(), Agreement.objects.all(), Message.objects.all())
    assert [each.count() for each in left] == [0, 0, 0, 0]
    assert not Series.objects.filter(code="UM/2026/").exists()


def test_the_next_number_follows_the_highest_and_then_fills_a_gap(clerk: User) -> None:
    people.account("100777", "Marek Wójcik")
    people.account("999999", "Ostatni Numer")

    opened = actions.open_customer(opening(), once=ONCE, at=NOON, by=clerk)

    assert opened.number == "100778"


def test_when_all_numbers_are_taken_nothing_is_opened(clerk: User) -> None:
    short = replace(profile.current(), account_number=replace(profile.current().account_number, mask="9"))
    with profile.using(short):
        for number in range(1, 10):
            people.account(str(number), f"Numer {number}")
        with pytest.raises(NoNumberLeft):
            actions.open_customer(opening(), once=ONCE, at=NOON, by=clerk)


def test_the_first_bill_is_said_before_and_comes_so(clerk: User) -> None:
    """21 to 30 November of 70.00 a month is 23.33, December is 70.00, the installation 150.00."""
    november = actions.open_period(profile.current().billing.cycles[0], month=date(2026, 11, 1))
    actions.issue_bills(november, at=profile.midnight(november.bill_on))

    said = actions.first_bill(opening(), at=NOON, by=clerk)
    assert Account.objects.exclude(pk=0).count() == 0
    opened = actions.open_customer(opening(), once=ONCE, at=NOON, by=clerk)
    bill = people.bill(opened, date(2026, 12, 1))

    assert said is not None
    assert (said.issued_on, said.due_on, said.total) == (date(2026, 12, 3), date(2026, 12, 17), Decimal("243.33"))
    assert (bill.issued_on, bill.due_on, bill.total) == (said.issued_on, said.due_on, said.total)
    assert sorted(line["amount"] for line in bill.sheet["lines"]) == ["10.00", "150.00", "20.00", "3.33", "60.00"]


@pytest.mark.parametrize(
    ("cycle", "issued_on", "total"),
    [(2, date(2026, 12, 13), "100.00"), (3, date(2026, 11, 23), "60.00")],
)
def test_the_cycle_says_when_the_first_bill_comes(clerk: User, cycle: int, issued_on: date, total: str) -> None:
    """In cycle 2 a whole month from 11 December follows 20 of 30 days; cycle 3 begins on 21 November itself."""
    begun = actions.open_period(profile.current().billing.cycles[1], month=date(2026, 11, 1))
    actions.issue_bills(begun, at=profile.midnight(begun.bill_on))
    plain = opening(cycle=cycle, extras=(), fee="", waived="friend of the house")

    said = actions.first_bill(plain, at=NOON, by=clerk)

    assert said is not None
    assert (said.issued_on, said.total) == (issued_on, Decimal(total))


def test_paper_costs_its_fee_and_no_installation_needs_a_reason(clerk: User) -> None:
    agreed = opening(consents=frozenset(), fee="", waived="moved within the house", extras=(), since=date(2026, 12, 1))

    said = actions.first_bill(agreed, at=NOON, by=clerk)
    opened = actions.open_customer(agreed, once=ONCE, at=NOON, by=clerk)

    assert said is not None
    assert said.total == Decimal("75.00")
    assert Payer.objects.get(account=opened).delivery == "PAPER"
    assert not Charge.objects.filter(account=opened).exists()
    assert Event.objects.get(kind="fee.waived").data == {"reason": "moved within the house"}


def test_trying_it_out_leaves_nothing(clerk: User) -> None:
    actions.first_bill(opening(), at=NOON, by=clerk)

    assert Account.objects.exclude(pk=0).count() == Invoice.objects.count() == Message.objects.count() == 0
    assert not User.objects.filter(login="zaneta.los").exists()
    assert not Series.objects.exists()


def test_what_is_not_sold_or_fits_the_plan_not_is_refused(clerk: User) -> None:
    with pytest.raises(contracts.NotSold):
        actions.open_customer(opening(plan="Z9"), once=ONCE, at=NOON, by=clerk)
    with pytest.raises(contracts.NotSold):
        actions.open_customer(opening(extras=("A1",)), once=ONCE, at=NOON, by=clerk)
    with pytest.raises(actions.UnknownFee):
        actions.open_customer(opening(fee="INSTALLATION:B"), once=ONCE, at=NOON, by=clerk)

    assert Account.objects.exclude(pk=0).count() == 0


def test_without_a_login_nobody_signs_in_and_no_link_is_sent(clerk: User) -> None:
    opened = actions.open_customer(opening(applicant=applicant(login="", mail="")), once=ONCE, at=NOON, by=clerk)

    assert not Access.objects.filter(account=opened).exists()
    assert not Message.objects.exists()


def test_a_company_without_a_tax_number_cannot_be_billed(clerk: User) -> None:
    with pytest.raises(actions.BadInvoiceData):
        actions.open_customer(opening(applicant=applicant(kind="COMPANY")), once=ONCE, at=NOON, by=clerk)

    assert Account.objects.exclude(pk=0).count() == 0


def test_who_may_be_the_same_customer_is_found(clerk: User) -> None:
    opened = actions.open_customer(opening(applicant=applicant(tax_id="9990123455")), once=ONCE, at=NOON, by=clerk)
    elsewhere = HOME | {"house": "13"}

    assert [(each.account, each.what) for each in queries.alike("żaneta łoś", HOME)] == [(opened, "name")]
    assert queries.alike("Żaneta Łoś", elsewhere) == []
    assert [each.what for each in queries.alike("X", HOME, tax_id="9990123455")] == ["tax_id"]
    assert [each.what for each in queries.alike("X", HOME, contacts=("+48501234567",))] == ["contact"]


def test_a_line_that_begins_later_is_confirmed_as_it_will_be(clerk: User) -> None:
    later = opening(since=date(2026, 12, 15))

    opened = actions.open_customer(later, once=ONCE, at=NOON, by=clerk)

    assert Document.objects.get(account_id=opened.pk).title == "Warunki umowy UM/2026/00001 na dzień 15 grudnia 2026"
    begins = {held.valid.lower for held in Holding.objects.filter(account=opened)}
    assert begins == {datetime.fromisoformat("2026-12-15T00:00+01:00")}
