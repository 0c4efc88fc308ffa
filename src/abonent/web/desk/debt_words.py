"""What steps of the ladder and respites are called at the desk."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from abonent.billing import queries
from abonent.billing.models import Reminder, Respite
from abonent.language import written
from abonent.web.desk.tables import Tag
from abonent.web.sentences import money

STEPS: dict[str, Promise] = {
    Reminder.Kind.REMINDER: pgettext_lazy("step", "reminder"),
    Reminder.Kind.NOTICE: pgettext_lazy("step", "notice"),
    Reminder.Kind.RESTRICTION: pgettext_lazy("step", "service limited"),
    Reminder.Kind.SUSPENSION: pgettext_lazy("step", "service switched off"),
}
COLOURS: dict[str, str] = {
    Reminder.Kind.REMINDER: "info",
    Reminder.Kind.NOTICE: "warn",
    Reminder.Kind.RESTRICTION: "bad",
    Reminder.Kind.SUSPENSION: "bad",
}
KINDS: dict[str, Promise] = {
    Respite.Kind.PROMISE: _("promised by the customer"),
    Respite.Kind.INSTALMENTS: _("by instalments"),
    Respite.Kind.DISPUTE: _("the customer disagrees"),
    Respite.Kind.OFFICE: _("the office lets it wait"),
}
ENDED: dict[str, Tag] = {
    "": Tag("warn", pgettext_lazy("respite", "in force")),
    Respite.Ended.KEPT: Tag("ok", pgettext_lazy("respite", "kept")),
    Respite.Ended.BROKEN: Tag("bad", pgettext_lazy("respite", "broken")),
    Respite.Ended.TAKEN_BACK: Tag("info", pgettext_lazy("respite", "taken back")),
    Respite.Ended.ANSWERED: Tag("ok", pgettext_lazy("respite", "answered")),
}
"""How a respite stands."""


def step_tag(kind: str) -> Tag:
    return Tag(COLOURS[kind], STEPS[kind])


def day(on: date) -> str:
    """Write a day in the page's language, short, as lists have it."""
    return written(get_language() or "").short_day(on)


def how_much(respite: Respite) -> str:
    """Say what may wait: all that is owed, a sum, or one entry."""
    if respite.amount is not None:
        return money(respite.amount)
    if respite.entry is None:
        return say("all that is owed")
    invoice = respite.entry.invoice
    return invoice.number if invoice else money(respite.entry.amount)


def until_when(respite: Respite) -> str:
    """Say until when it may wait."""
    last = queries.last_day(respite)
    if last:
        return day(last)
    return say("until it is answered") if respite.kind == Respite.Kind.DISPUTE else say("until it is corrected")
