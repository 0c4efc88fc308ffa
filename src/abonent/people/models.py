"""What people keeps: who signs in, whose account it is, who may do what with it, and how they are reached."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from abonent.people import passwords


class People(BaseUserManager["User"]):
    """Finds people by their login, as Django's sign-in asks."""


class User(AbstractBaseUser):
    """Somebody who signs in. Holds no right by itself: rights are Access rows."""

    login = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    language = models.CharField(max_length=8, default="", blank=True)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    password_is_long = models.BooleanField(default=False)  # long enough to stand alone, without a second step
    is_staff = models.BooleanField(default=False)
    staff_role = models.CharField(max_length=30, default="", blank=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = People()

    class Meta:
        db_table = "people_user"
        constraints = (
            models.UniqueConstraint(fields=["login"], name="login_is_unique"),
            models.CheckConstraint(
                condition=models.Q(login=models.functions.Lower("login")), name="login_is_lower_case"
            ),
        )

    def __str__(self) -> str:
        return self.login

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.ended_at is None

    def set_password(self, raw_password: str | None) -> None:
        """Hash a password, and remember whether it is long enough to stand alone: the hash does not tell."""
        super().set_password(raw_password and passwords.normal(raw_password))
        self.password_is_long = bool(raw_password) and passwords.is_long(str(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(raw_password and passwords.normal(raw_password))


class Session(AbstractBaseSession):
    """A browser that is signed in (or is about to); with the person, so both are loaded by one statement."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField(db_default=models.functions.Now())
    seen_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        db_table = "people_session"


class Place(models.Model):
    """An address: a building, or a flat in one. Outlives the people in it."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="flats")
    post_code = models.CharField(max_length=12, default="", blank=True)
    town = models.CharField(max_length=120)
    street = models.CharField(max_length=160, default="", blank=True)
    house = models.CharField(max_length=20, default="", blank=True)
    flat = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        db_table = "people_place"

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
    holder = models.CharField(max_length=160)
    sort_key = models.CharField(max_length=200, default="", blank=True)
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


class Contact(models.Model):
    """A way to reach somebody. Counts once it is confirmed; a changed value is a new row."""

    class Kind(models.TextChoices):
        MAIL = "MAIL"
        PHONE = "PHONE"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="contacts")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=320)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_contact"
        indexes = (models.Index(fields=["value"], name="contact_in_use", condition=models.Q(ended_at=None)),)

    def __str__(self) -> str:
        return self.kind
