"""What customers agree to: the wordings that they are asked with, and each giving and taking back."""

from datetime import datetime

from django.db import transaction

from abonent import profile
from abonent.journal.actions import record
from abonent.people.actions.locking import lock_account
from abonent.people.models import Account, Consent, User, Wording
from abonent.profile import Profile
from abonent.profile.panel import Consent as Asked


class ChangedWording(Exception):
    """The profile has other words for a consent than were entered under the same version."""

    def __init__(self, code: str, version: str) -> None:
        super().__init__(
            f"The words of the consent {code!r} are not those that were entered as its version {version!r}. "
            "What people agreed to stays as it was: give the changed words a new version in the profile."
        )


class UnknownConsent(LookupError):
    """The profile asks for no such consent."""


@transaction.atomic
def enter_wordings(operator: Profile, *, at: datetime) -> None:
    """Keep the words of every consent that the profile asks for. The same words entered twice change nothing.

    Raises ChangedWording.
    """
    known = {(kept.code, kept.version): kept.text for kept in Wording.objects.all()}
    for asked in operator.panel.consents:
        if known.get((asked.code, asked.version), words(asked)) != words(asked):
            raise ChangedWording(asked.code, asked.version)
    Wording.objects.bulk_create(
        Wording(code=asked.code, version=asked.version, text=words(asked), recorded_at=at)
        for asked in operator.panel.consents
        if (asked.code, asked.version) not in known
    )


def words(asked: Asked) -> dict[str, dict[str, str]]:
    """Return all that is read before agreeing: title and text in each language."""
    return {language: {"title": asked.title[language], "text": asked.text[language]} for language in asked.text}


@transaction.atomic
def give_consent(account: Account, code: str, *, at: datetime, by: User | None, via: str = "web") -> Consent:
    """Agree to what the profile asks now. Agreed to the same words already: nothing changes. Raises UnknownConsent."""
    return _say(account, code, given=True, at=at, by=by, via=via)


@transaction.atomic
def take_back_consent(
    account: Account, code: str, *, at: datetime, by: User | None, via: str = "web"
) -> Consent | None:
    """Agree no more. What was never given is not taken back. Raises UnknownConsent."""
    if not Consent.objects.filter(account=account, code=code).exists():
        _asked(code)
        return None
    return _say(account, code, given=False, at=at, by=by, via=via)


def _say(account: Account, code: str, *, given: bool, at: datetime, by: User | None, via: str) -> Consent:
    lock_account(account.pk)
    asked = _asked(code)
    newest = Consent.objects.filter(account=account, code=code).select_related("wording").order_by("-at", "-pk").first()
    same = newest is not None and newest.given is given
    if newest is not None and same and (not given or newest.wording.version == asked.version):
        return newest
    wording = newest.wording if newest and not given else Wording.objects.get(code=code, version=asked.version)
    said = Consent.objects.create(
        account=account, user=by, code=code, wording=wording, given=given, at=at, via=via
    )  # fmt: skip
    kind = "consent.given" if given else "consent.taken_back"
    record(kind, at=at, account=account.pk, by=by.pk if by else None, subject=f"consent:{code}", via=via)
    return said


def _asked(code: str) -> Asked:
    found = next((asked for asked in profile.current().panel.consents if asked.code == code), None)
    if found is None:
        raise UnknownConsent(code)
    return found
