"""The ledger: entries that move money between books, and allocations that explain them. Both are only added."""

from django.db import models

from abonent.billing.models.bills import Invoice
from abonent.billing.models.money import Receipt
from abonent.database.constraints import SameAccount
from abonent.people.models import Account, User


class Book(models.Model):
    """Where money can be: owed by customers, sold, in a gateway's hands, in the bank, in the till."""

    class Kind(models.TextChoices):
        CUSTOMER = "CUSTOMER"
        INCOME = "INCOME"
        CLEARING = "CLEARING"
        BANK = "BANK"
        CASH = "CASH"
        LOSS = "LOSS"

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)

    RECEIVABLE = 1  # the one book whose entries are somebody's; its id is part of the first migration

    class Meta:
        db_table = "billing_book"
        constraints = (models.UniqueConstraint(fields=["code"], name="book_code_is_unique"),)

    def __str__(self) -> str:
        return self.code


class Entry(models.Model):
    """One transfer of money from the credit book to the debit book, for one cause.

    A debit of the receivable is an open item with the date it is due on; a credit pays open items.
    """

    class Kind(models.TextChoices):
        BILL = "BILL"
        CORRECTION = "CORRECTION"
        PAYMENT = "PAYMENT"
        REVERSAL = "REVERSAL"
        REFUND = "REFUND"
        WRITE_OFF = "WRITE_OFF"
        TRANSFER = "TRANSFER"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries", db_index=False)
    debit = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+", db_index=False)
    credit = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    kind = models.CharField(max_length=12, choices=Kind)
    service = models.CharField(max_length=30, default="", blank=True)
    cause = models.CharField(max_length=120)
    invoice = models.ForeignKey(
        Invoice, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="entries"
    )
    receipt = models.ForeignKey(
        Receipt, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="entries"
    )
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, db_constraint=False, related_name="reversal"
    )
    value_on = models.DateField()
    booked_on = models.DateField()
    due_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "billing_entry"
        constraints = (
            models.UniqueConstraint(fields=["account", "cause"], name="one_entry_per_cause"),
            models.UniqueConstraint(fields=["account", "id"], name="entry_of_account"),
            SameAccount(field="invoice", name="entry_and_invoice_of_one_account"),
            SameAccount(field="receipt", name="entry_and_receipt_of_one_account"),
            SameAccount(field="reverses", name="entry_and_reversed_of_one_account"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="entry_amount_is_positive"),
            models.CheckConstraint(condition=~models.Q(debit=models.F("credit")), name="entry_moves_between_two_books"),
            models.CheckConstraint(
                condition=(
                    models.Q(account=0) & ~models.Q(debit=1) & ~models.Q(credit=1)
                    | ~models.Q(account=0) & (models.Q(debit=1) | models.Q(credit=1))
                ),
                name="receivable_is_somebodys",
            ),
        )
        indexes = (
            models.Index(
                fields=["account", "booked_on", "id"], name="entry_by_day", include=("debit", "credit", "amount")
            ),
            # An entry is of a bill or of money that came, hardly ever of both: what it is not of has no place in an index.
            models.Index(fields=["invoice"], name="entry_of_invoice", condition=models.Q(invoice__isnull=False)),
            models.Index(fields=["receipt"], name="entry_of_receipt", condition=models.Q(receipt__isnull=False)),
            models.Index(fields=["booked_on"], name="entry_that_reverses", condition=models.Q(reverses__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.cause}"


class Allocation(models.Model):
    """How much of a credit pays a debit of the same account. Undone by a minus row, never changed."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="allocations", db_index=False)
    credit = models.ForeignKey(Entry, on_delete=models.PROTECT, db_constraint=False, related_name="pays")
    debit = models.ForeignKey(Entry, on_delete=models.PROTECT, db_constraint=False, related_name="paid_by")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    cause = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        db_table = "billing_allocation"
        constraints = (
            models.UniqueConstraint(fields=["account", "cause"], name="one_allocation_per_cause"),
            SameAccount(field="credit", name="allocation_and_credit_of_one_account"),
            SameAccount(field="debit", name="allocation_and_debit_of_one_account"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="allocation_is_not_nothing"),
        )

    def __str__(self) -> str:
        return self.cause
