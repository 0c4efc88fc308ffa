"""What may be asked about news. What is not shown yet, and what was taken down, is there for nobody."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, QuerySet, When

from abonent.database.compiled import compiled
from abonent.news.models import Notice

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
    """Trouble that is told now, in all its languages."""

    slug: str
    kind: str
    title: dict[str, str]
    lead: dict[str, str]


def _in_force(slug: str, kind: str, title: str, lead: str) -> InForce:
    return InForce(slug, kind, json.loads(title), json.loads(lead))


@compiled(_in_force)
def _trouble(at: datetime) -> QuerySet[Any, Any]:
    found = Notice.objects.filter(shown__contains=at, kind__in=TROUBLE)
    return found.order_by("kind", "-pk").values_list("slug", "kind", "title", "lead")


def in_force(*, at: datetime) -> list[InForce]:
    """Return outages and works that are told at an instant, outages first."""
    return _trouble(at=at)
