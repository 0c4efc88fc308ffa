"""What the post keeps: letters, waiting and sent."""

from django.db import models


class Message(models.Model):
    """One letter to one address. `secret` is the sealed part of its context (codes, links), blanked once sent."""

    class Channel(models.TextChoices):
        MAIL = "MAIL"
        SMS = "SMS"

    class State(models.TextChoices):
        WAITING = "WAITING"
        SENT = "SENT"
        FAILED = "FAILED"

    account_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8, choices=Channel)
    to = models.CharField(max_length=320)
    language = models.CharField(max_length=8)
    template = models.CharField(max_length=60)
    subject = models.CharField(max_length=300, default="", blank=True)
    context = models.JSONField(default=dict)
    secret = models.TextField(default="", blank=True)
    key = models.CharField(max_length=160)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.SmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, default="", blank=True)
    provider_ref = models.CharField(max_length=200, default="", blank=True)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "post_message"
        constraints = (models.UniqueConstraint(fields=["key"], name="message_is_queued_once"),)
        indexes = (
            models.Index(fields=["next_try_at"], name="message_waiting", condition=models.Q(state="WAITING")),
            models.Index(fields=["account_id", "-queued_at"], name="message_of_account"),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.key}"
