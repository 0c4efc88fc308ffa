"""From what ought to be paid to the sheet that was issued."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeEndsWith
from django.db import models

from abonent.contracts.models import Holding, Subscription
from abonent.database.constraints import SameAccount
from abonent.database.finding import findable, folded
from abonent.language import lengths
from abonent.people.models import Account, User


class Payer(models.Model):
    """How an account is billed: its cycle, the name on its invoices, how it pays, its own bank account."""

    class Delivery(models.TextChoices):
        ELECTRONIC = "ELECTRONIC"
        PAPER = "PAPER"

    class Form(models.TextChoices):
        LINK = "LINK"
        PDF = "PDF"

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.PROTECT, related_name="payer")
    cycle = models.SmallIntegerField(default=1)
    name = models.CharField(max_length=lengths.NAME)
    address = models.JSONField(default=list)
    tax_id = models.CharField(max_length=20, default="", blank=True)
    delivery = models.CharField(max_length=12, choices=Delivery, default=Delivery.ELECTRONIC)
    form = models.CharField(max_length=4, choices=Form, default=Form.LINK)  # of a bill that comes by mail
    pays_cash = models.BooleanField(default=False)
    bank_account = models.CharField(max_length=34, null=True, unique=True)  # noqa: DJ001 - unique where there is one
    words = folded("name")

    class Meta:
        db_table = "billing_payer"
        indexes = (
            findable("payer_by_name"),
            models.Index(fields=["delivery", "account"], name="payer_by_delivery"),
            models.Index(fields=["cycle", "account"], name="payer_by_cycle"),
        )

    def __str__(self) -> str:
        return self.name


class Period(models.Model):
    """A stretch of days that is billed at once, for the accounts of one cycle.

    STOPPED: somebody stopped its run between two batches; what was issued stays, and the run can go on.
    """

    class State(models.TextChoices):
        OPEN = "OPEN"
        ISSUING = "ISSUING"
        STOPPED = "STOPPED"
        ISSUED = "ISSUED"

    cycle = models.SmallIntegerField()
    days = DateRangeField()
    bill_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "billing_period"
        constraints = (
            ExclusionConstraint(
                name="one_period_at_a_time",
                expressions=[("cycle", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
            ),
        )

    def __str__(self) -> str:
        return f"{self.cycle}: {self.days}"


class Batch(models.Model):
    """A range of accounts whose bills of a period are made in one transaction."""

    class State(models.TextChoices):
        WAITING = "WAITING"
        DONE = "DONE"

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="batches")
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done_at = models.DateTimeField(null=True)
    bills = models.IntegerField(null=True)
    total = models.DecimalField(max_digits=16, decimal_places=2, null=True)

    class Meta:
        db_table = "billing_batch"
        constraints = (models.UniqueConstraint(fields=["period", "low"], name="batch_is_planned_once"),)

    def __str__(self) -> str:
        return f"{self.period_id}: {self.low}–{self.high}"


class Series(models.Model):
    """The next number of a kind of document in a stretch of time (`FV/2026/11`); gapless by its row lock."""

    code = models.CharField(max_length=40, primary_key=True)
    next = models.BigIntegerField(default=1)

    class Meta:
        db_table = "billing_series"

    def __str__(self) -> str:
        return self.code


class Invoice(models.Model):
    """A bill or a correction as it was issued: a frozen sheet with its hash and the template that draws it."""

    class Kind(models.TextChoices):
        BILL = "BILL"
        CORRECTION = "CORRECTION"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="invoices", db_index=False)
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind)
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="corrections"
    )
    period = models.ForeignKey(Period, null=True, on_delete=models.PROTECT, related_name="invoices", db_index=False)
    issued_on = models.DateField()
    due_on = models.DateField()
    net = models.DecimalField(max_digits=14, decimal_places=2)
    vat = models.DecimalField(max_digits=14, decimal_places=2)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    sheet = models.JSONField()
    sha256 = models.BinaryField()
    template = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "billing_invoice"
        constraints = (
            models.UniqueConstraint(fields=["number"], name="invoice_number_is_unique"),
            models.UniqueConstraint(fields=["account", "id"], name="invoice_of_account"),
            SameAccount(field="corrects", name="correction_and_bill_of_one_account"),
            models.UniqueConstraint(
                fields=["account", "period"], name="one_bill_per_period", condition=models.Q(kind="BILL")
            ),
            models.CheckConstraint(
                condition=models.Q(total=models.F("net") + models.F("vat")), name="total_is_net_and_vat"
            ),
        )
        indexes = (
            models.Index(fields=["account", "-issued_on", "-id"], name="invoice_newest_first"),
            models.Index(fields=["period", "account"], name="invoice_of_period"),
            models.Index(fields=["corrects"], name="invoice_corrected_by", condition=models.Q(corrects__isnull=False)),
            # The sales register adds up a month from this alone, without touching the sheets.
            models.Index(fields=["issued_on", "id"], name="invoice_in_order", include=("kind", "net", "vat", "total")),
            models.Index(
                fields=["issued_on", "id"], name="invoice_that_corrects", condition=models.Q(kind="CORRECTION")
            ),
        )

    def __str__(self) -> str:
        return self.number


class EInvoice(models.Model):
    """The state number of an invoice in an e-invoicing system. Comes after issue, so it stands beside the sheet."""

    invoice = models.OneToOneField(Invoice, primary_key=True, on_delete=models.PROTECT, related_name="einvoice")
    system = models.CharField(max_length=12)
    number = models.CharField(max_length=60)
    numbered_at = models.DateTimeField()

    class Meta:
        db_table = "billing_einvoice"
        constraints = (models.UniqueConstraint(fields=["system", "number"], name="state_number_is_unique"),)

    def __str__(self) -> str:
        return self.number


class Charge(models.Model):
    """What ought to be paid for something, minus what was charged for it before; with its reason.

    `basis` names what it is for; a later difference on the same basis is a further revision.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="charges", db_index=False)
    subscription = models.ForeignKey(
        Subscription, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="charges"
    )
    holding = models.ForeignKey(
        Holding, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="charges"
    )
    source = models.CharField(max_length=30)
    service = models.CharField(max_length=30)
    name = models.JSONField()
    days = DateRangeField()
    quantity = models.DecimalField(max_digits=18, decimal_places=6)
    unit = models.CharField(max_length=12)
    unit_price = models.DecimalField(max_digits=18, decimal_places=6)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    gross = models.BooleanField()
    vat = models.CharField(max_length=12)
    why = models.JSONField()
    basis = models.CharField(max_length=120)
    revision = models.SmallIntegerField(default=0)
    invoice = models.ForeignKey(
        Invoice, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="charges"
    )
    line = models.SmallIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "billing_charge"
        constraints = (
            models.UniqueConstraint(fields=["account", "basis", "revision"], name="charged_once"),
            SameAccount(field="subscription", name="charge_and_subscription_of_one_account"),
            SameAccount(field="holding", name="charge_and_holding_of_one_account"),
            SameAccount(field="invoice", name="charge_and_invoice_of_one_account"),
        )
        indexes = (
            models.Index(fields=["account"], name="charge_not_billed", condition=models.Q(invoice=None)),
            models.Index(fields=["invoice"], name="charge_of_invoice"),
            # The bill run looks at the charges of the latest months only, however long an account is there.
            models.Index("account", RangeEndsWith("days"), name="charge_by_end"),
        )

    def __str__(self) -> str:
        return f"{self.basis}#{self.revision}"
