"""Somebody in the demonstration has lost the second step of signing in, and waits for the office to make sure who it is."""

from datetime import datetime, time, timedelta

from django.db import transaction

from abonent import profile
from abonent.journal.actions import record
from abonent.people.models import LostStep, User

LOGIN = "jan.bak"
A_DAY = timedelta(days=1)
EVENING = time(20, 5)


@transaction.atomic
def lose(at: datetime) -> None:
    """Let it have been asked for yesterday in the evening, once. Nothing is sent to anybody."""
    user = User.objects.filter(login=LOGIN).first()
    if user is None or LostStep.objects.filter(user=user).exists():
        return
    asked_at = datetime.combine(profile.today(at - A_DAY), EVENING, tzinfo=profile.current().zone)
    step = LostStep.objects.create(user=user, asked_at=asked_at)
    record("lost_step.asked", at=asked_at, by=user.pk, subject=f"user:{user.pk}", data={"lost_step": step.pk})
