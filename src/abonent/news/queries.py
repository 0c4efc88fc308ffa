"""What may be asked about news. What is not shown yet, and what was taken down, is there for nobody."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import BooleanField, Case, QuerySet, When
from psycopg.types.json import Jsonb

from abonent import profile
from abonent.database.compiled import compiled
from abonent.news.models import Notice
from abonent.news.places import FITS, Spot, kept, of_kept
from abonent.people.models import Account

TROUBLE = (Notice.Kind.OUTAGE.value, Notice.Kind.WORKS.value)
"""The kinds that tell of something that does not work, the worse first."""


def begun(at: datetime) -> QuerySet[Notice]:
    """Return what has been told up to an instant, whether it still holds or not, the newest first."""
    return Notice.objects.filter(shown__startswith__lte=at).order_by("-shown__startswith", "-pk")


def shown(at: datetime, *, kind: str = "") -> QuerySet[Notice]:
    """Return what is told at an instant, the newest first; of one kind where that is named."""
    found = begun(at).filter(shown__contains=at)
    return found.filter(kind=kind) if kind else found


def foremost(at: datetime) -> QuerySet[Notice]:
    """Return the same, but first of all what does not work."""
    calm = Case(When(kind__in=TROUBLE, then=False), default=True, output_field=BooleanField())
    return shown(at).order_by(calm, "-shown__startswith", "-pk")


def earlier(at: datetime) -> QuerySet[Notice]:
    """Return what was told once and holds no more, the newest first."""
    return begun(at).filter(shown__endswith__lte=at)


def ending(at: datetime, *, until: datetime) -> QuerySet[Notice]:
    """Return what is told at an instant and will not be from another one on, the nearest end first."""
    return shown(at).filter(shown__endswith__lte=until).order_by("shown__endswith", "pk")


def planned(at: datetime) -> QuerySet[Notice]:
    """Return what will be told, the next first."""
    return Notice.objects.filter(shown__startswith__gt=at).order_by("shown__startswith", "pk")


def taken_down() -> QuerySet[Notice]:
    """Return what is told to nobody any more, the latest first."""
    return Notice.objects.filter(shown__isempty=True).order_by("-changed_at", "-pk")


def any_notice(slug: str) -> Notice | None:
    """Return a notice by its address, whether anybody can read it or not: for those who write it."""
    return Notice.objects.filter(slug=slug).select_related("made_by").first()


def notice(slug: str, *, at: datetime) -> Notice | None:
    """Return a notice by its address: one that is told or was."""
    return begun(at).filter(slug=slug).first()


@dataclass(frozen=True, slots=True)
class InForce:
    """Trouble that is told now, in all its languages, and where and when it is; without a place it concerns everybody."""

    id: int
    slug: str
    kind: str
    title: dict[str, str]
    lead: dict[str, str]
    places: tuple[Spot, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def _in_force(id_: int, slug: str, kind: str, *more: Any) -> InForce:
    title, lead, places, happens = more
    happens = happens or DateTimeTZRange()
    where = of_kept(json.loads(places))
    return InForce(id_, slug, kind, json.loads(title), json.loads(lead), where, happens.lower, happens.upper)


@compiled(_in_force)
def _trouble(at: datetime) -> QuerySet[Any, Any]:
    found = Notice.objects.filter(shown__contains=at, kind__in=TROUBLE)
    return found.order_by("kind", "-pk").values_list("pk", "slug", "kind", "title", "lead", "places", "happens")


def in_force(*, at: datetime) -> list[InForce]:
    """Return outages and works that are told at an instant, outages first."""
    return _trouble(at=at)


# Where something is or will be delivered to an account: at the line's own address, or where letters go.
_HOMES = """
SELECT place.town, place.street, place.house, place.post_code
FROM contracts_subscription line JOIN people_account account ON account.id = line.account_id
JOIN people_place place ON place.id = coalesce(line.place_id, account.post_place_id)
WHERE line.account_id = %(account)s AND line.id = coalesce(%(subscription)s, line.id)
  AND NOT isempty(line.valid) AND coalesce(upper(line.valid) > %(on)s, true)
"""
_CONCERNING = f"""
SELECT DISTINCT said.id FROM jsonb_to_recordset(%(notices)s) AS said (id bigint, spots jsonb),
    jsonb_array_elements(said.spots) spot, ({_HOMES}) place
WHERE {FITS}
"""  # noqa: S608 - nothing of it comes from outside


def concerning(
    account: int, notices: Sequence[InForce], *, on: date, subscription: int | None = None
) -> frozenset[int]:
    """Return which of some notices (`InForce.id`) name a place of an account, or of one of its subscriptions.

    One query, and none where no notice names a place.
    """
    placed = [{"id": each.id, "spots": kept(each.places)} for each in notices if each.places]
    if not placed:
        return frozenset()
    facts: dict[str, Any] = {"account": account, "subscription": subscription, "on": on, "notices": Jsonb(placed)}
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNING, facts)
        return frozenset(row[0] for row in cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Near:
    """Trouble told now that concerns a customer: it names a place of theirs (`here`), or everybody.

    `since` and `until` are of the works or the outage themselves, as far as the office said so.
    """

    slug: str
    kind: str
    title: dict[str, str]
    lead: dict[str, str]
    since: datetime | None
    until: datetime | None
    here: bool

    def on(self, at: datetime) -> bool:
        """Say whether it goes on at an instant. Of unknown times: an outage does, works do not."""
        if self.since is None and self.until is None:
            return self.kind == Notice.Kind.OUTAGE
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


def works_near(account: Account, *, at: datetime, subscription: int | None = None) -> list[Near]:
    """Return outages and works told at an instant that concern an account, or one subscription of it; outages first."""
    told = in_force(at=at)
    here = concerning(account.pk, told, on=profile.today(at), subscription=subscription)
    return [
        Near(each.slug, each.kind, each.title, each.lead, each.since, each.until, each.id in here)
        for each in told
        if not each.places or each.id in here
    ]
