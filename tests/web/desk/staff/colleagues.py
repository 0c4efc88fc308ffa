"""Where the page of a colleague is, who they are by now, and what the page says was done."""

from typing import Any

from abonent.people.models import User


def page(user: User, more: str = "") -> str:
    return f"/desk/staff/{user.pk}/{more}"


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def told(answer: Any, user: User, done: str) -> bool:
    return (answer.status_code, answer["Location"]) == (302, f"{page(user)}?done={done}")
