"""In the demonstration somebody is invited to Piotr's account and has not answered."""

from datetime import timedelta

from django.utils import timezone

from abonent.demo import data
from abonent.demo.invitations import ACCOUNT, invite_the_bookkeeper
from abonent.people.actions import withdraw_invitation
from abonent.people.models import Account, User
from abonent.people.queries import invitations
from abonent.post.models import Message

WEEK = timedelta(days=7)


def test_the_bookkeeper_is_invited_once_and_again_when_the_link_is_too_old(db: None) -> None:
    now = timezone.now()
    data.fill(0, at=now, progress=lambda _: None, months=1)

    sent = [invite_the_bookkeeper(at=now + later) for later in (WEEK * 0, WEEK * 0, WEEK)]

    (waiting,) = invitations(Account.objects.get(number=ACCOUNT))
    assert (sent, waiting.until) == ([1, 0, 1], now + 2 * WEEK)
    assert Message.objects.filter(template="invitation").count() == 2


def test_what_a_visitor_has_withdrawn_stays_withdrawn(db: None) -> None:
    now = timezone.now()
    data.fill(0, at=now, progress=lambda _: None, months=1)
    invite_the_bookkeeper(at=now)
    (waiting,) = invitations(Account.objects.get(number=ACCOUNT))
    withdraw_invitation(waiting, at=now, by=User.objects.get(login="piotr.zielinski"))

    assert invite_the_bookkeeper(at=now + WEEK) == 0
