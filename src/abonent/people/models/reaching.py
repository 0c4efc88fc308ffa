"""How people are reached, what they have agreed to, and the codes and links by which they prove an address is theirs."""

from django.contrib.postgres.indexes import OpClass
from django.db import models

from abonent.database.constraints import SameAccount
from abonent.people.models.accounts import Account
from abonent.people.models.users import User


class Contact(models.Model):
    """A way to reach somebody. Counts once it is confirmed; a changed value is a new row, which ends the one it `replaces`.

    An account's letters go to the rows with that account. A person's own address, under no customer's account, has the
    operator's (account 0): it is told about the person's sign-in and nothing else.
    """

    class Kind(models.TextChoices):
        MAIL = "MAIL"
        PHONE = "PHONE"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="contacts")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=320)
    added_at = models.DateTimeField(db_default=models.functions.Now())
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)  # mail came back since it was confirmed last
    bounce = models.CharField(max_length=200, default="", blank=True)  # what the mail server said, by code
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")

    class Meta:
        db_table = "people_contact"
        constraints = (
            models.UniqueConstraint(fields=["account", "id"], name="contact_of_account"),
            SameAccount(field="replaces", name="contact_and_replaced_of_one_account"),
        )
        indexes = (
            models.Index(fields=["value"], name="contact_in_use", condition=models.Q(ended_at=None)),
            models.Index(
                OpClass(models.functions.Lower("value"), name="text_pattern_ops"),
                name="contact_by_beginning",
                condition=models.Q(ended_at=None),
            ),
            models.Index(
                fields=["bounced_at", "id"],
                name="contact_bounced",
                condition=models.Q(ended_at=None, bounced_at__isnull=False),
            ),
            models.Index(
                fields=["added_at", "id"],
                name="contact_unconfirmed",
                condition=models.Q(ended_at=None, confirmed_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.kind

    @property
    def counts(self) -> bool:
        """Say whether it was confirmed and no mail has come back since."""
        return self.confirmed_at is not None and self.bounced_at is None


class Wording(models.Model):
    """The words of a consent, in each language, as they were when they were asked. Only ever added."""

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    text = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "people_wording"
        constraints = (models.UniqueConstraint(fields=["code", "version"], name="wording_is_written_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Consent(models.Model):
    """Somebody has agreed to a wording, or has taken that back. Only ever added: the newest row of a wording's code counts."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="consents")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)  # the wording's, repeated so that the newest of a code is found quickly
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="consents")
    given = models.BooleanField()
    at = models.DateTimeField()
    via = models.CharField(max_length=20, default="web")

    class Meta:
        db_table = "people_consent"
        indexes = (models.Index(fields=["account", "code", "-at"], name="newest_consent"),)

    def __str__(self) -> str:
        return f"{self.code} {self.given}"


class Code(models.Model):
    """A one-time code or the token of a one-time link. Only its digest is kept; the letter that carries it is blanked.

    `account` is the operator's (0) where it is about a person alone. `subject` says what it is about ("contact:17").
    A code is bound to the browser that asked for it (`bound_to`), a link is not.
    """

    purpose = models.CharField(max_length=20)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=80, default="", blank=True)
    digest = models.CharField(max_length=64)
    bound_to = models.CharField(max_length=64, default="", blank=True)
    tries = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_code"
        indexes = (
            models.Index(fields=["purpose", "digest"], name="code_by_digest"),
            models.Index(fields=["purpose", "subject"], name="code_about"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"
