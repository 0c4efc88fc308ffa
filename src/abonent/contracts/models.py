"""What contracts keeps. Prices and holdings are ranges that cannot overlap; the future is a row that begins later."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeEndsWith
from django.db import models
from django.db.models.functions import Coalesce

from abonent.database.constraints import SameAccount
from abonent.language import lengths
from abonent.people.models import Account, Place, User


class Tariff(models.Model):
    """Something that has a price: a plan, an extra service, a discount, a one-off fee."""

    class Kind(models.TextChoices):
        PLAN = "PLAN"
        EXTRA = "EXTRA"
        DISCOUNT = "DISCOUNT"
        FEE = "FEE"

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=Kind)
    service = models.CharField(max_length=30)
    name = models.JSONField()
    facts = models.JSONField(default=dict, blank=True)
    sold = DateRangeField()

    class Meta:
        db_table = "contracts_tariff"
        constraints = (models.UniqueConstraint(fields=["code"], name="tariff_code_is_unique"),)

    def __str__(self) -> str:
        return self.code


class Price(models.Model):
    """What a part of a tariff costs, from–to. A wrong price is replaced, never edited."""

    tariff = models.ForeignKey(Tariff, on_delete=models.PROTECT, related_name="prices")
    component = models.CharField(max_length=30)
    unit = models.CharField(max_length=12)
    amount = models.DecimalField(max_digits=18, decimal_places=6)
    gross = models.BooleanField()
    vat = models.CharField(max_length=12)
    valid = DateRangeField()
    decision = models.CharField(max_length=200, default="", blank=True)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "contracts_price"
        constraints = (
            ExclusionConstraint(
                name="one_price_at_a_time",
                expressions=[
                    ("tariff", RangeOperators.EQUAL),
                    ("component", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(replaced_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.tariff_id} {self.component} {self.amount}"


class Agreement(models.Model):
    """What was signed."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="agreements")
    number = models.CharField(max_length=40)
    signed_on = models.DateField()
    valid = DateRangeField()
    minimum_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "contracts_agreement"
        constraints = (
            models.UniqueConstraint(fields=["number"], name="agreement_number_is_unique"),
            models.UniqueConstraint(fields=["account", "id"], name="agreement_of_account"),
        )
        indexes = (
            models.Index(RangeEndsWith("valid"), name="agreement_by_end", condition=models.Q(valid__upper_inf=False)),
        )

    def __str__(self) -> str:
        return self.number


class Ending(models.Model):
    """The end of an agreement that was entered: from which day on (`ends_on`, the first day without it), why, and by whom.

    Until that day has come it can be taken back; `before` says what ranges were then (`contracts.actions.ending`). When it
    has come it is carried out once: what is handed over begins with the account `to`, and the final bill is issued.
    """

    class Reason(models.TextChoices):
        CUSTOMER = "CUSTOMER"
        OPERATOR = "OPERATOR"
        AGREED = "AGREED"
        TRANSFER = "TRANSFER"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="endings")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, db_constraint=False, related_name="endings")
    ends_on = models.DateField()
    reason = models.CharField(max_length=12, choices=Reason)
    note = models.CharField(max_length=lengths.REASON, default="", blank=True)
    to = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="arrivals")
    before = models.JSONField(default=dict)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "contracts_ending"
        constraints = (
            SameAccount(field="agreement", name="ending_and_agreement_of_one_account"),
            models.UniqueConstraint(
                fields=["account", "agreement"],
                name="an_agreement_ends_once",
                condition=models.Q(taken_back_at=None),
            ),
            models.CheckConstraint(
                condition=models.Q(reason="TRANSFER", to__isnull=False) & ~models.Q(to=models.F("account"))
                | ~models.Q(reason="TRANSFER") & models.Q(to=None),
                name="who_takes_over_is_somebody_else",
            ),
        )
        indexes = (
            models.Index(
                fields=["ends_on"], name="ending_to_come", condition=models.Q(taken_back_at=None, carried_out_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"end of {self.agreement_id} on {self.ends_on}"


class Subscription(models.Model):
    """What is delivered: a line, a number, a flat's heat. Never changes owner: a transfer ends one and begins another."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="subscriptions")
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, db_constraint=False, related_name="subscriptions"
    )
    kind = models.CharField(max_length=30)
    ref = models.CharField(max_length=80)
    label = models.CharField(max_length=120, default="", blank=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="subscriptions")
    valid = DateRangeField()

    class Meta:
        db_table = "contracts_subscription"
        constraints = (
            models.UniqueConstraint(fields=["account", "id"], name="subscription_of_account"),
            models.UniqueConstraint(
                fields=["kind", "ref"], name="live_subscription_is_unique", condition=models.Q(valid__upper_inf=True)
            ),
            SameAccount(field="agreement", name="subscription_and_agreement_of_one_account"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Holding(models.Model):
    """A tariff held by a subscription from an instant to an instant; one per slot at a time.

    `fees` are the codes of what is paid once because it begins: for changing to a lower plan.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holdings")
    subscription = models.ForeignKey(
        Subscription, on_delete=models.PROTECT, db_constraint=False, related_name="holdings"
    )
    tariff = models.ForeignKey(Tariff, on_delete=models.PROTECT, related_name="holdings")
    slot = models.CharField(max_length=30)
    quantity = models.DecimalField(max_digits=18, decimal_places=6, default=1)
    valid = DateTimeRangeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    fees = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        db_table = "contracts_holding"
        indexes = (models.Index(fields=["account"], name="holding_with_fees", condition=~models.Q(fees=[])),)
        constraints = (
            models.UniqueConstraint(fields=["account", "id"], name="holding_of_account"),
            SameAccount(field="subscription", name="holding_and_subscription_of_one_account"),
            ExclusionConstraint(
                name="one_holding_per_slot",
                expressions=[
                    ("subscription", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(withdrawn_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.slot} of {self.subscription_id}"


class Restriction(models.Model):
    """A limit on what is delivered, for a reason. Several may be in force; the strongest counts."""

    class Reason(models.TextChoices):
        DEBT = "DEBT"
        LOST = "LOST"
        REQUEST = "REQUEST"
        OFFICE = "OFFICE"

    class Level(models.TextChoices):
        LIMITED = "LIMITED"
        SUSPENDED = "SUSPENDED"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="restrictions")
    subscription = models.ForeignKey(
        Subscription, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="restrictions"
    )
    reason = models.CharField(max_length=12, choices=Reason)
    level = models.CharField(max_length=12, choices=Level)
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=lengths.REASON, default="", blank=True)

    class Meta:
        db_table = "contracts_restriction"
        constraints = (
            SameAccount(field="subscription", name="restriction_and_subscription_of_one_account"),
            models.UniqueConstraint(
                "account",
                Coalesce("subscription", 0),
                "reason",
                name="one_restriction_per_reason",
                condition=models.Q(lifted_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason} {self.level}"
