"""Money by the clock and in reaction."""

from django.utils import timezone
from procrastinate.contrib.django import app

from abonent.billing import actions
from abonent.billing.models import Payment


@app.task(name="billing.ask", retry=5)
def ask(payment: int) -> None:
    """Ask the gateway about one payment."""
    actions.ask_gateway(Payment.objects.select_related("account").get(pk=payment), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="billing.ask_about_hanging")
def ask_about_hanging(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """The janitor: ask about payments that the bank has said nothing of for a while."""
    actions.ask_about_hanging(at=timezone.now())
