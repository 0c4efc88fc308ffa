"""Promises 1 and 2: whatever happens, in any order and however often, the ledger agrees with itself."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abonent.billing import actions, queries
from abonent.billing.bulk.faults import faults
from abonent.billing.bulk.receipts import post_receipts
from abonent.billing.models import Book, Entry, Invoice, Payer, Receipt
from abonent.people.models import Account
from tests import people
from tests.people import NOON

MONTHS = [people.FIRST_DAY.replace(year=2025 + n // 12, month=n % 12 + 1) for n in range(20)]

amounts = st.decimals("0.01", "250.00", places=2)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("bill"), st.none()),
        st.tuples(st.just("paper"), st.booleans()),
        st.tuples(st.just("receipt"), amounts),
        st.tuples(st.just("receipt"), amounts.map(lambda amount: -amount)),
        st.tuples(st.just("receipt again"), st.integers(0, 5)),
        st.tuples(
            st.just("bank lines"),
            st.lists(st.one_of(amounts, amounts.map(lambda amount: -amount)), min_size=1, max_size=3),
        ),
        st.tuples(st.just("reverse"), st.integers(0, 5)),
        st.tuples(st.just("correct"), st.tuples(st.integers(0, 5), st.decimals("0.00", "90.00", places=2))),
        st.tuples(st.just("refund"), amounts),
        st.tuples(st.just("write off"), amounts),
    ),
    max_size=14,
)


class Story:
    """What happens to one account, step by step, with a plain sum kept beside it."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.months = iter(MONTHS)
        self.owed = Decimal("0.00")
        self.fee = Decimal("0.00")

    def go(self, step: str, value: Any) -> None:
        getattr(self, step.replace(" ", "_"))(value)

    def bill(self, _: None) -> None:
        people.bill_month(next(self.months))
        self.owed += Decimal("60.00") + self.fee

    def paper(self, wanted: bool) -> None:
        Payer.objects.filter(account=self.account).update(delivery="PAPER" if wanted else "ELECTRONIC")
        self.fee = Decimal("15.00") if wanted else Decimal("0.00")

    def receipt(self, amount: Decimal) -> None:
        actions.post_receipt(people.receipt(self.account, str(amount)), at=NOON)
        self.owed -= amount

    def receipt_again(self, which: int) -> None:
        heard = list(Receipt.objects.order_by("pk"))
        for receipt in heard[which : which + 1]:
            try:
                actions.post_receipt(receipt, at=NOON)
            except actions.AlreadyPosted:
                continue
            raise AssertionError("posted twice")

    def bank_lines(self, found: list[Decimal]) -> None:
        lines = [
            Receipt(account=self.account, source="bank", external_id=f"{len(found)}-{Receipt.objects.count()}-{n}",
                    book="bank:main", amount=amount, paid_on=NOON.date(), received_at=NOON)
            for n, amount in enumerate(found)
        ]  # fmt: skip
        again = [Receipt(**{f.attname: getattr(line, f.attname) for f in Receipt._meta.fields}) for line in lines]
        with transaction.atomic():
            post_receipts(lines, at=NOON)
            post_receipts(again, at=NOON)
        self.owed -= sum(found)

    def reverse(self, which: int) -> None:
        paid = Entry.objects.filter(account=self.account, kind="PAYMENT", reversal=None).order_by("pk")
        for entry in paid[which : which + 1]:
            actions.reverse(entry, at=NOON)
            self.owed += entry.amount

    def correct(self, what: tuple[int, Decimal]) -> None:
        which, amount = what
        for invoice in Invoice.objects.filter(kind="BILL").order_by("pk")[which : which + 1]:
            try:
                correction = actions.correct_invoice(invoice, amounts={1: amount}, reason="test", at=NOON)
            except actions.NothingToCorrect:
                return
            self.owed += correction.total

    def refund(self, amount: Decimal) -> None:
        try:
            actions.refund(self.account, amount=amount, once=str(Entry.objects.count()), at=NOON)
        except actions.MoreThanCredit:
            assert queries.total_open(queries.unused_credits(self.account)) < amount
        else:
            self.owed += amount

    def write_off(self, amount: Decimal) -> None:
        try:
            actions.write_off(self.account, amount=amount, once=str(Entry.objects.count()), at=NOON)
        except actions.MoreThanOwed:
            assert queries.total_open(queries.debts(self.account)) < amount
        else:
            self.owed -= amount


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_the_ledger_agrees_with_itself_whatever_happens(account: Account, steps: list[tuple[str, Any]]) -> None:
    with transaction.atomic():
        people.tariff("PAPER-BILL", "15.00", kind="FEE", unit="piece")
        story = Story(account)
        for step, value in steps:
            story.go(step, value)

        assert queries.balance(account) == story.owed
        debt, unused = queries.total_open(queries.debts(account)), queries.total_open(queries.unused_credits(account))
        assert debt - unused == story.owed
        assert min(debt, unused) == 0
        assert faults() == []
        transaction.set_rollback(True)


def test_the_sum_of_all_books_is_nothing(account: Account) -> None:
    people.bill(account)
    actions.post_receipt(people.receipt(account, "70.00"), at=NOON)
    actions.refund(account, amount=Decimal("4.00"), once="1", at=NOON)

    moved: dict[str, Decimal] = {}
    for entry in Entry.objects.select_related("debit", "credit"):
        moved[entry.debit.code] = moved.get(entry.debit.code, Decimal(0)) + entry.amount
        moved[entry.credit.code] = moved.get(entry.credit.code, Decimal(0)) - entry.amount
    assert moved == {
        "receivable": Decimal("-6.00"), "sales": Decimal("-60.00"), "bank:main": Decimal("70.00"),
        "refunds": Decimal("-4.00"),
    }  # fmt: skip
    assert sum(moved.values()) == 0
    assert Book.objects.get(pk=Book.RECEIVABLE).code == "receivable"
