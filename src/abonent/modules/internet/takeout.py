"""What an archive of one's own data tells of lines: how they connect, their sessions, what RADIUS answered. No password."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from abonent.modules.internet.models import Answer, Line, Mean, Sample, Session, Volume
from abonent.takeout.catalogue import OURS, PROOF, excuse, of_accounts, tell
from abonent.takeout.scope import Scope
from abonent.takeout.subjects import Subject

UNDER_WAY = "what a router has still to be told"
THEIRS = "a device of the operator, where many lines end"


def _lines(scope: Scope) -> Q:
    return Q(line_id__in=Line.objects.filter(account__in=scope.owned).values("pk"))


tell(
    Subject(
        "lines", Line, _("Your lines: with what they connect, their addresses, registered devices."), of_accounts,
        "id account=account__number service=subscription_id login password_set_at=secret_at address4 prefix6 pool macs mac_bound "
        "made_at",
        {"secret": PROOF},
    ),
    Subject(
        "line_sessions", Session, _("Connections of your lines: since when, from where, how much was carried."), of_accounts,
        "account=account__number line=line_id number port mac address4 prefix6 given began_at heard_at ended_at cause "
        "in_bytes out_bytes in_packets out_packets",
        {
            "id": OURS, "mark": OURS, "device": THEIRS, "asked_at": UNDER_WAY, "drop": UNDER_WAY, "because": UNDER_WAY,
            "refused": UNDER_WAY,
        },
    ),
    Subject(
        "line_answers", Answer, _("When your lines asked to connect, and whether they were let in."), _lines,
        "at login line=line_id mac port accepted given why", {"id": OURS, "device_id": THEIRS}, ("at", "pk"),
    ),
    Subject(
        "line_samples", Sample, _("What your lines carried in the last days, as routers told it every few minutes."), _lines,
        "line=line_id since until in_bytes out_bytes in_packets out_packets", {}, ("line_id", "since"),
    ),
    Subject(
        "line_means", Mean, _("What your lines carried before that, by half hours and hours; seconds says how much of it is known."), _lines,
        "line=line_id minutes at seconds in_bytes out_bytes in_packets out_packets", {}, ("line_id", "minutes", "at"),
    ),
    Subject(
        "line_volumes", Volume, _("What your lines carried on each day."), _lines,
        "line=line_id day in_bytes out_bytes", {}, ("line_id", "day"),
    ),
)  # fmt: skip

excuse(
    {
        "internet.Device": "access devices of the operator; says nothing of anybody",
        "internet.Reply": "what routers of a kind are told; the profile’s, alike for everybody",
        "internet.Rules": "what the database knows of the profile",
    }
)
