"""What may be done with agreements: confirm their terms, renew, restrict and release, enter a price list."""

import hashlib
from datetime import date, datetime
from importlib import import_module

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation
from django.utils.translation import gettext as _

from abonent import profile
from abonent.contracts.models import Agreement, Price, Restriction, Subscription, Tariff
from abonent.contracts.ports import Press
from abonent.contracts.queries import AgreementShown, terms_sheet
from abonent.journal.actions import record
from abonent.language import written
from abonent.people.actions import lock_account
from abonent.people.models import Account
from abonent.post.actions import keep_document
from abonent.post.models import Document
from abonent.post.queries import documents
from abonent.profile import Profile, price_list

TERMS = "terms@1"


class AlreadyRestricted(Exception):
    """The account is restricted for this reason already."""


class NotInForce(Exception):
    """The agreement does not hold on the day in question."""


class ConfirmedTooOften(Exception):
    """So many confirmations as the profile allows were made new for this account today."""


@transaction.atomic
def confirm_terms(
    account: Account, agreement: AgreementShown, *, language: str, at: datetime, by: int | None = None
) -> Document:
    """Make the confirmation of an agreement's terms and keep it. The same terms on the same day are the same document.

    Raises NotInForce, ConfirmedTooOften.
    """
    if agreement.state == "ended":
        raise NotInForce
    holder = lock_account(account.pk)
    press: Press = import_module(f"{profile.current().backends.documents}.press")
    content = press.render(TERMS, terms_sheet(holder, agreement, language=language))
    if _is_one_too_many(account, agreement, content):
        raise ConfirmedTooOften
    return keep_document(
        account.pk,
        subject=agreement.subject,
        kind="TERMS",
        title=_terms_title(agreement, language),
        content=content,
        language=language,
        template=TERMS,
        at=at,
        by=by,
    )


def _is_one_too_many(account: Account, agreement: AgreementShown, content: bytes) -> bool:
    sha256 = hashlib.sha256(content).hexdigest()
    if documents(account.pk, subjects=[agreement.subject]).filter(sha256=sha256).exists():
        return False
    today = documents(account.pk).filter(template__startswith="terms@", kept_at__gte=profile.midnight(agreement.on))
    return today.count() >= profile.current().panel.contract.confirmations_a_day


def _terms_title(agreement: AgreementShown, language: str) -> str:
    with translation.override(language):
        title = _("Terms of agreement %(number)s as of %(day)s")
        return title % {"number": agreement.number, "day": written(language).day(agreement.on)}


@transaction.atomic
def renew_agreement(
    agreement: Agreement,
    *,
    number: str,
    since: date,
    minimum_until: date | None,
    at: datetime,
    by: int | None = None,
) -> Agreement:
    """End an agreement and sign the next one from the same day on; what is delivered goes on under it.

    Raises NotInForce when the agreement does not hold on that day.
    """
    lock_account(agreement.account_id)
    old = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    if not (old.valid.lower < since and (old.valid.upper is None or since <= old.valid.upper)):
        raise NotInForce
    Agreement.objects.filter(pk=old.pk).update(valid=DateRange(old.valid.lower, since))
    renewed = Agreement.objects.create(
        account_id=old.account_id,
        number=number,
        signed_on=profile.today(at),
        valid=DateRange(since, None),
        minimum_until=minimum_until,
    )
    Subscription.objects.filter(agreement=old, valid__upper_inf=True).update(agreement=renewed)
    record("agreement.renewed", at=at, by=by, account=old.account_id, subject=f"agreement:{number}")
    return renewed


@transaction.atomic
def restrict(
    account: Account, *, reason: str, level: str, at: datetime, subscription: Subscription | None = None, note: str = ""
) -> Restriction:
    """Limit what is delivered, for a reason. The caller holds the account's lock.

    Raises AlreadyRestricted when a restriction for this reason is in force.
    """
    live = Restriction.objects.filter(account=account, subscription=subscription, reason=reason, lifted_at=None)
    if live.exists():
        raise AlreadyRestricted
    restriction = Restriction.objects.create(
        account=account, subscription=subscription, reason=reason, level=level, placed_at=at, note=note
    )
    record(
        "restriction.placed",
        at=at,
        account=account.pk,
        subject=f"restriction:{restriction.pk}",
        data={"reason": reason},
    )
    return restriction


@transaction.atomic
def lift(account: Account, *, reason: str, at: datetime, because: str = "") -> int:
    """Lift every restriction of an account for one reason; return how many. Other reasons stay in force."""
    live = list(Restriction.objects.filter(account=account, reason=reason, lifted_at=None))
    for restriction in live:
        Restriction.objects.filter(pk=restriction.pk).update(lifted_at=at)
        subject = because or f"restriction:{restriction.pk}"
        record("restriction.lifted", at=at, account=account.pk, subject=subject, data={"restriction": restriction.pk})
    return len(live)


type _Place = tuple[int, str, date]
"""Tariff, component and first day: where on the price list a price stands."""


@transaction.atomic
def enter_price_list(operator: Profile, *, at: datetime) -> None:
    """Bring tariffs and prices to what the profile says. The same list entered twice changes nothing.

    A price that turned out wrong, or is not on the list any more, is replaced: the old row stays, marked. A price that
    only ends on another day is still the same price.
    """
    tariffs = _enter_tariffs(operator.tariffs)
    wanted = {_place(price): price for listed in operator.tariffs for price in _prices(listed, tariffs, at)}
    kept: set[_Place] = set()
    for old in Price.objects.filter(replaced_at=None).order_by("tariff", "component", "valid"):
        new = wanted.get(_place(old))
        if new is None or _terms(new) != _terms(old):
            Price.objects.filter(pk=old.pk).update(replaced_at=at)
            continue
        kept.add(_place(old))
        if new.valid.upper != old.valid.upper:
            Price.objects.filter(pk=old.pk).update(valid=new.valid)
    Price.objects.bulk_create(price for place, price in wanted.items() if place not in kept)


def _enter_tariffs(listed: tuple[price_list.Tariff, ...]) -> dict[str, Tariff]:
    columns = ["kind", "service", "name", "facts", "sold"]
    tariffs = [
        Tariff(
            code=tariff.code,
            kind=tariff.kind,
            service=tariff.service,
            name=dict(tariff.name),
            facts=dict(tariff.facts),
            sold=DateRange(tariff.sold_since, tariff.sold_until),
        )
        for tariff in listed
    ]
    Tariff.objects.bulk_create(tariffs, update_conflicts=True, unique_fields=["code"], update_fields=columns)
    return {tariff.code: tariff for tariff in Tariff.objects.all()}


def _prices(listed: price_list.Tariff, tariffs: dict[str, Tariff], at: datetime) -> list[Price]:
    return [
        Price(
            tariff=tariffs[listed.code],
            component=":".join(filter(None, [price.component, price.variant])),
            unit=price.unit,
            amount=price.amount,
            gross=price.gross,
            vat=price.vat,
            valid=DateRange(price.since, price.until),
            decision=price.decision,
            recorded_at=at,
        )
        for price in listed.prices
    ]


def _place(price: Price) -> _Place:
    return price.tariff_id, price.component, price.valid.lower


def _terms(price: Price) -> tuple[object, ...]:
    return price.unit, price.amount, price.gross, price.vat, price.decision
