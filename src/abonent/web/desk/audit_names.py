"""What the audit's rows refer to, by name: a person, an address, a tariff, instead of the number of a row."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, QuerySet

from abonent.audit.queries import Difference
from abonent.contracts.models import Agreement, Subscription, Tariff
from abonent.people.models import Account, Place, User

type Names = dict[type[Model], dict[int, str]]

PERSONS = ("decided_by_id", "entered_by_id", "granted_by_id", "made_by_id", "proposed_by_id", "user_id")
REFERS: dict[str, type[Model]] = {
    **dict.fromkeys(PERSONS, User),
    **dict.fromkeys(("place_id", "post_place_id", "parent_id"), Place),
    **dict.fromkeys(("account_id", "to_id"), Account),
    "agreement_id": Agreement,
    "subscription_id": Subscription,
    "tariff_id": Tariff,
}
"""Columns that hold the number of another row, and of which table."""
_CALLED: dict[type[Model], Callable[[Any], str]] = {
    User: lambda row: str(row.name),
    Place: str,
    Account: lambda row: str(row.number),
    Agreement: lambda row: str(row.number),
    Subscription: lambda row: str(row.ref),
    Tariff: lambda row: str(row.code),
}


def names(found: Iterable[Difference]) -> Names:
    """Return what rows that are referred to are called: in one statement for each of their tables."""
    wanted: dict[type[Model], set[int]] = {}
    for each in found:
        if model := REFERS.get(each.column):
            wanted.setdefault(model, set()).update(value for value in (each.old, each.new) if value is not None)
    return {
        model: {pk: _CALLED[model](row) for pk, row in QuerySet[Any, Any](model).in_bulk(ids).items()}
        for model, ids in wanted.items()
    }


def named(difference: Difference, known: Names) -> Difference:
    """Return a difference with names instead of the numbers of rows; a number stays where the row is gone."""
    model = REFERS.get(difference.column)
    if model is None:
        return difference
    of = known.get(model, {})
    return Difference(difference.column, of.get(difference.old, difference.old), of.get(difference.new, difference.new))
