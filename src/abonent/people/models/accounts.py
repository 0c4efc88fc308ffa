"""Whose account it is, where they live, and who may do what with it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from abonent.database.finding import findable, folded, sorted_by
from abonent.language import lengths
from abonent.people.models.users import User

OPERATOR = 0
"""The operator's own account: for what is about a person alone, and nobody pays it."""


class Place(models.Model):
    """An address: a building, or a flat in one. Outlives the people in it."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="flats")
    post_code = models.CharField(max_length=12, default="", blank=True)
    town = models.CharField(max_length=120)
    street = models.CharField(max_length=160, default="", blank=True)
    house = models.CharField(max_length=20, default="", blank=True)
    flat = models.CharField(max_length=20, default="", blank=True)

    words = folded("street", "house", "flat", "post_code", "town")

    class Meta:
        db_table = "people_place"
        indexes = (
            findable("place_by_address"),
            models.Index(models.Func(models.F("town"), function="abonent_fold"), name="place_by_town"),
        )

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def lines(self) -> tuple[str, ...]:
        number = f"{self.house}/{self.flat}" if self.flat else self.house
        return (f"{self.street} {number}".strip(), f"{self.post_code} {self.town}".strip())


class Account(models.Model):
    """A customer of the operator. Account 0 is the operator itself."""

    class Kind(models.TextChoices):
        HOUSE = "HOUSE"
        PERSON = "PERSON"
        COMPANY = "COMPANY"

    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PERSON)
    holder = models.CharField(max_length=lengths.NAME)
    sort_key = sorted_by("holder")
    words = folded("holder")
    tax_id = models.CharField(max_length=20, default="", blank=True)
    language = models.CharField(max_length=8)
    post_place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    origin_ref = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - unique where there is one
    as_of = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_account"
        constraints = (models.UniqueConstraint(fields=["number"], name="account_number_is_unique"),)
        indexes = (
            findable("account_by_holder"),
            models.Index(fields=["sort_key", "id"], name="account_in_order"),
            models.Index(fields=["kind", "sort_key", "id"], name="account_of_kind"),
            models.Index(fields=["opened_on", "id"], name="account_by_age"),
            models.Index(fields=["sort_key", "id"], name="account_ended", condition=~models.Q(closed_on=None)),
            models.Index(fields=["tax_id"], name="account_by_tax_id", condition=~models.Q(tax_id="")),
        )

    def __str__(self) -> str:
        return self.number


class Access(models.Model):
    """The right of one person on one account, in one role, for a time."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="accesses")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="accesses")
    role = models.CharField(max_length=20)
    how = models.CharField(max_length=30, default="", blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    valid = DateTimeRangeField()
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "people_access"
        constraints = (
            models.UniqueConstraint(fields=["account", "id"], name="access_of_account"),
            ExclusionConstraint(
                name="one_access_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.account_id}"


class Invitation(models.Model):
    """An owner asks somebody to join an account in a role. Who opens the letter's link joins as whoever they sign in as."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=20)
    name = models.CharField(max_length=lengths.NAME)
    mail = models.CharField(max_length=320)
    access_until = models.DateField(null=True, blank=True)  # the first day without the right; none: until it is revoked
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_invitation"
        constraints = (models.UniqueConstraint(fields=["account", "id"], name="invitation_of_account"),)

    def __str__(self) -> str:
        return f"{self.role} {self.account_id}"
