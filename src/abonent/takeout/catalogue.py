"""Everything that the house knows, table by table: in which file of an archive it is told, or why it is not.

A new table or a new column has to be entered here, or in a module's own `takeout.py` by `tell` and `excuse`;
tests/takeout/test_catalogue.py says so.
"""

from collections.abc import Iterator, Mapping

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from abonent.audit import models as audit
from abonent.billing import models as money
from abonent.cases.models import Note, Order
from abonent.contracts import models as contracts
from abonent.journal.models import Event
from abonent.people import models as people
from abonent.post.models import Document, Message
from abonent.takeout.models import Takeout
from abonent.takeout.scope import Scope
from abonent.takeout.subjects import Subject

PROOF = "a secret, or what could be used like one"
OURS = "how our programs find it; says nothing of anybody"
BEFORE = "how a row was before the office or its person changed it; what happened is told in events"
EMPLOYEE = "an employee of the operator; that and when it was decided is told"


def of_person(scope: Scope) -> Q:
    return Q(user=scope.person)


def of_accounts(scope: Scope) -> Q:
    return Q(account__in=scope.owned)


def of_both(scope: Scope) -> Q:
    return of_person(scope) | of_accounts(scope)


def _places(scope: Scope) -> Q:
    letters = people.Account.objects.filter(pk__in=scope.owned).values("post_place")
    lines = contracts.Subscription.objects.filter(account__in=scope.owned).values("place")
    return Q(pk__in=letters) | Q(pk__in=lines)


def _wordings(scope: Scope) -> Q:
    return Q(pk__in=people.Consent.objects.filter(of_both(scope)).values("wording"))


def _bills_of(scope: Scope) -> Q:
    return Q(invoice__account__in=scope.owned)


def _orders(scope: Scope) -> Q:
    return of_accounts(scope) | Q(placed_by=scope.person)


def _begun(scope: Scope) -> Q:
    return of_accounts(scope) | Q(by=scope.person)


def _invitations(scope: Scope) -> Q:
    return of_accounts(scope) | Q(invited_by=scope.person) | Q(accepted_by=scope.person)


def _letters(scope: Scope) -> Q:
    return Q(user_id=scope.person) | Q(user_id=None, account_id__in=scope.owned)


def _events(scope: Scope) -> Q:
    return Q(account_id__in=scope.owned) | Q(by_id=scope.person) | Q(subject=f"user:{scope.person}")


def _documents(scope: Scope) -> Q:
    return Q(account_id__in=scope.owned)


SUBJECTS = (
    Subject(
        "person", people.User, _("Who you are here: login, name, language."), lambda scope: Q(pk=scope.person),
        "login name language joined_at ended_at last_login password_is_long staff_role",
        {"id": OURS, "password": PROOF, "words": OURS},
    ),
    Subject(
        "sessions", people.Session, _("Browsers in which you are signed in."), of_person,
        "browser=agent began_at seen_at expires_at=expire_date",
        {"session_key": PROOF, "session_data": PROOF, "user": "the person of the archive"},
    ),
    Subject(
        "second_steps", Authenticator, _("Second steps of signing in: what kind, since when, last used."), of_person,
        "kind=type created_at last_used_at",
        {"id": OURS, "user": "the person of the archive", "data": PROOF},
    ),
    Subject(
        "lost_steps", people.LostStep, _("Second steps that were lost and opened by the office."), of_person,
        "asked_at confirmed_at opens_at stopped_at done_at",
        {"id": OURS, "user": "the person of the archive", "confirmed_by": EMPLOYEE},
    ),
    Subject(
        "codes", people.Code, _("Codes and links that were sent: for what and when, not the codes themselves."), of_both,
        "purpose account=account__number subject tries made_at until used_at",
        {"id": OURS, "user": "the person of the archive, or nobody", "digest": PROOF, "bound_to": PROOF},
    ),
    Subject(
        "takeouts", Takeout, _("Archives such as this one."), of_person,
        "ref language state asked_at made_at until sha256 size fetched_at",
        {"id": OURS, "user": "the person of the archive"},
    ),
    Subject(
        "rights", people.Access, _("Your access to accounts; to accounts of your own also that of others."), of_both,
        "account=account__number person=user__name whose=?user role how held_until valid granted_by=granted_by__name",
        {"id": OURS},
    ),
    Subject(
        "invitations", people.Invitation, _("Invitations to accounts, sent and accepted."), _invitations,
        "account=account__number role name mail access_until invited_by=invited_by__name made_at until "
        "accepted_by=accepted_by__name accepted_at withdrawn_at",
        {"id": OURS},
    ),
    Subject(
        "contacts", people.Contact, _("E-mail addresses and phone numbers."), of_both,
        "id account=account__number person=user__name kind value added_at confirmed_at ended_at bounced_at bounce replaces=replaces_id",
    ),
    Subject(
        "consents", people.Consent, _("Consents given and taken back."), of_both,
        "account=account__number person=user__name code version=wording__version given at via",
        {"id": OURS},
    ),
    Subject(
        "wordings", people.Wording, _("The words of these consents."), _wordings, "code version text recorded_at", {"id": OURS}
    ),
    Subject(
        "accounts", people.Account, _("The accounts that are yours."), lambda scope: Q(pk__in=scope.owned),
        "number kind holder tax_id language post_place=post_place_id opened_on closed_on billing_system_ref=origin_ref as_of",
        {"id": OURS, "sort_key": OURS, "words": OURS},
    ),
    Subject(
        "places", people.Place, _("Addresses: where letters go, where services are."), _places,
        "id post_code town street house flat", {"parent": "the building of a flat, whose address is the same", "words": OURS},
    ),
    Subject(
        "payers", money.Payer, _("Invoice data, and how bills come."), of_accounts,
        "account=account__number cycle name address tax_id delivery form pays_cash bank_account", {"words": OURS},
    ),
    Subject(
        "agreements", contracts.Agreement, _("Contracts."), of_accounts,
        "account=account__number number signed_on valid minimum_until", {"id": OURS},
    ),
    Subject(
        "endings", contracts.Ending, _("Ends of contracts that were entered, and those taken back."), of_accounts,
        "account=account__number agreement=agreement__number ends_on reason note entered_at taken_back_at "
        "carried_out_at",
        {"id": OURS, "entered_by": EMPLOYEE, "to": "the account of somebody else", "before": "days of the same agreement, lines and plans, told with them"},
    ),
    Subject(
        "services", contracts.Subscription, _("What is delivered: lines."), of_accounts,
        "id account=account__number agreement=agreement__number kind ref label place=place_id valid",
    ),
    Subject(
        "plans", contracts.Holding, _("Plans and extra services, from when until when."), of_accounts,
        "id account=account__number service=subscription_id tariff=tariff__code name=tariff__name slot quantity valid withdrawn_at fees",
    ),
    Subject(
        "restrictions", contracts.Restriction, _("Restrictions of services."), of_accounts,
        "account=account__number service=subscription_id reason level placed_at lifted_at note", {"id": OURS},
    ),
    Subject(
        "charges", money.Charge, _("What was charged, with the reason of each."), of_accounts,
        "account=account__number service=subscription_id plan=holding_id source kind=service name days quantity unit unit_price "
        "amount gross vat why basis revision bill=invoice__number line recorded_at",
        {"id": OURS},
    ),
    Subject(
        "bills", money.Invoice, _("Bills and corrections, with everything that stands on them."), of_accounts,
        "account=account__number number kind corrects=corrects__number period=period__days issued_on due_on net vat total "
        "sheet sha256 template recorded_at",
        {"id": OURS},
    ),
    Subject(
        "state_numbers", money.EInvoice, _("Numbers of bills in the state’s system of e-invoices."), _bills_of,
        "bill=invoice__number system number numbered_at",
    ),
    Subject(
        "payments", money.Payment, _("Payments begun online."), _begun,
        "ref account=account__number gateway gateway_ref amount wanted state started_at asked_at ended_at by=?by",
        {"id": OURS, "once": PROOF, "bank_url": PROOF},
    ),
    Subject(
        "receipts", money.Receipt, _("Money that came, and was taken back."), of_accounts,
        "id source external_id account=account__number payment=payment__ref book amount paid_on payer received_at",
        {"raw": "the bank’s message as it came; what it says of the payment stands in the other fields"},
    ),
    Subject(
        "proposals", money.Proposal, _("Refunds and debts that were proposed to be given up."), of_accounts,
        "ref account=account__number kind amount reason bank_account recipient takes_two state proposed_at decided_at answer paid_on",
        {"id": OURS, "proposed_by": EMPLOYEE, "decided_by": EMPLOYEE},
    ),
    Subject(
        "entries", money.Entry, _("The ledger: each amount owed or paid."), of_accounts,
        "id account=account__number debit=debit__code credit=credit__code amount kind service cause bill=invoice__number "
        "receipt=receipt_id reverses=reverses_id value_on booked_on due_on recorded_at by=?by",
    ),
    Subject(
        "allocations", money.Allocation, _("Which payment paid which bill: entries by their ids."), of_accounts,
        "account=account__number credit=credit_id debit=debit_id amount cause at", {"id": OURS},
    ),
    Subject(
        "reminders", money.Reminder, _("How a debt was chased: reminders, notices, restrictions."), of_accounts,
        "account=account__number step kind amount oldest_due_on taken_at ended_at", {"id": OURS},
    ),
    Subject(
        "respites", money.Respite, _("That a debt is not chased for a while: promised, by instalments, disputed."), of_accounts,
        "account=account__number kind plan entry=entry_id amount until note made_at made_by=?made_by ended_at ended answer",
        {"id": OURS, "ended_by": EMPLOYEE},
    ),
    Subject(
        "orders", Order, _("What you asked to be changed, and what became of it."), _orders,
        "ref account=account__number kind old new state placed_at placed_by=?placed_by via decided_at reason",
        {"id": OURS, "decided_by": EMPLOYEE},
    ),
    Subject(
        "notes", Note, _("What the office has noted about your accounts."), of_accounts,
        "account=account__number text made_at removed_at", {"id": OURS, "made_by": EMPLOYEE},
    ),
    Subject(
        "documents", Document, _("Documents that are kept for your accounts; the files are in the folder documents."), _documents,
        "ref account=#account_id subject kind title language media_type template sha256 size kept_at",
        {"id": OURS, "kept_by_id": EMPLOYEE},
    ),
    Subject(
        "letters", Message, _("Letters and SMS that were sent to you, as far as they carried no code or link."), _letters,
        "account=#account_id channel to language template about subject text context state tries trouble queued_at sent_at bounced_at",
        {
            "id": OURS, "user_id": "the person of the archive, or nobody", "secret": PROOF, "key": OURS,
            "provider_ref": OURS, "next_try_at": "when our programs would have tried again",
            "in_bulk": OURS, "printing": "with which others it was printed",
        },
    ),
    Subject(
        "events", Event, _("What happened: to your sign-in, on your accounts, and what you did yourself."), _events,
        "at kind account=#account_id subject by=?by_id via data",
        {"id": OURS, "for_id": EMPLOYEE}, ("at", "id"),
    ),
)  # fmt: skip
"""The files of an archive, in the order in which its README tells of them."""

EXCUSED = {
    "abonent.Tariff": "the price list is everybody’s; what somebody holds of it is told by name in plans",
    "abonent.Price": "the price list is everybody’s; what was charged is told in charges",
    "abonent.Notice": "told to everybody alike",
    "abonent.Word": "words of all names and addresses, each once, without whose they are",
    "abonent.Period": "which months are billed together; a bill tells its own",
    "abonent.Batch": "how a month’s bills are made in portions",
    "abonent.Preview": "a bill run as the office tried it out; the bills themselves are told",
    "abonent.Printing": "letters on paper that were printed together; the letters are told",
    "abonent.Series": "the next number of a kind of document",
    "abonent.Book": "the names of the ledger’s books; entries tell them",
    "admin.LogEntry": "what the system administration did in Django’s own admin; what it changed is kept by the audit",
    "auth.Permission": "Django’s, not used: rights are the profile’s acts",
    "auth.Group": "Django’s, not used: roles are the profile’s",
    "contenttypes.ContentType": "Django’s list of tables",
    "account.EmailAddress": "allauth’s, not used: addresses are contacts",
    "account.EmailConfirmation": "allauth’s, not used: addresses are contacts",
    "procrastinate.ProcrastinateWorker": "which programs do jobs",
    "procrastinate.ProcrastinateJob": "jobs name rows by their ids, and are removed after days",
    "procrastinate.ProcrastinateEvent": "when jobs were done",
    "procrastinate.ProcrastinatePeriodicDefer": "when periodic jobs were put to work",
    "pghistory.Context": "django-pghistory’s, not used: each kept row says itself who changed it",
    "pghistory.Events": "django-pghistory’s list of kept rows, not used",
    "pghistory.MiddlewareEvents": "django-pghistory’s list of kept rows, not used",
}
"""Tables that hold nothing about anybody, or nothing that is not told elsewhere, and why."""

_told: dict[str, Subject] = {}
_excused: dict[str, str] = {}


def tell(*subjects: Subject) -> None:
    """Let an archive tell what a module keeps, whether the profile lists it today or not: what is kept is told."""
    _told.update((subject.name, subject) for subject in subjects)


def excuse(tables: Mapping[str, str]) -> None:
    """Leave out tables of a module ("internet.Device"), each for its reason."""
    _excused.update(tables)


def subjects() -> Iterator[Subject]:
    """Yield the files of an archive: of the house, then of its modules."""
    yield from SUBJECTS
    yield from _told.values()


def excused() -> dict[str, str]:
    """Return the tables that are not told, and why."""
    kept = {table._meta.label: BEFORE for table in audit.tables()}
    return EXCUSED | _excused | kept | {audit.Change._meta.label: BEFORE}
