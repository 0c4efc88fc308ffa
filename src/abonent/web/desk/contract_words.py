"""What stands in the way of a change of a contract, in words for whoever is at the desk; and its reasons and kinds."""

from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say

from abonent import profile
from abonent.billing import actions as billing
from abonent.contracts import actions as contracts
from abonent.contracts.models import Ending, Restriction, Tariff
from abonent.language import written
from abonent.web.frame import speaking
from abonent.web.portal.calculation import named

A_DAY = timedelta(days=1)

REFUSALS = (
    billing.TooLongAgo,
    billing.NotBilled,
    contracts.AlreadyEnds,
    contracts.AlreadyHeld,
    contracts.AlreadyReleased,
    contracts.AlreadyRestricted,
    contracts.ChangePlanned,
    contracts.ChangedMeanwhile,
    contracts.EndEntered,
    contracts.EndHasCome,
    contracts.HeldSince,
    contracts.InForceAlready,
    contracts.LineEnds,
    contracts.LineTaken,
    contracts.NobodyToTakeOver,
    contracts.NotInForce,
    contracts.NotSold,
    contracts.NoteNeeded,
)
"""What actions on contracts may answer instead of doing what was asked."""

ENDED_BY: dict[str, Promise] = {
    Ending.Reason.CUSTOMER: say("the customer has given notice"),
    Ending.Reason.OPERATOR: say("we have given notice"),
    Ending.Reason.AGREED: say("both have agreed to it"),
    Ending.Reason.TRANSFER: say("somebody else takes it over"),
}
KINDS: dict[str, Promise] = {
    Tariff.Kind.PLAN: say("plan"),
    Tariff.Kind.EXTRA: say("extra service"),
    Tariff.Kind.DISCOUNT: say("discount"),
    Tariff.Kind.FEE: say("fee"),
}
LEVELS: dict[str, tuple[Promise, Promise]] = {
    Restriction.Level.LIMITED: (say("Limit it"), say("What is most needed still works.")),
    Restriction.Level.SUSPENDED: (say("Switch it off"), say("Nothing works until it is released.")),
}
BY_HAND: dict[str, tuple[Promise, Promise]] = {
    Restriction.Reason.REQUEST: (say("The customer asks for it"), say("For a journey, or while nobody lives there.")),
    Restriction.Reason.LOST: (say("It was reported as lost"), say("A device or an access was lost or stolen.")),
    Restriction.Reason.OFFICE: (say("The office decides it"), say("The customer reads that we did it, not why.")),
}


def refusal(wrong: Exception) -> str:  # noqa: PLR0911 - one sentence for each thing that can stand in the way
    """Say what stands in the way, and since somebody else may have done it: what that was."""
    match wrong:
        case billing.TooLongAgo():
            return _("The earliest day is %(day)s: no bill would set right what changed before.") % _on(wrong.earliest)
        case contracts.HeldSince():
            return _("What is held began on %(day)s; it cannot change before.") % _on(wrong.since)
        case contracts.AlreadyEnds():
            return _("It ends already, with the beginning of %(day)s.") % _on(wrong.on)
        case contracts.LineEnds() if wrong.on:
            return _("The line ends: from %(day)s nothing is delivered. No change can be entered.") % _on(wrong.on)
        case contracts.ChangePlanned() | contracts.AlreadyHeld():
            tariff = wrong.holding.tariff
            facts = {"name": named(tariff.name), **_on(profile.today(wrong.holding.valid.lower))}
            if isinstance(wrong, contracts.AlreadyHeld):
                return _("The line holds this already: %(name)s from %(day)s.") % facts
            return _("A change is planned: %(name)s from %(day)s. It has to be taken back first.") % facts
        case contracts.EndEntered():
            last = _on(wrong.ending.ends_on - A_DAY)
            return _("An end was entered meanwhile: the last day is %(day)s.") % last
    return str(PLAINLY[type(wrong)])


PLAINLY: dict[type[Exception], Promise] = {
    billing.NotBilled: say("Nobody pays for that account: it has to be set how it is billed."),
    contracts.AlreadyReleased: say("It was released meanwhile."),
    contracts.AlreadyRestricted: say("It is restricted for this reason already."),
    contracts.ChangedMeanwhile: say("Somebody changed it meanwhile. This is how it is now."),
    contracts.EndHasCome: say("The day of the end has come; it cannot be taken back any more."),
    contracts.InForceAlready: say("It has taken effect already; it can only be changed again."),
    contracts.LineEnds: say("Nothing is delivered on this line on that day."),
    contracts.LineTaken: say("What was delivered here is delivered to somebody else by now."),
    contracts.NobodyToTakeOver: say("This account cannot take it over: it is the same one, or it is closed."),
    contracts.NotInForce: say("The agreement is not in force until that day."),
    contracts.NotSold: say("This is not on sale any more."),
    contracts.NoteNeeded: say("Please type why: something is still owed."),
}


def _on(day: date) -> dict[str, str]:
    return {"day": written(speaking()).day(day)}
