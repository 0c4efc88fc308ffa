"""What the journal keeps: one row for each thing that happened, only ever added."""

from django.db import models


class Event(models.Model):
    """A thing that happened. Says where to look, not what to believe; holds no secret and no proof.

    Partitioned by month of `at`; `journal_make_month` (a function of the database) makes partitions ahead.
    """

    pk = models.CompositePrimaryKey("at", "id")
    id = models.BigIntegerField(db_default=models.expressions.RawSQL("nextval('journal_event_id_seq')", ()))
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    account_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=120, default="", blank=True)
    by_id = models.BigIntegerField(null=True)
    for_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=20, default="web")
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "journal_event"
        managed = False

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()
