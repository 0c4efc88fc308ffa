"""What news keeps: notices."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from abonent.people.models import User


class Notice(models.Model):
    """Something told to everybody for a time. Title, lead and text are in each language; the text is Markdown."""

    class Kind(models.TextChoices):
        NEWS = "NEWS"
        WORKS = "WORKS"
        OUTAGE = "OUTAGE"
        OFFER = "OFFER"

    slug = models.SlugField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.NEWS)
    title = models.JSONField()
    lead = models.JSONField()
    text = models.JSONField()
    shown = DateTimeRangeField()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "news_notice"
        constraints = (models.UniqueConstraint(fields=["slug"], name="notice_slug_is_unique"),)

    def __str__(self) -> str:
        return self.slug
