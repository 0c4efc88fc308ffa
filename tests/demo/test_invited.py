"""Somebody in the demonstration has not come in yet: her link lies in the outbox, works, and is sent once."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from abonent.demo import data
from abonent.demo.invited import invite_newcomers
from abonent.people.models import User
from abonent.post.models import Message
from tests.web import links

LOGIN = "zuzanna.kos"


def filled() -> User:
    data.fill(0, at=timezone.now(), progress=lambda _: None, months=1)
    return User.objects.get(login=LOGIN)


def test_her_link_works(db: None, client: Client) -> None:
    user = filled()

    assert invite_newcomers(at=timezone.now()) == 1
    client.get(f"/link/{links.token('first_access')}/")
    answer = client.post("/new-password/", {"new": "osiem sikorek na parapecie"})

    assert links.letter("first_access").user_id == user.pk
    assert (answer.status_code, answer["Location"]) == (302, "/overview/")
    assert client.get("/overview/").status_code == 200
    assert invite_newcomers(at=timezone.now() + timedelta(days=8)) == 0


def test_a_demo_that_starts_again_sends_it_only_when_the_link_is_too_old(db: None) -> None:
    user = filled()
    now = timezone.now()

    sent = [invite_newcomers(at=now + timedelta(days=days)) for days in (0, 0, 6, 7)]

    assert sent == [1, 0, 0, 1]
    assert Message.objects.filter(template="first_access", user_id=user.pk).count() == 2
    assert Message.objects.filter(template="password_chosen", user_id=user.pk).count() == 0
