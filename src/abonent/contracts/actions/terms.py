"""The confirmation of an agreement's terms: a document that says what holds on a day."""

import hashlib
from datetime import date, datetime
from importlib import import_module

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from abonent import profile
from abonent.contracts.actions.renewing import NotInForce
from abonent.contracts.ports import Press
from abonent.contracts.queries import AgreementShown, terms_sheet
from abonent.language import written
from abonent.people.actions import lock_account
from abonent.people.models import Account
from abonent.post.actions import keep_document
from abonent.post.models import Document
from abonent.post.queries import documents

TERMS = "terms@1"
NEW_TERMS = "new_terms@1"


class ConfirmedTooOften(Exception):
    """So many confirmations as the profile allows were made new for this account today."""


@transaction.atomic
def confirm_terms(
    account: Account, agreement: AgreementShown, *, language: str, at: datetime, by: int | None = None, via: str = "web"
) -> Document:
    """Make the confirmation of an agreement's terms and keep it. The same terms on the same day are the same document.

    Raises NotInForce, ConfirmedTooOften.
    """
    if agreement.state == "ended":
        raise NotInForce
    holder = lock_account(account.pk)
    content = _press().render(TERMS, terms_sheet(holder, agreement, language=language))
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
        via=via,
    )


@transaction.atomic
def announce_terms(
    account: Account, agreement: AgreementShown, *, since: date, at: datetime, by: int | None = None
) -> Document:
    """Make the document that says which terms are in force from a day on, as the office changed them, and keep it.

    `agreement` is as it will be then, or as it is today where that day is past. Raises NotInForce.
    """
    if agreement.state == "ended":
        raise NotInForce
    holder = lock_account(account.pk)
    language = holder.language
    sheet = terms_sheet(holder, agreement, language=language)
    sheet |= {"made_on": profile.today(at).isoformat(), "new_since": since.isoformat()}
    return keep_document(
        account.pk,
        subject=agreement.subject,
        kind="TERMS",
        title=_new_title(agreement, since, language),
        content=_press().render(NEW_TERMS, sheet),
        language=language,
        template=NEW_TERMS,
        at=at,
        by=by,
    )


def _press() -> Press:
    press: Press = import_module(f"{profile.current().backends.documents}.press")
    return press


def _new_title(agreement: AgreementShown, since: date, language: str) -> str:
    with translation.override(language):
        title = _("New terms of agreement %(number)s from %(day)s")
        return title % {"number": agreement.number, "day": written(language).day(since)}


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
