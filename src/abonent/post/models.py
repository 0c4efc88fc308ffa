"""What the post keeps: letters, waiting and sent."""

from django.db import models


class Message(models.Model):
    """One letter to one address. `secret` is the sealed part of its context (codes, links), blanked once sent.

    `about` is what it proves the telling of: "invoice:12", "reminder:7". A letter in bulk waits for its turn, at the rate
    that the mail server bears; one on paper waits to be printed and posted, and `to` begins with its post code.
    """

    class Channel(models.TextChoices):
        MAIL = "MAIL"
        SMS = "SMS"
        PAPER = "PAPER"

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
    about = models.CharField(max_length=80, default="", blank=True)
    in_bulk = models.BooleanField(default=False)
    printing = models.ForeignKey(
        "Printing", null=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
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
            models.Index(
                fields=["next_try_at"],
                name="message_waiting",
                condition=models.Q(state="WAITING", in_bulk=False) & ~models.Q(channel="PAPER"),
            ),
            models.Index(
                fields=["next_try_at", "id"],
                name="message_in_bulk_waiting",
                condition=models.Q(state="WAITING", in_bulk=True) & ~models.Q(channel="PAPER"),
            ),
            models.Index(
                fields=["to", "id"], name="message_to_print", condition=models.Q(state="WAITING", channel="PAPER")
            ),
            models.Index(fields=["about"], name="message_about", condition=~models.Q(about="")),
            models.Index(fields=["printing", "to", "id"], name="message_printed", condition=~models.Q(printing=None)),
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


class Printing(models.Model):
    """Letters on paper that were put into one file, sorted by post code, to be printed and posted together."""

    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    letters = models.IntegerField()
    posted_on = models.DateField(null=True)
    posted_at = models.DateTimeField(null=True)
    posted_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "post_printing"

    def __str__(self) -> str:
        return f"{self.pk}: {self.letters}"


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
