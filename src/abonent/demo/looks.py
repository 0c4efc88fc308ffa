"""That the office looked: two looks at an account of the demonstration, which its owner can read on "Who in the office looked"."""

from datetime import datetime, time, timedelta

from django.db import transaction

from abonent import profile
from abonent.demo.staff import office
from abonent.journal.actions import record
from abonent.journal.queries import events_of
from abonent.people.models import Account, User

ACCOUNT = "100234"
DAYS_AGO = timedelta(days=3)
LOOKED, VIEWED = time(10, 12), time(10, 20)
REASON = "Rozmowa telefoniczna: gdzie w panelu jest potwierdzenie wpłaty"


@transaction.atomic
def look(at: datetime) -> None:
    """Let somebody of customer service have looked, once, three days ago."""
    account = Account.objects.filter(number=ACCOUNT).first()
    clerk = User.objects.filter(login__in=[each.login for each in office() if each.role == "CLERK"]).first()
    if account is None or clerk is None or events_of(account.pk).filter(kind="customer.viewed").exists():
        return
    day = profile.today(at - DAYS_AGO)
    seen_at, viewed_at = (datetime.combine(day, when, tzinfo=profile.current().zone) for when in (LOOKED, VIEWED))
    role = {"role": clerk.staff_role}
    until = viewed_at + timedelta(minutes=profile.current().desk.viewing_minutes)
    facts = role | {"reason": REASON, "until": until.isoformat()}
    record("customer.seen", at=seen_at, account=account.pk, by=clerk.pk, via="desk", data=role)
    record("customer.viewed", at=viewed_at, account=account.pk, by=clerk.pk, via="desk", data=facts)
    record("customer.view_ended", at=until - timedelta(minutes=9), account=account.pk, by=clerk.pk, via="desk")
