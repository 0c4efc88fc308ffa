"""What news keeps: notices."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from abonent.people.models import User


class Notice(models.Model):
    """Something told to everybody for a time. Title, lead and text are in each language; the text is Markdown.

    `places` are those it is about (news.places), none: it concerns everybody. `happens` is when the works or the outage
    themselves are, as far as that is known; `shown` is when they are told of. `edition` counts how often its letters were
    asked for, 0 while nobody is written to; `told_at` is when the letters of this edition were queued.
    """

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
    places = models.JSONField(default=list, blank=True)
    happens = DateTimeRangeField(null=True, blank=True)
    edition = models.SmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "news_notice"
        constraints = (models.UniqueConstraint(fields=["slug"], name="notice_slug_is_unique"),)
        indexes = (models.Index(fields=["id"], name="notice_to_tell", condition=models.Q(told_at=None, edition__gt=0)),)

    def __str__(self) -> str:
        return self.slug
