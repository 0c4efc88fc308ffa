"""An account is opened at the office for somebody who is there: who they are, how they are reached, and who signs in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent import profile
from abonent.journal.actions import record
from abonent.people.actions.joining import LoginTaken
from abonent.people.models import Access, Account, Contact, Place, User
from abonent.people.numbering import next_number
from abonent.people.queries import owns


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who becomes a customer, as they said it across the table. `post` is an address by the names of `moving.FIELDS`.

    With a `login` the holder, or for a company `person`, gets a sign-in.
    """

    kind: str
    holder: str
    language: str
    post: Mapping[str, str]
    tax_id: str = ""
    mail: str = ""
    phone: str = ""
    login: str = ""
    person: str = ""


@transaction.atomic
def open_account(applicant: Applicant, *, at: datetime, by: User, subject: str = "") -> Account:
    """Open an account under the next free number, with its owner and how it is reached. `subject` is what it came of.

    What the customer has said and signs counts as confirmed. Raises NoNumberLeft, LoginTaken.
    """
    account = Account.objects.create(
        number=next_number(),
        kind=applicant.kind,
        holder=applicant.holder,
        language=applicant.language,
        tax_id=applicant.tax_id,
        post_place=Place.objects.create(**applicant.post),
        opened_on=profile.today(at),
    )
    record("account.opened", at=at, account=account.pk, by=by.pk, subject=subject, via="desk")
    owner = _owner(account, applicant, at=at, by=by) if applicant.login else None
    for kind, value in ((Contact.Kind.MAIL, applicant.mail), (Contact.Kind.PHONE, applicant.phone)):
        if value:
            _reach(account, owner, kind, value, at=at, by=by)
    return account


def _owner(account: Account, applicant: Applicant, *, at: datetime, by: User) -> User:
    """Let somebody own the account whose password nobody knows yet."""
    owner = User(
        login=applicant.login,
        name=applicant.person or applicant.holder,
        language=applicant.language,
        joined_at=at,
    )
    owner.set_unusable_password()
    try:
        with transaction.atomic():
            owner.save(force_insert=True)
    except IntegrityError:
        raise LoginTaken from None
    role = next(role for role in profile.current().roles if owns(role))
    right = Access.objects.create(
        account=account, user=owner, role=role, how="office", valid=DateTimeTZRange(at, None), granted_by=by
    )
    record("sign_in.made", at=at, by=by.pk, subject=f"user:{owner.pk}", for_id=owner.pk, via="desk")
    facts = {"role": role, "person": owner.pk}
    record("access.granted", at=at, account=account.pk, by=by.pk, subject=f"access:{right.pk}", via="desk", data=facts)
    return owner


def _reach(account: Account, owner: User | None, kind: str, value: str, *, at: datetime, by: User) -> None:
    contact = Contact.objects.create(
        account=account, user=owner, kind=kind, value=value, added_at=at, confirmed_at=at
    )  # fmt: skip
    subject = f"contact:{contact.pk}"
    record("contact.confirmed_by_office", at=at, account=account.pk, by=by.pk, subject=subject, via="desk")
