"""Money by the clock and in reaction."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Payment
from abonent.billing.ports import Unreachable


@app.task(name="billing.ask", retry=5)
def ask(payment: int) -> None:
    """Ask the gateway about one payment."""
    actions.ask_gateway(Payment.objects.select_related("account").get(pk=payment), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="billing.ask_about_hanging")
def ask_about_hanging(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """The janitor: ask about payments that the bank has said nothing of for a while."""
    now = timezone.now()
    rules = profile.current().payments
    quiet = now - timedelta(minutes=rules.ask_bank_after_minutes)
    given_up = now - timedelta(hours=rules.give_up_after_hours)
    for payment in actions.hanging(quiet_since=quiet, not_before=given_up):
        try:
            actions.ask_gateway(payment, at=now)
        except Unreachable:
            break
