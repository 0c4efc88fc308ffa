"""Letters with links in tests: what waits in the outbox, and the token that only its reader would see."""

import json
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from abonent import vault
from abonent.people import jobs
from abonent.post.models import Message
from abonent.post.writing import bound_to


def answer_those_who_asked() -> None:
    """Do what the worker does for whoever asked for a link."""
    asked = ProcrastinateJob.objects.filter(task_name="people.recover")
    notes = [job.args["asked"] for job in asked.order_by("id")]
    for note in notes:
        jobs.recover(asked=note)


def letter(template: str) -> Message:
    """Return the newest letter of a kind."""
    return Message.objects.filter(template=template).latest("pk")


def secret(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(vault.open_sealed(message.secret, bound_to=bound_to(message)))
    return found


def token(template: str) -> str:
    """Return the token that the newest letter of a kind carries."""
    return str(secret(letter(template))["token"])
