"""To whom letters go: everybody an account's letters go to, or a person about their own sign-in."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from abonent.people.bulk import Told, notify_all
from abonent.people.models import Account, User
from abonent.people.queries import Addressee, mail_addresses, mail_addresses_of
from abonent.post.actions import queue

LONGEST_KEY = 160
"""Characters that the outbox keeps of a letter's key."""


def notify(  # noqa: PLR0913 - a letter has that many parts
    account: Account,
    template: str,
    *,
    key: str,
    at: datetime,
    context: dict[str, Any] | None = None,
    about: str = "",
    on_paper: bool = False,
) -> int:
    """Queue a letter to everyone an account's letters go to; return how many. Rooms never choose channels themselves.

    A letter that must arrive goes `on_paper` where the account has no e-mail address that counts; `about` names what the
    letter proves the telling of ("reminder:7"). To many accounts at once: `people.bulk.notify_all`.
    """
    addressees = mail_addresses(account)
    if on_paper and not addressees:
        notify_all([Told(account.pk, key, about, context or {})], template, at=at, on_paper=True)
        return 1
    return _write(addressees, template, key=key, at=at, context=context, account=account.pk, about=about)


def warn(
    user: User,
    template: str,
    *,
    key: str,
    at: datetime,
    context: dict[str, Any] | None = None,
    secret: dict[str, Any] | None = None,
) -> int:
    """Queue a letter about a person's own sign-in to all their addresses; return how many."""
    return _write(mail_addresses_of(user), template, key=key, at=at, context=context, secret=secret)


def _write(  # noqa: PLR0913 - a letter has that many parts
    addressees: list[Addressee],
    template: str,
    *,
    key: str,
    at: datetime,
    account: int | None = None,
    about: str = "",
    context: Any = None,
    secret: Any = None,
) -> int:
    for addressee in addressees:
        queue(
            template,
            to=addressee.to,
            channel="MAIL",
            language=addressee.language,
            key=_key(key, addressee.to),
            at=at,
            account=account,
            about=about,
            user=addressee.user_id,
            context=context or {},
            secret=secret,
        )
    return len(addressees)


def _key(key: str, to: str) -> str:
    """An address can be longer than a key; no letter may stop what it tells of."""
    whole = f"{key}:{to}"
    return whole if len(whole) <= LONGEST_KEY else f"{key}:{sha256(to.encode()).hexdigest()}"
