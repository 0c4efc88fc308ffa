"""Debts that are chased: the steps of the ladder that were taken, and until when nobody is chased."""

from django.db import models

from abonent.billing.models.ledger import Entry
from abonent.database.constraints import SameAccount
from abonent.language import lengths
from abonent.people.models import Account, User


class Reminder(models.Model):
    """A step of the ladder taken against an account: told, or restricted. It has ended when the debt has.

    Its letters are those whose `about` is "reminder:<id>": the first of them that was sent is the proof from which the
    next step's days count.
    """

    class Kind(models.TextChoices):
        REMINDER = "REMINDER"
        NOTICE = "NOTICE"
        RESTRICTION = "RESTRICTION"
        SUSPENSION = "SUSPENSION"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="reminders")
    step = models.SmallIntegerField()  # the place of the step in the profile's ladder, from 1
    kind = models.CharField(max_length=12, choices=Kind)
    amount = models.DecimalField(max_digits=14, decimal_places=2)  # what was overdue and without respite
    oldest_due_on = models.DateField()
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "billing_reminder"
        constraints = (
            models.UniqueConstraint(
                fields=["account", "step"], name="one_reminder_per_step", condition=models.Q(ended_at=None)
            ),
        )
        indexes = (
            models.Index(fields=["taken_at", "id"], name="reminder_in_order", condition=models.Q(ended_at=None)),
            models.Index(fields=["oldest_due_on", "id"], name="reminder_by_debt", condition=models.Q(ended_at=None)),
            models.Index(fields=["amount", "id"], name="reminder_by_amount", condition=models.Q(ended_at=None)),
            models.Index(fields=["account"], name="reminder_in_force", condition=models.Q(ended_at=None)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.account_id}"


class Respite(models.Model):
    """That a debt, or a part of it, is not chased for a while: promised, to be paid by instalments, disputed, spared.

    The parts of one plan of instalments bear the same `plan`. `amount` None is all that is owed. `until` is the first day
    on which it is chased again; None as long as nobody has answered.
    """

    class Kind(models.TextChoices):
        PROMISE = "PROMISE"
        INSTALMENTS = "INSTALMENTS"
        DISPUTE = "DISPUTE"
        OFFICE = "OFFICE"

    class Ended(models.TextChoices):
        KEPT = "KEPT"
        BROKEN = "BROKEN"
        TAKEN_BACK = "TAKEN_BACK"
        ANSWERED = "ANSWERED"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="respites")
    kind = models.CharField(max_length=12, choices=Kind)
    plan = models.CharField(max_length=40)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="respites")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    until = models.DateField(null=True)
    note = models.CharField(max_length=lengths.WORDS, default="", blank=True)  # the customer's or the office's words
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=Ended, default="", blank=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=lengths.WORDS, default="", blank=True)

    class Meta:
        db_table = "billing_respite"
        constraints = (
            SameAccount(field="entry", name="respite_and_entry_of_one_account"),
            models.UniqueConstraint(
                fields=["account"],
                name="one_promise_at_a_time",
                condition=models.Q(kind="PROMISE", ended_at=None),
            ),
            models.UniqueConstraint(
                fields=["account", "entry"],
                name="one_dispute_of_an_entry",
                condition=models.Q(kind="DISPUTE", ended_at=None),
            ),
            models.UniqueConstraint(fields=["account", "plan", "until"], name="one_part_of_a_plan_a_day"),
            models.CheckConstraint(
                condition=models.Q(amount=None) | models.Q(amount__gt=0), name="respite_amount_is_positive"
            ),
        )
        indexes = (
            models.Index(fields=["account"], name="respite_in_force", condition=models.Q(ended_at=None)),
            models.Index(fields=["until", "id"], name="respite_that_ends", condition=models.Q(ended_at=None)),
            models.Index(fields=["made_at", "id"], name="respite_by_age", condition=models.Q(ended_at=None)),
            models.Index(
                fields=["made_at", "id"],
                name="dispute_waiting",
                condition=models.Q(ended_at=None, entry__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.plan}"
