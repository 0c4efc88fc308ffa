"""What stands on the pages of one customer, in a line each."""

from datetime import datetime
from itertools import count
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app as jobs

from abonent.audit.models import Change
from abonent.billing import actions as billing
from abonent.billing.models import Entry, Payment, Proposal, Respite
from abonent.cases.models import Note
from abonent.cases.notes import add_note
from abonent.contracts.actions import restrict
from abonent.contracts.queries import subject
from abonent.modules.internet.models import Device, Line
from abonent.people.actions import Guest, invite
from abonent.people.models import Access, Account, Contact, Invitation, User
from abonent.post.actions import keep_document
from abonent.post.models import Document, Message, Printing
from tests import people
from tests.people import NOON

_keys = count(1)


def letter(account: Account | None, user: User | None = None, *, at: datetime = NOON, **more: Any) -> Message:
    """A letter that was sent, with its words."""
    facts = {
        "template": "payment_received",
        "channel": "MAIL",
        "to": "olena@example.com",
        "language": "pl",
        "subject": "Wpłynęło 54,90 zł",
        "text": "Wpłynęło 54,90 zł na konto 100 234.\n\nDziękujemy.\n",
        "state": "SENT",
        "queued_at": at,
        "next_try_at": at,
        "sent_at": at,
        "key": f"thing:{next(_keys)}",
        "account_id": account and account.pk,
        "user_id": user and user.pk,
    }
    return Message.objects.create(**{**facts, **more})


def failed_job() -> int:
    """A job that a worker took and could not do; none that runs beside takes it before."""
    job = int(jobs.configure_task("billing.ask", schedule_in={"days": 1}).defer(payment=0))
    with connection.cursor() as cursor:
        for status in ("doing", "failed"):
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job])
    return job


def note(account: Account, by: User, text: str = "Calls after six only.", *, at: datetime = NOON) -> Note:
    """A note of the office."""
    return add_note(account, text, at=at, by=by)


def document(account: Account, content: bytes = b"%PDF-1.7 signed", **more: Any) -> Document:
    """A signed agreement, kept with the account's first one."""
    of = account.agreements.get().number
    facts = {"subject": subject(of), "kind": "AGREEMENT", "title": f"Umowa {of}", "at": NOON}
    return keep_document(account.pk, content=content, **{**facts, **more})


def returned(account: Account, address: str = "olena@example.com", status: str = "5.1.1") -> Contact:
    """An address that counts for an account, and that mail comes back from."""
    contact = Contact.objects.filter(account=account, value=address).first() or people.mail(account, None, address)
    contact.bounced_at, contact.bounce = NOON, status
    contact.save()
    return contact


def lost_letter(**more: Any) -> Message:
    """A letter that no mail server took, about nobody's account."""
    return letter(None, state="FAILED", trouble="SMTPRecipientsRefused 550", **more)


def change(account: Account) -> Change:
    """Something that was changed by hand: the language of the account."""
    Account.objects.filter(pk=account.pk).update(language="uk" if account.language == "pl" else "pl")
    return Change.objects.latest("id")


def delegate(account: Account, login: str = "nadia") -> Access:
    """Somebody who may look at an account."""
    return people.access(account, people.person(login, "Nadia Koval"), "SEES")


def invited(account: Account, by: User, mail: str = "jan@example.com", role: str = "PAYS") -> Invitation:
    """An invitation that waits."""
    return invite(account, Guest("Jan Koval", mail, role), at=NOON, by=by)


def money(account: Account) -> dict[str, Any]:
    """A bill that is paid, the money that paid it, a payment that is over, and a refund that waits: by parts of addresses."""
    bill = people.bill(account)
    receipt = people.receipt(account, "65.00")
    billing.post_receipt(receipt, at=NOON)
    payment = Payment.objects.create(
        ref="paid-by-olena-at-the-bank", once="1", account=account, gateway="sandbox", amount=60, started_at=NOON,
        state=Payment.State.REFUSED,
    )  # fmt: skip
    proposal = Proposal.objects.create(
        ref="P-7F3K92QD", account=account, kind=Proposal.Kind.REFUND, amount=5, reason="x", takes_two=False,
        proposed_at=NOON,
    )  # fmt: skip
    slug = bill.number.replace("/", "-")
    return {"slug": slug, "receipt": receipt.pk, "payment": payment.ref, "proposal": proposal.ref}


def waiting(account: Account) -> dict[str, Any]:
    """That the office lets a debt wait, and that somebody disagrees with a line; by parts of addresses."""
    facts = {"account": account, "made_at": NOON}
    spared = Respite.objects.create(kind="OFFICE", plan="spared", until=NOON.date(), **facts)
    entry = Entry.objects.filter(account=account).earliest("pk")
    disputed = Respite.objects.create(kind="DISPUTE", plan="disputed", entry=entry, note="?", **facts)
    return {"respite": spared.pk, "dispute": disputed.pk}


def duplicated(account: Account, by: User) -> str:
    """The day of a duplicate of an account's bill."""
    return billing.duplicate_bill(account.invoices.latest("pk"), at=NOON, by=by).isoformat()


def contract(account: Account) -> dict[str, Any]:
    """A line with a plan and an extra, and a restriction; by the names of the parts of addresses."""
    line = account.subscriptions.get()
    router = people.hold(line, people.tariff("ROUTER", "10.00", kind="EXTRA"), since=people.LONG_AGO, slot="router")
    placed = restrict(account, reason="OFFICE", level="LIMITED", at=NOON)
    agreement = line.agreement.number.replace("/", "-")
    return {"line": line.pk, "holding": router.pk, "restriction": placed.pk, "agreement": agreement}


def network(account: Account) -> dict[str, Any]:
    """An access device, and the line of an account's subscription, by the same number; by the names of the parts of addresses."""
    delivered = account.subscriptions.get()
    device = Device.objects.create(
        name="pppoe-1", address="10.0.0.1", vendor="mikrotik", secret="", secret_at=NOON, added_at=NOON
    )
    Line.objects.create(pk=delivered.pk, account=account, subscription=delivered, login=account.number, made_at=NOON)
    return {"device": device.pk}


def printing() -> Printing:
    """A print file that is still to be made."""
    return Printing.objects.create(made_at=NOON, letters=1)
