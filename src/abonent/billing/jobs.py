"""Money by the clock and in reaction."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from abonent.billing import actions
from abonent.billing.bulk.posting_bills import post_bills
from abonent.billing.models import Batch, Payer, Payment, Period, Preview
from abonent.journal.actions import on
from abonent.journal.models import Event
from abonent.people.learning import learn_words as learn
from abonent.people.models import Account, Place, User

# For a day: 3 s, 9 s, 27 s, … A bank's message was answered with "heard", so nobody else asks any more.
_A_DAY = RetryStrategy(max_attempts=10, exponential_wait=3)


@app.task(name="billing.ask", retry=_A_DAY)
def ask(payment: int) -> None:
    """Ask the gateway about one payment."""
    actions.ask_gateway(Payment.objects.select_related("account").get(pk=payment), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="billing.ask_about_hanging")
def ask_about_hanging(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """The janitor: ask about payments that the bank has said nothing of for a while."""
    actions.ask_about_hanging(clock=timezone.now)


@app.periodic(cron="7 * * * *")
@app.task(name="billing.carry_out_due")
def carry_out_due(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """Agreements whose end has come: hand over, issue the final bill. Hourly, so that a day begins in every time zone."""
    actions.carry_out_due(at=timezone.now())


@app.periodic(cron="2 * * * *")
@app.task(name="billing.end_respites")
def end_respites(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """Promises and instalments whose day has come: kept or broken. Hourly, so that a day begins in every time zone."""
    actions.end_respites(at=timezone.now())


@app.task(name="billing.take_part", queue="runs", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def take_part(period: int) -> None:
    """Issue bills of a run together with whoever else does, until it is done or stopped."""
    actions.take_part(Period.objects.get(pk=period), clock=timezone.now)


@app.task(name="billing.preview", queue="runs", retry=RetryStrategy(max_attempts=3, exponential_wait=4))
def preview(preview: int) -> None:
    """Try a bill run out for the office."""
    actions.make_preview(Preview.objects.select_related("period").get(pk=preview), at=timezone.now())


@app.periodic(cron="12 * * * *")
@app.task(name="billing.start_due")
def start_due(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """Where the profile says so, bills are issued by the clock once their day has come."""
    actions.start_due(at=timezone.now())


@app.periodic(cron="15 * * * *")
@app.task(name="billing.remind", queueing_lock="billing.remind", lock="billing.remind")
def remind(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """The ladder: hourly, so that it goes on soon after a letter was sent; at quiet hours it does nothing."""
    actions.remind_debtors(timezone.now())


@on("bills.issued")
def let_bills_leave(event: Event) -> None:
    """A batch of bills was issued: its letters are queued, all by the same few statements."""
    batch = Batch.objects.select_related("period").get(pk=event.subject.removeprefix("batch:"))
    post_bills(batch, at=timezone.now())


@app.periodic(cron="45 3 * * *")
@app.task(name="billing.learn_words")
def learn_words(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """The words of all names and addresses, those on invoices too: for the desk's search."""
    learn((Account, User, Place, Payer))
