"""The PPPoE password of a line is set: by its owner, or at the desk by telephone. Nobody reads it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from abonent import vault
from abonent.journal.actions import Happening, record, record_all
from abonent.modules.internet.actions.dropping import drop_line
from abonent.modules.internet.bulk.making import set_secrets
from abonent.modules.internet.models import Line
from abonent.modules.internet.queries.lines import line_name
from abonent.modules.internet.queries.passwords import line_password_faults
from abonent.people.actions import lock_account, notify


@dataclass
class BadLinePassword(Exception):
    """The line cannot have this password; `faults` say why, in the active language."""

    faults: list[str]


@dataclass
class SetMeanwhile(Exception):
    """Somebody has set another password since the page was shown."""

    line: Line


@sensitive_variables("password")
@transaction.atomic
def set_line_password(  # noqa: PLR0913 - which line, what, what was seen, how, when, by whom
    line: Line,
    *,
    password: str,
    shown_at: datetime | None,
    at: datetime,
    by: int | None,
    via: str = "web",
    drop: bool = False,
) -> Line:
    """Let a line connect with this password from now on, and tell the customer that it was set. With `drop` its sessions end.

    `shown_at` is when the password was set that the page spoke of. The same password sent again changes nothing; whoever
    chooses what is set already, and wants the sessions to end, has that.
    Raises BadLinePassword, SetMeanwhile.
    """
    if faults := line_password_faults(password, login=line.login):
        raise BadLinePassword(faults)
    account = lock_account(line.account_id)
    found = Line.objects.select_related("subscription__place").get(account=account, pk=line.pk)
    if found.secret and vault.open_sealed(found.secret, bound_to=sealed_for(found)) == password.encode():
        if drop and found.secret_at == shown_at:  # not the second of two presses
            drop_line(found, at=at, by=by, via=via)
        return found
    if found.secret_at != shown_at:
        raise SetMeanwhile(found)
    found.secret, found.secret_at = vault.seal(password.encode(), bound_to=sealed_for(found)), at
    found.save(update_fields=["secret", "secret_at"])
    event = record(
        "line.password_set", at=at, by=by, account=account.pk, subject=f"line:{found.pk}", via=via, data={"drop": drop}
    )
    context = {"account": account.number, "line": line_name(found), "login": found.login, "at": at.isoformat()}
    if drop:
        drop_line(found, at=at, by=by, via=via)
    notify(account, "line_password_set", key=f"line_password_set:{event.id}", at=at, context=context)
    return found


@sensitive_variables("passwords")
@transaction.atomic
def bring_passwords(passwords: Mapping[int, str], *, at: datetime, by: int | None = None) -> int:
    """Give lines that have none a password that they had elsewhere, by the number of the line; return how many.

    For lines that come from another system: routers know these passwords, so there is no rule for them and no letter.
    """
    sealed = {
        line: vault.seal(password.encode(), bound_to=f"line:{line}:secret") for line, password in passwords.items()
    }
    given = set_secrets(sealed, at=at)
    data = {"drop": False}
    record_all(
        [Happening("line.password_set", at, account, f"line:{line}", by, "job", data) for line, account in given]
    )
    return len(given)


def sealed_for(line: Line) -> str:
    """Return what the password of a line is bound to in the vault."""
    return f"line:{line.pk}:secret"
