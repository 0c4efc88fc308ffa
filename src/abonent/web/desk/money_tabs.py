"""The pages about everybody's money at the desk, as tabs: what came, what was begun, the till, proposals, refunds, debts, the register."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as say

from abonent.web.addresses import address_if_there
from abonent.web.desk.page import StaffRequest
from abonent.web.frame import MenuItem

# The word of the tab, the name of its address, what it is called, its picture, the act it takes.
TABS: tuple[tuple[str, str, Promise, str, str], ...] = (
    ("money", "desk_money", say("Money that came"), "payments", "money.see"),
    ("runs", "desk_runs", say("Bill runs"), "bills", "money.see"),
    ("print", "desk_print", say("On paper"), "print", "bills.print"),
    ("payments", "desk_payments", say("Begun online"), "connections", "money.see"),
    ("till", "desk_till", say("Till"), "cash", "cash.take"),
    ("proposals", "desk_proposals", say("Proposals"), "change", "money.see"),
    ("refunds", "desk_refunds", say("Refunds to pay"), "leave", "refunds.pay"),
    ("debtors", "desk_debtors", say("Debtors"), "warn", "debtors.see"),
    ("respites", "desk_respites", say("Who may wait"), "clock", "debtors.see"),
    ("register", "desk_register", say("Sales register"), "data", "register.see"),
)


def tabs(request: StaffRequest, current: str) -> list[MenuItem]:
    """Return the tabs that this person may open; `current` is the word of the page they are on."""
    return [
        MenuItem(address, str(label), icon, word == current)
        for word, name, label, icon, act in TABS
        if request.may(act) and (address := address_if_there(name))
    ]
