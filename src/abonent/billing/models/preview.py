"""What a bill run would issue, as it was worked out for the office before it began."""

from django.db import models

from abonent.billing.models.bills import Period
from abonent.people.models import User


class Preview(models.Model):
    """A run tried out, batch by batch, and undone: how many bills, what they come to, whose bill is out of line.

    `odd` are those whose bill differs most from the last one: {"account": id, "number", "now", "before", "why"}.
    """

    class State(models.TextChoices):
        WAITING = "WAITING"
        DONE = "DONE"
        FAILED = "FAILED"

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="previews")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    accounts = models.IntegerField(default=0)  # those of the cycle
    looked_at = models.IntegerField(default=0)  # so many of them so far
    bills = models.IntegerField(default=0)
    total = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    corrections = models.IntegerField(default=0)
    bills_before = models.IntegerField(default=0)
    total_before = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    odd = models.JSONField(default=list)
    odd_count = models.IntegerField(default=0)
    trouble = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        db_table = "billing_preview"
        indexes = (models.Index(fields=["period", "-id"], name="preview_newest_first"),)

    def __str__(self) -> str:
        return f"{self.period_id}: {self.state}"
