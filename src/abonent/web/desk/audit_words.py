"""What the audit's tables and columns are called, and how what stood in them is read."""

import json
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from abonent.language import written
from abonent.web.frame import speaking
from abonent.web.jinja import local

TABLES: dict[str, Promise] = {
    "account": _("customer"),
    "access": _("access to an account"),
    "agreement": _("agreement"),
    "contact": _("telephone or e-mail"),
    "ending": _("end of an agreement"),
    "holding": _("plan or extra service"),
    "note": _("note of the office"),
    "notice": pgettext_lazy("audit", "news"),
    "payer": _("invoice data and way of paying"),
    "place": _("address"),
    "proposal": _("refund or write-off"),
    "restriction": _("restriction of a service"),
    "subscription": _("line"),
    "user": _("person who signs in"),
}
LABELS: dict[str, Promise] = {
    "update": pgettext_lazy("audit", "changed"),
    "delete": pgettext_lazy("audit", "deleted"),
}
COLUMNS: dict[str, Promise] = {
    "account_id": _("account (row)"),
    "added_at": _("added"),
    "address": _("address"),
    "agreement_id": _("agreement (row)"),
    "amount": _("amount"),
    "answer": _("answer"),
    "bank_account": _("bank account"),
    "before": _("as it was before"),
    "bounce": _("why mail came back"),
    "bounced_at": _("mail came back"),
    "carried_out_at": _("carried out"),
    "changed_at": _("changed"),
    "closed_on": _("account ends"),
    "confirmed_at": _("confirmed"),
    "cycle": _("billing cycle"),
    "decided_at": _("decided"),
    "decided_by_id": _("decided by (row)"),
    "delivery": _("how bills come"),
    "ended_at": _("ended"),
    "ends_on": _("ends on"),
    "entered_at": _("entered"),
    "entered_by_id": _("entered by (row)"),
    "fees": _("fees"),
    "flat": _("flat"),
    "granted_by_id": _("given by (row)"),
    "held_until": _("held until"),
    "holder": _("holder"),
    "house": _("house number"),
    "how": _("how it came about"),
    "id": _("row"),
    "joined_at": _("joined"),
    "kind": pgettext_lazy("audit", "kind"),
    "label": _("label"),
    "language": _("language"),
    "lead": _("lead"),
    "level": _("level"),
    "lifted_at": _("lifted"),
    "login": _("login"),
    "made_at": _("made"),
    "made_by_id": _("made by (row)"),
    "minimum_until": _("minimum term until"),
    "name": _("name"),
    "note": _("note"),
    "number": _("number"),
    "opened_on": _("opened"),
    "origin_ref": _("number in the billing system"),
    "paid_on": _("paid on"),
    "parent_id": _("building (row)"),
    "pays_cash": _("pays cash"),
    "place_id": _("address (row)"),
    "placed_at": _("placed"),
    "post_code": _("post code"),
    "post_place_id": _("address for letters (row)"),
    "proposed_at": _("proposed"),
    "proposed_by_id": _("proposed by (row)"),
    "quantity": _("quantity"),
    "reason": _("reason"),
    "recipient": _("recipient"),
    "ref": _("reference"),
    "removed_at": _("removed"),
    "replaces_id": _("replaces (row)"),
    "role": _("role"),
    "shown": _("shown from–until"),
    "signed_on": _("signed on"),
    "slot": _("place in the plan"),
    "slug": _("name in the address"),
    "staff_role": _("role at the desk"),
    "state": _("state"),
    "street": _("street"),
    "subscription_id": _("line (row)"),
    "taken_back_at": _("taken back"),
    "takes_two": _("takes two people"),
    "tariff_id": _("tariff (row)"),
    "tax_id": _("tax number"),
    "text": _("text"),
    "title": _("title"),
    "to_id": _("to the account (row)"),
    "town": _("town"),
    "user_id": _("person (row)"),
    "valid": _("valid from–until"),
    "value": _("number or address"),
    "withdrawn_at": _("withdrawn"),
}


def column(name: str) -> str:
    """Return what a column is called."""
    return str(COLUMNS.get(name, name))


def said(name: str, value: Any) -> str:
    """Return what stood in a column as people read it; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return _moment(str(value)) if name.endswith("_at") else str(value)


def _moment(value: str) -> str:
    try:
        return written(speaking()).moment(local(datetime.fromisoformat(value)))
    except ValueError:
        return value
