"""Customers who may be somebody who wants to become one: the same tax number, e-mail, telephone, or name at one address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Func, Q, Value

from abonent.people.models import OPERATOR, Account, Contact

MOST = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer, and what is the same: "tax_id", "contact", "name"."""

    account: Account
    what: str


def alike(holder: str, post: Mapping[str, str], *, tax_id: str = "", contacts: tuple[str, ...] = ()) -> list[Alike]:
    """Return customers who may be the same as somebody, a few, each once; every question goes by an index."""
    found: dict[int, Alike] = {}
    for each in _alike(holder, post, tax_id, contacts):
        found.setdefault(each.account.pk, each)
    return list(found.values())[:MOST]


def _alike(holder: str, post: Mapping[str, str], tax_id: str, contacts: tuple[str, ...]) -> Iterator[Alike]:
    customers = Account.objects.exclude(pk=OPERATOR).order_by("number")
    if tax_id:
        yield from (Alike(account, "tax_id") for account in customers.filter(tax_id=tax_id)[:MOST])
    if values := [value for value in contacts if value]:
        in_use = Contact.objects.filter(value__in=values, ended_at=None).exclude(account=OPERATOR)
        yield from (Alike(each.account, "contact") for each in in_use.select_related("account").order_by("pk")[:MOST])
    name = Func(Value(holder), function="abonent_sort_key")
    house, flat = (Q(**{f"post_place__{part}__iexact": post.get(part, "")}) for part in ("house", "flat"))
    at_home = customers.filter(house, flat, sort_key=name, post_place__town__iexact=post.get("town", ""))
    yield from (Alike(account, "name") for account in at_home[:MOST])
