"""What a customer set out to pay, and what the outside said about money."""

from django.db import models

from abonent import profile
from abonent.database.constraints import SameAccount
from abonent.language import lengths
from abonent.people.models import Account, User

TILL = "till:office"
"""The book of the office's till, and the source of the receipts that are written there."""


class Payment(models.Model):
    """What somebody set out to pay through a gateway. Only a Receipt says that money came."""

    class State(models.TextChoices):
        STARTED = "STARTED"
        CONFIRMED = "CONFIRMED"
        REFUSED = "REFUSED"
        ABANDONED = "ABANDONED"
        FAILED = "FAILED"

    ref = models.CharField(max_length=40)
    once = models.CharField(max_length=40)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="payments", db_index=False)
    gateway = models.CharField(max_length=30)
    gateway_ref = models.CharField(max_length=120, default="", blank=True)
    bank_url = models.CharField(max_length=500, default="", blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    wanted = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    started_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "billing_payment"
        constraints = (
            models.UniqueConstraint(fields=["ref"], name="payment_ref_is_unique"),
            models.UniqueConstraint(fields=["account", "once"], name="payment_is_started_once"),
            models.UniqueConstraint(fields=["account", "id"], name="payment_of_account"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_amount_is_positive"),
        )
        indexes = (
            models.Index(fields=["started_at"], name="payment_waiting", condition=models.Q(state="STARTED")),
            models.Index(fields=["started_at", "id"], name="payment_in_order"),
            models.Index(fields=["state", "started_at", "id"], name="payment_in_state"),
        )

    def __str__(self) -> str:
        return self.ref


class Receipt(models.Model):
    """What the outside said about money: a gateway's event, a bank line, the till. Kept word for word, booked whole.

    A negative amount is money taken back (a chargeback). Unique by source and the outside's own id.
    """

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=160)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="receipts", db_index=False)
    payment = models.ForeignKey(
        Payment, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="receipts"
    )
    book = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    paid_on = models.DateField()
    payer = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "billing_receipt"
        constraints = (
            models.UniqueConstraint(fields=["source", "external_id"], name="receipt_is_heard_once"),
            models.UniqueConstraint(fields=["account", "id"], name="receipt_of_account"),
            SameAccount(field="payment", name="receipt_and_payment_of_one_account"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="receipt_is_not_nothing"),
        )
        indexes = (
            models.Index(fields=["account", "-received_at"], name="receipt_newest_first"),
            models.Index(fields=["received_at", "id"], name="receipt_in_order"),
            models.Index(fields=["book", "received_at", "id"], name="receipt_of_book"),
            models.Index(fields=["amount", "received_at", "id"], name="receipt_of_amount"),
            models.Index(fields=["received_at", "id"], name="receipt_below_nothing", condition=models.Q(amount__lt=0)),
            models.Index(
                fields=["paid_on"], name="receipt_of_till", include=("amount", "id"), condition=models.Q(book=TILL)
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number on the customer's confirmation of payment; cash has one of the till's own series."""
        if self.source == TILL:
            return self.external_id
        return f"W/{profile.today(self.received_at):%Y/%m}/{self.pk:06}"


class Proposal(models.Model):
    """That money shall be given up or paid out. Above the profile's amount somebody else decides than who proposed it."""

    class Kind(models.TextChoices):
        WRITE_OFF = "WRITE_OFF"
        REFUND = "REFUND"

    class State(models.TextChoices):
        WAITING = "WAITING"
        DONE = "DONE"
        REFUSED = "REFUSED"
        WITHDRAWN = "WITHDRAWN"

    ref = models.CharField(max_length=40)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=10, choices=Kind)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.CharField(max_length=lengths.REASON)
    bank_account = models.CharField(max_length=34, default="", blank=True)  # where a refund goes, an IBAN
    recipient = models.CharField(max_length=lengths.NAME, default="", blank=True)
    takes_two = models.BooleanField()  # it was above the amount when it was proposed
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=lengths.REASON, default="", blank=True)  # why it was refused
    paid_on = models.DateField(null=True, blank=True)  # the day a refund left the bank

    class Meta:
        db_table = "billing_proposal"
        constraints = (
            models.UniqueConstraint(fields=["ref"], name="proposal_ref_is_unique"),
            models.UniqueConstraint(fields=["account", "id"], name="proposal_of_account"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="proposal_amount_is_positive"),
            models.CheckConstraint(
                condition=(
                    ~models.Q(state="DONE")
                    | models.Q(takes_two=False)
                    | (
                        models.Q(proposed_by__isnull=False)
                        & models.Q(decided_by__isnull=False)
                        & ~models.Q(proposed_by=models.F("decided_by"))
                    )
                ),
                name="two_people_decide",
            ),
        )
        indexes = (
            models.Index(fields=["proposed_at"], name="proposal_waiting", condition=models.Q(state="WAITING")),
            models.Index(fields=["proposed_at", "id"], name="proposal_in_order"),
            models.Index(
                fields=["decided_at"],
                name="refund_to_pay_out",
                condition=models.Q(kind="REFUND", state="DONE", paid_on=None),
            ),
        )

    def __str__(self) -> str:
        return self.ref
