"""The first of the demonstration's people is signed in on two more devices, so that there is something to sign out."""

from datetime import datetime, timedelta

from abonent.demo.cast import people
from abonent.people.models import Session, User

TELEPHONE = (
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"
)
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
DEVICES = ((TELEPHONE, timedelta(hours=2)), (OFFICE, timedelta(hours=7)))
LASTS = timedelta(hours=12)


def sign_in(at: datetime) -> None:
    """Be seen there just now, since some hours. There is nothing in these sessions, so they open nothing."""
    first = User.objects.get(login=people()[0].login)
    for number, (agent, since) in enumerate(DEVICES):
        Session.objects.update_or_create(
            session_key=f"demonstration{number}",
            defaults={
                "user": first,
                "session_data": "",
                "agent": agent,
                "began_at": at - since,
                "seen_at": at,
                "expire_date": at - since + LASTS,
            },
        )
