"""The sheet of an agreement's terms: everything that its confirmation says, frozen in plain values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from abonent import profile
from abonent.contracts.queries.agreements import AgreementShown, Held, Line, Speed
from abonent.people.models import Account


def terms_sheet(account: Account, agreement: AgreementShown, *, language: str) -> dict[str, Any]:
    """Return what the template terms@1 draws. Sums are decimal strings, days are ISO dates, both parties as they are today."""
    operator = profile.current()
    return {
        "v": 1,
        "number": agreement.number,
        "language": language,
        "currency": operator.currency,
        "account": operator.account_number.shown(account.number),
        "made_on": agreement.on.isoformat(),
        "signed_on": agreement.signed_on.isoformat(),
        "since": agreement.since.isoformat(),
        "last_day": _day(agreement.last_day),
        "bound_until": _day(agreement.bound_until),
        "seller": operator.seller,
        "customer": {"name": account.holder, "address": _address(account), "tax_id": account.tax_id},
        "lines": [_line(line) for line in agreement.lines if line.held],
        "monthly": str(agreement.monthly),
        "notice": _in(operator.panel.contract.notice, language),
        "complaint": _in(operator.panel.contract.complaint, language),
    }


def _address(account: Account) -> list[str]:
    return list(account.post_place.lines) if account.post_place else []


def _line(line: Line) -> dict[str, Any]:
    where = ", ".join(filter(None, [line.label, *line.place]))
    return {"where": where, "services": [_service(held) for held in line.held]}


def _service(held: Held) -> dict[str, Any]:
    speeds = {"down": held.down, "up": held.up}
    said = {direction: _speed(speed) for direction, speed in speeds.items() if speed}
    return {
        "name": dict(held.name),
        "since": held.since.isoformat(),
        "monthly": None if held.monthly is None else str(held.monthly),
        "speeds": said or None,
    }


def _speed(speed: Speed) -> list[int | None]:
    return [speed.advertised, speed.usual, speed.least]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words[profile.current().languages[0]]
