"""What the audit's tables and columns are called, and how what stood in them is read."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from abonent.language import written
from abonent.news.places import in_words, of_kept
from abonent.web.frame import speaking
from abonent.web.jinja import local
from abonent.web.module import installed, modules

TABLES: dict[str, Promise] = {
    "account": pgettext_lazy("audit", "customer"),
    "access": pgettext_lazy("audit", "access to an account"),
    "agreement": pgettext_lazy("audit", "agreement"),
    "contact": pgettext_lazy("audit", "telephone or e-mail"),
    "ending": pgettext_lazy("audit", "end of an agreement"),
    "holding": pgettext_lazy("audit", "plan or extra service"),
    "note": pgettext_lazy("audit", "note of the office"),
    "notice": pgettext_lazy("audit", "news"),
    "payer": pgettext_lazy("audit", "invoice data and way of paying"),
    "place": pgettext_lazy("audit", "address"),
    "proposal": pgettext_lazy("audit", "refund or write-off"),
    "restriction": pgettext_lazy("audit", "restriction of a service"),
    "subscription": pgettext_lazy("audit", "line"),
    "user": pgettext_lazy("audit", "person who signs in"),
}
TIMES = ("_at", "_on", "_until")
"""How columns end that hold days and instants."""
LABELS: dict[str, Promise] = {
    "update": pgettext_lazy("audit", "changed"),
    "delete": pgettext_lazy("audit", "deleted"),
}
COLUMNS: dict[str, Promise] = {
    "account_id": pgettext_lazy("audit", "account"),
    "added_at": pgettext_lazy("audit", "added"),
    "address": pgettext_lazy("audit", "address"),
    "agreement_id": pgettext_lazy("audit", "agreement"),
    "amount": pgettext_lazy("audit", "amount"),
    "answer": pgettext_lazy("audit", "answer"),
    "bank_account": pgettext_lazy("audit", "bank account"),
    "before": pgettext_lazy("audit", "as it was before"),
    "bounce": pgettext_lazy("audit", "why mail came back"),
    "bounced_at": pgettext_lazy("audit", "mail came back"),
    "carried_out_at": pgettext_lazy("audit", "carried out"),
    "changed_at": pgettext_lazy("audit", "changed"),
    "closed_on": pgettext_lazy("audit", "account ends"),
    "confirmed_at": pgettext_lazy("audit", "confirmed"),
    "cycle": pgettext_lazy("audit", "billing cycle"),
    "decided_at": pgettext_lazy("audit", "decided"),
    "decided_by_id": pgettext_lazy("audit", "decided by"),
    "delivery": pgettext_lazy("audit", "how bills come"),
    "edition": pgettext_lazy("audit", "how often letters were asked for"),
    "ended_at": pgettext_lazy("audit", "ended"),
    "ends_on": pgettext_lazy("audit", "ends on"),
    "entered_at": pgettext_lazy("audit", "entered"),
    "entered_by_id": pgettext_lazy("audit", "entered by"),
    "fees": pgettext_lazy("audit", "fees"),
    "flat": pgettext_lazy("audit", "flat"),
    "form": pgettext_lazy("audit", "how bills come by e-mail"),
    "granted_by_id": pgettext_lazy("audit", "given by"),
    "happens": pgettext_lazy("audit", "works or outage from–until"),
    "held_until": pgettext_lazy("audit", "held until"),
    "holder": pgettext_lazy("audit", "holder"),
    "house": pgettext_lazy("audit", "house number"),
    "how": pgettext_lazy("audit", "how it came about"),
    "id": pgettext_lazy("audit", "row"),
    "joined_at": pgettext_lazy("audit", "joined"),
    "kind": pgettext_lazy("audit", "kind"),
    "label": pgettext_lazy("audit", "label"),
    "language": pgettext_lazy("audit", "language"),
    "lead": pgettext_lazy("audit", "lead"),
    "level": pgettext_lazy("audit", "level"),
    "lifted_at": pgettext_lazy("audit", "lifted"),
    "login": pgettext_lazy("audit", "login"),
    "made_at": pgettext_lazy("audit", "made"),
    "made_by_id": pgettext_lazy("audit", "made by"),
    "minimum_until": pgettext_lazy("audit", "minimum term until"),
    "name": pgettext_lazy("audit", "name"),
    "note": pgettext_lazy("audit", "note"),
    "number": pgettext_lazy("audit", "number"),
    "opened_on": pgettext_lazy("audit", "opened"),
    "origin_ref": pgettext_lazy("audit", "number in the billing system"),
    "paid_on": pgettext_lazy("audit", "paid on"),
    "parent_id": pgettext_lazy("audit", "building"),
    "pays_cash": pgettext_lazy("audit", "pays cash"),
    "place_id": pgettext_lazy("audit", "address"),
    "placed_at": pgettext_lazy("audit", "placed"),
    "places": pgettext_lazy("audit", "places it concerns"),
    "post_code": pgettext_lazy("audit", "post code"),
    "post_place_id": pgettext_lazy("audit", "address for letters"),
    "proposed_at": pgettext_lazy("audit", "proposed"),
    "proposed_by_id": pgettext_lazy("audit", "proposed by"),
    "quantity": pgettext_lazy("audit", "quantity"),
    "reason": pgettext_lazy("audit", "reason"),
    "recipient": pgettext_lazy("audit", "recipient"),
    "ref": pgettext_lazy("audit", "reference"),
    "removed_at": pgettext_lazy("audit", "removed"),
    "replaces_id": pgettext_lazy("audit", "replaces (row)"),
    "role": pgettext_lazy("audit", "role"),
    "shown": pgettext_lazy("audit", "shown from–until"),
    "signed_on": pgettext_lazy("audit", "signed on"),
    "slot": pgettext_lazy("audit", "place in the plan"),
    "slug": pgettext_lazy("audit", "name in the address"),
    "staff_role": pgettext_lazy("audit", "role at the desk"),
    "state": pgettext_lazy("audit", "state"),
    "street": pgettext_lazy("audit", "street"),
    "subscription_id": pgettext_lazy("audit", "line"),
    "taken_back_at": pgettext_lazy("audit", "taken back"),
    "takes_two": pgettext_lazy("audit", "takes two people"),
    "tariff_id": pgettext_lazy("audit", "tariff"),
    "tax_id": pgettext_lazy("audit", "tax number"),
    "text": pgettext_lazy("audit", "text"),
    "title": pgettext_lazy("audit", "title"),
    "to_id": pgettext_lazy("audit", "to the account"),
    "town": pgettext_lazy("audit", "town"),
    "user_id": pgettext_lazy("audit", "person"),
    "valid": pgettext_lazy("audit", "valid from–until"),
    "value": pgettext_lazy("audit", "number or address"),
    "withdrawn_at": pgettext_lazy("audit", "withdrawn"),
}


RANGE = re.compile(r'[\[(]"?([^",]*)"?,"?([^",]*)"?[\])]')
"""How PostgreSQL writes a range."""


def tables() -> dict[str, Promise]:
    """Return what the tables are called: those of the house, then of the modules that this operator uses."""
    return {**TABLES, **{word: label for module in modules() for word, label in module.audit_tables.items()}}


def table(word: str) -> str:
    """Return what a table is called, be it a module's that is not used any more."""
    words = (module.audit_tables for module in installed())
    return _called(word, TABLES, *words)


def column(name: str) -> str:
    """Return what a column is called."""
    words = (module.audit_columns for module in installed())
    return _called(name, COLUMNS, *words)


def _called(name: str, *some: Mapping[str, Promise]) -> str:
    return next((str(words[name]) for words in some if name in words), name)


def said(name: str, value: Any) -> str:
    """Return what stood in a column as people read it; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return pgettext("audit", "yes") if value else pgettext("audit", "no")
    if name == "places":
        return in_words(of_kept(value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if ends := RANGE.fullmatch(str(value)):
        return " – ".join(_time(end) or "…" for end in ends.groups())
    return _time(str(value)) if name.endswith(TIMES) else str(value)


def _time(value: str) -> str:
    """Write a day or an instant as people read it, and whatever else as it is."""
    words = written(speaking())
    try:
        if len(value) == len("2026-11-21"):
            return words.short_day(date.fromisoformat(value))
        at = local(datetime.fromisoformat(value))
    except ValueError:
        return value
    return f"{words.short_day(at.date())} {words.clock(at)}"
