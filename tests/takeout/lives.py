"""Customers about whom the house knows everything that it can know, with a word that is theirs alone in every text."""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent.billing import actions
from abonent.billing.models import EInvoice, Payment, Proposal, Reminder, Respite
from abonent.cases.models import Note, Order
from abonent.contracts.models import Ending, Holding, Restriction, Subscription
from abonent.journal.actions import record
from abonent.modules.internet.models import Answer, Mean, Volume
from abonent.people.models import (
    Account,
    Code,
    Consent,
    Invitation,
    LostStep,
    Place,
    Session,
    User,
    Wording,
)
from abonent.post.keeping import put_away
from abonent.post.models import Document, Message
from abonent.takeout.models import Takeout
from tests import people
from tests.modules import internet
from tests.people import LONG_AGO, NOON

DAY = timedelta(days=1)


def live(word: str, number: str) -> User:
    """Let somebody be a customer in every way there is, and return them."""
    user = people.person(word, f"{word} name", language="pl")
    account = people.account(number, f"{word} holder", user, tax_id=f"{word} nip")
    place = Place.objects.create(street=f"{word} street", town=f"{word} town", house="1")
    Account.objects.filter(pk=account.pk).update(post_place=place, tax_id=f"{word}-nip", origin_ref=f"{word}-origin")
    _be_reached(word, user, account)
    _have_a_contract(word, account, place)
    _have_been_online(word, account)
    _sign_in(word, user)
    _write(word, user, account)
    return user


def pay(word: str, user: User) -> None:
    """Let what is billed be paid, in part online."""
    account = user.accesses.get().account
    bill = account.invoices.get()
    EInvoice.objects.create(invoice=bill, system="KSEF", number=f"{word}-ksef", numbered_at=NOON)
    payment = Payment.objects.create(
        ref=f"{word}-payment-ref-long", once=f"{word}-once", account=account, gateway="sandbox", amount="10.00",
        started_at=NOON, by=user, bank_url=f"http://localhost/{word}", gateway_ref=f"{word}-gateway",
    )  # fmt: skip
    more: dict[str, Any] = {
        "external_id": f"{word}-line",
        "payer": {"name": f"{word} payer"},
        "raw": {"x": f"{word} raw"},
    }
    actions.post_receipt(people.receipt(account, "10.00", payment=payment, book="gateway:sandbox", **more), at=NOON)


def _be_reached(word: str, user: User, account: Account) -> None:
    people.mail(account, user, f"{word}@example.com")
    people.mail(Account.objects.get(pk=0), user, f"{word}.own@example.com")
    wording, _ = Wording.objects.get_or_create(
        code="mail-works", version="1", defaults={"text": {"pl": "Zgoda"}, "recorded_at": LONG_AGO}
    )
    Consent.objects.create(account=account, user=user, code=wording.code, wording=wording, given=True, at=NOON)
    Code.objects.create(
        purpose="CONFIRM_MAIL", account=account, user=user, subject=f"{word}-subject", digest=f"{word}-digest",
        bound_to=f"{word}-browser", made_at=NOON, until=NOON,
    )  # fmt: skip
    guest = people.person(f"{word}-guest", f"{word} guest")
    people.access(account, guest, "SEES")
    Invitation.objects.create(
        account=account, role="SEES", name=f"{word} invited", mail=f"{word}.invited@example.com", invited_by=user,
        made_at=NOON, until=NOON + DAY,
    )  # fmt: skip


def _have_a_contract(word: str, account: Account, place: Place) -> None:
    held: Holding = people.line(account, people.tariff())
    Subscription.objects.filter(pk=held.subscription_id).update(place=place, label=f"{word} label")
    Restriction.objects.create(
        account=account, reason="OFFICE", level="LIMITED", placed_at=LONG_AGO, lifted_at=NOON, note=f"{word} note"
    )
    Ending.objects.create(
        account=account, agreement=held.subscription.agreement, ends_on=NOON.date(), reason="CUSTOMER",
        note=f"{word} ending", entered_at=LONG_AGO, taken_back_at=NOON,
    )  # fmt: skip
    Order.objects.create(
        ref=f"{word}-order", account=account, kind="INVOICE_DATA", old={"name": f"{word} old"}, new={"name": f"{word} new"},
        placed_at=NOON, placed_by=account.accesses.filter(role="OWNER").get().user,
    )  # fmt: skip
    Note.objects.create(account=account, text=f"{word} noted", made_at=NOON)
    Reminder.objects.create(
        account=account,
        step=1,
        kind="REMINDER",
        amount=60,
        oldest_due_on=LONG_AGO.date(),
        taken_at=LONG_AGO,
        ended_at=NOON,
    )
    Respite.objects.create(
        account=account, kind="OFFICE", plan=f"{word}-plan", until=NOON.date(), note=f"{word} may wait", made_at=LONG_AGO,
        ended_at=NOON, ended="KEPT",
    )  # fmt: skip
    Proposal.objects.create(
        ref=f"{word}-proposal", account=account, kind="REFUND", amount=1, reason=f"{word} reason",
        recipient=f"{word} recipient", takes_two=False, proposed_at=NOON,
    )  # fmt: skip
    Document.objects.create(
        ref=f"{word}-document-ref", account_id=account.pk, kind="AGREEMENT", title=f"{word} title",
        media_type="application/pdf", sha256=put_away(f"%PDF-1.7 {word} document".encode()), size=1, kept_at=NOON,
    )  # fmt: skip


def _have_been_online(word: str, account: Account) -> None:
    line = internet.line(account, login=f"{word}-pppoe", macs=[internet.MAC])
    internet.session(line, None, number=f"{word}-session-number", mark=f"{word}-key", because=f"payment:{word}-once")
    Answer.objects.create(at=NOON, login=line.login, line_id=line.pk, accepted=True, given="FREE 100000/15000")
    carried = {"in_bytes": 7, "out_bytes": 5}
    packets = {"in_packets": 3, "out_packets": 2, **carried}
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO internet_sample VALUES (%s, %s, %s, 7, 5, 3, 2)", [line.pk, LONG_AGO, NOON])
    Mean.objects.create(line_id=line.pk, minutes=30, at=NOON, seconds=300, **packets)
    Volume.objects.create(line_id=line.pk, day=NOON.date(), **carried)


def _sign_in(word: str, user: User) -> None:
    Session.objects.create(
        session_key=f"{word}-key", session_data=f"{word}-data", expire_date=NOON, user=user, agent=f"{word} browser"
    )
    Authenticator.objects.create(user=user, type="totp", data={"secret": f"{word}-totp"})
    LostStep.objects.create(user=user, asked_at=NOON, done_at=NOON)
    Takeout.objects.create(
        ref=f"{word}-takeout-reference", user=user, language="pl", state="GONE", asked_at=LONG_AGO, sha256=f"{word}-sha"
    )


def _write(word: str, user: User, account: Account) -> None:
    for to, whose in ((f"{word}.a@example.com", user.pk), (f"{word}.b@example.com", None)):
        Message.objects.create(
            account_id=account.pk, user_id=whose, channel="MAIL", to=to, language="pl", template="x", text=f"{word} text",
            context={"a": f"{word} context"}, secret=f"{word}-sealed", key=f"{word}:{to}", queued_at=NOON, next_try_at=NOON,
        )  # fmt: skip
    record(
        "bill.corrected", at=NOON, account=account.pk, by=user.pk, subject=f"{word}-event", data={"a": f"{word} data"}
    )
    record("sign_in.failed", at=NOON, subject=f"user:{user.pk}", data={"a": f"{word} failed"})


def forget_rights(account: Account) -> None:
    """End everybody's right on an account."""
    account.accesses.update(valid=DateTimeTZRange(LONG_AGO, NOON - DAY))
