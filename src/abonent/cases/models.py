"""What cases keeps: orders, and the office's notes."""

from django.db import models

from abonent.language import lengths
from abonent.people.models import Account, User


class Order(models.Model):
    """Something a customer has asked to be changed: what it was (`old`), what it shall be (`new`), and how far it has come."""

    class Kind(models.TextChoices):
        POST_ADDRESS = "POST_ADDRESS"
        INVOICE_DATA = "INVOICE_DATA"
        PAPER_BILLS = "PAPER_BILLS"

    class State(models.TextChoices):
        WAITING = "WAITING"
        DONE = "DONE"
        REFUSED = "REFUSED"
        WITHDRAWN = "WITHDRAWN"

    ref = models.CharField(max_length=40)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="orders")
    kind = models.CharField(max_length=20, choices=Kind)
    old = models.JSONField()
    new = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    via = models.CharField(max_length=20, default="web")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=lengths.REASON, default="", blank=True)

    class Meta:
        db_table = "cases_order"
        constraints = (
            models.UniqueConstraint(fields=["ref"], name="order_ref_is_unique"),
            models.UniqueConstraint(fields=["account", "id"], name="order_of_account"),
            models.UniqueConstraint(
                fields=["account", "kind"], name="one_waiting_order_per_kind", condition=models.Q(state="WAITING")
            ),
        )
        indexes = (models.Index(fields=["state", "placed_at", "id"], name="order_by_state"),)

    def __str__(self) -> str:
        return self.ref


class Note(models.Model):
    """What the office wants to remember about a customer: read by staff, and by the customer in the archive of their data."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=lengths.WORDS)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "cases_note"
        constraints = (models.UniqueConstraint(fields=["account", "id"], name="note_of_account"),)

    def __str__(self) -> str:
        return f"note on {self.account_id}"
