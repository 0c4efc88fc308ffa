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
        BOUNCED = "BOUNCED"

    account_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8, choices=Channel)
    to = models.CharField(max_length=320)
    language = models.CharField(max_length=8)
    template = models.CharField(max_length=60)
    subject = models.CharField(max_length=300, default="", blank=True)
    text = models.TextField(default="", blank=True)  # as it was sent, to be read again; blank where it carried a secret
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
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "post_message"
        constraints = (models.UniqueConstraint(fields=["key"], name="message_is_queued_once"),)
        indexes = (
            models.Index(fields=["next_try_at"], name="message_waiting", condition=models.Q(state="WAITING")),
            models.Index(fields=["account_id", "-queued_at"], name="message_of_account"),
            models.Index(fields=["user_id", "-queued_at"], name="message_of_person"),
            models.Index(fields=["to", "queued_at"], name="sms_to_number", condition=models.Q(channel="SMS")),
            models.Index(
                fields=["queued_at", "id"],
                name="message_in_trouble",
                condition=models.Q(state__in=("FAILED", "BOUNCED")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.template} {self.key}"


class Document(models.Model):
    """A file that must be there tomorrow as it is today: uploaded by the office, or made by us and kept.

    Its bytes lie in the documents' folder under their SHA-256 (`post.keeping`). Of whom it is, it knows by number only.
    """

    ref = models.CharField(max_length=40)
    account_id = models.BigIntegerField()
    subject = models.CharField(max_length=120, default="", blank=True)  # what it belongs to: "agreement:U/2024/0017"
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="", blank=True)
    media_type = models.CharField(max_length=80)
    template = models.CharField(max_length=60, default="", blank=True)  # blank where it was uploaded
    sha256 = models.CharField(max_length=64)
    size = models.IntegerField()
    kept_at = models.DateTimeField()
    kept_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "post_document"
        constraints = (
            models.UniqueConstraint(fields=["ref"], name="document_ref_is_unique"),
            models.UniqueConstraint(fields=["account_id", "subject", "sha256"], name="document_is_kept_once"),
        )

    def __str__(self) -> str:
        return self.ref
