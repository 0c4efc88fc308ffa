"""What takeout keeps: archives that were asked for."""

from django.db import models

from abonent.people.models import User


class Takeout(models.Model):
    """An archive of everything about a person, made by a job and kept for some days. Its bytes are sealed (`takeout.keeping`)."""

    class State(models.TextChoices):
        WAITING = "WAITING"
        READY = "READY"
        FAILED = "FAILED"
        GONE = "GONE"

    ref = models.CharField(max_length=40)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="takeouts")
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, default="", blank=True)
    size = models.BigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "takeout_takeout"
        constraints = (
            models.UniqueConstraint(fields=["ref"], name="takeout_ref_is_unique"),
            models.UniqueConstraint(
                fields=["user"], name="one_takeout_in_the_making", condition=models.Q(state="WAITING")
            ),
        )

    def __str__(self) -> str:
        return self.ref
