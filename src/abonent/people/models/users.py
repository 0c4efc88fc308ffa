"""Who signs in: people, where they are signed in, and what happens when their second step is lost."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from abonent.database.finding import findable, folded
from abonent.language import lengths
from abonent.people import passwords


class People(BaseUserManager["User"]):
    """Finds people by their login, as Django's sign-in asks."""


class User(AbstractBaseUser):
    """Somebody who signs in. Holds no right by itself: rights are Access rows."""

    login = models.CharField(max_length=80)
    name = models.CharField(max_length=lengths.NAME)
    language = models.CharField(max_length=8, default="", blank=True)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    password_is_long = models.BooleanField(default=False)  # long enough to stand alone, without a second step
    staff_role = models.CharField(
        max_length=30, default="", blank=True
    )  # a role of the profile's desk; blank: a customer

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = People()
    words = folded("name", "login")

    class Meta:
        db_table = "people_user"
        constraints = (
            models.UniqueConstraint(fields=["login"], name="login_is_unique"),
            models.CheckConstraint(
                condition=models.Q(login=models.functions.Lower("login")), name="login_is_lower_case"
            ),
        )
        indexes = (
            findable("person_by_name"),
            models.Index(fields=["staff_role"], name="person_of_staff", condition=~models.Q(staff_role="")),
        )

    def __str__(self) -> str:
        return self.login

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.ended_at is None

    @property
    def is_staff(self) -> bool:
        return self.staff_role != ""

    def set_password(self, raw_password: str | None) -> None:
        """Hash a password, and remember whether it is long enough to stand alone: the hash does not tell."""
        super().set_password(raw_password and passwords.normal(raw_password))
        self.password_is_long = bool(raw_password) and passwords.is_long(str(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(raw_password and passwords.normal(raw_password))


class Session(AbstractBaseSession):
    """A browser that is signed in (or is about to); with the person, so both are loaded by one statement."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    agent = models.CharField(max_length=300, default="", blank=True)  # what the browser called itself when it came
    began_at = models.DateTimeField(db_default=models.functions.Now())
    seen_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        db_table = "people_session"


class LostStep(models.Model):
    """Somebody has lost the second step of signing in. The office confirms who it is; then a waiting time runs, in which
    the owner, who is told of it everywhere, can stop it (NIST SP 800-63B-4, 4.2: recovery with notice)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="lost_steps")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_lost_step"
        constraints = (
            models.UniqueConstraint(
                fields=["user"],
                name="one_lost_step_at_a_time",
                condition=models.Q(stopped_at=None, done_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at}"

    def is_open(self, at: datetime) -> bool:
        """Say whether the waiting time is over."""
        return self.opens_at is not None and self.opens_at <= at
