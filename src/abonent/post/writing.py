"""How a letter is written: templates/post/<template>.txt, in the language of whoever gets it.

The first line of what a template renders is the subject, the rest the text. Letters are plain text: no pictures,
nothing that tells anybody whether they were read.
"""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import jinja2
from django.conf import settings
from django.utils import translation

from abonent import profile, vault
from abonent.language import written
from abonent.post.models import Message
from abonent.post.ports import Enclosure

CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
MESSAGE_KEY = "message:{}"
"""What the vault binds the secret of a letter to."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent. An SMS has no subject."""

    subject: str
    text: str
    file: Enclosure | None = None


def bound_to(message: Message) -> str:
    """Return what the vault binds a letter's secret to."""
    return MESSAGE_KEY.format(message.key)


def write(message: Message) -> Letter:
    """Render a letter. Raises AlteredSecret, and jinja2.TemplateError when the template and its context do not fit."""
    with translation.override(message.language):
        template = _environment().get_template(f"{message.template}.txt")
        first, _, rest = template.render(_context(message)).strip().partition("\n")
    return Letter(subject=_one_line(first).strip()[:300], text=rest.strip() + "\n")


def _context(message: Message) -> dict[str, Any]:
    """Values come from people and from outside: none of them may begin a line, be it in a header or in the text."""
    said = message.context | _opened(message)
    return {name: _one_line(value) if isinstance(value, str) else value for name, value in said.items()} | {
        "operator": profile.current(),
        "portal": settings.ABONENT_URL,
        "at": message.queued_at,
        "language": message.language,
    }


def _opened(message: Message) -> dict[str, Any]:
    if not message.secret:
        return {}
    found: dict[str, Any] = json.loads(vault.open_sealed(message.secret, bound_to=bound_to(message)))
    return found


def _one_line(text: str) -> str:
    return CONTROLS.sub(" ", text)


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("abonent", "templates/post"),
        autoescape=False,  # noqa: S701 - plain text
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.filters |= {
        "money": _money,
        "day": _day,
        "moment": _moment,
        "account_number": _account_number,
        "bank_account": _bank_account,
        "role": _role,
        "desk_role": _desk_role,
        "named": _named,
    }
    return made


def _money(amount: str) -> str:
    return written(translation.get_language()).money(Decimal(amount), profile.current().currency)


def _day(day: str) -> str:
    return written(translation.get_language()).day(date.fromisoformat(day))


def _moment(at: datetime | str) -> str:
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    return written(translation.get_language()).moment(when.astimezone(profile.current().zone))


def _account_number(plain: str) -> str:
    return profile.current().account_number.shown(plain)


def _bank_account(digits: str) -> str:
    """Write a bank account as banks print it: two digits of check, then fours."""
    return " ".join([digits[:2], *(digits[at : at + 4] for at in range(2, len(digits), 4))])


def _desk_role(code: str) -> str:
    return profile.current().desk.roles[code][translation.get_language()]


def _named(names: dict[str, str]) -> str:
    """Choose what something of the price list is called, in the reader's language."""
    return names.get(translation.get_language() or "") or next(iter(names.values()), "")


def _role(code: str) -> str:
    return profile.current().roles[code][translation.get_language()]
