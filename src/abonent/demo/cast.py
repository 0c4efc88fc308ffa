"""Who plays: the customers of the demonstration, the named and the invented ones, the same at every start."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from abonent import profile
from abonent.demo.script import Script, month, script
from abonent.profile.tree import Cycle

CHANGES = {"A1": "A2", "A2": "A3", "A3": "A2", "B1": "A1", "B2": "A2", "B3": "B2"}
"""To which plan those change who do."""
CHANGE_PERCENT = 12
SETTLED = timedelta(days=45)
"""Nobody changes a plan sooner."""
OLDEST = 1_500
"""So many days before the history the longest customer has come."""


@dataclass(frozen=True, slots=True)
class Change:
    """Another plan from a day on, with the fee for it, if any."""

    on: date
    plan: str
    fee: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody with an account, and how they are used to pay (`pays`, as demo.toml explains).

    `open_bills` newest bills are left unpaid whatever the habit, None where only the habit counts; from `stops` on
    nothing is paid; `restrictable` are those whose debts lead to a restriction.
    """

    number: str
    kind: str
    holder: str
    language: str
    address: tuple[str, str, str]
    plan: str
    extras: tuple[str, ...]
    since: date
    cycle: int
    pays: str
    tax_id: str = ""
    delivery: str = "E_INVOICE"
    cash: bool = False
    open_bills: int | None = None
    extra: Decimal = Decimal(0)
    stops: date | None = None
    change: Change | None = None
    restrictable: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in; without a password they were invited and have not come yet."""

    login: str
    password: str
    about: str
    name: str
    language: str
    email: str
    rights: tuple[dict[str, Any], ...] = field(default=())


def people() -> list[Person]:
    """Return those who have a name, the first of the README first."""
    return [
        Person(
            login=said["login"],
            password=said.get("password", ""),
            about=said["story"],
            name=said["name"],
            language=said["language"],
            email=said["email"],
            rights=tuple(said["accounts"]),
        )
        for said in script().people
    ]


def cast(customers: int, *, begin: date, today: date) -> list[Customer]:
    """Return so many customers of a history that began on a day, those with a name among them (there are always these)."""
    told = script()
    named = [_named(told, said, today) for said in told.accounts]
    return [*named, *_invented(told, customers - len(named), begin)]


def login(customer: Customer) -> str:
    """The login of a customer without a name: letters that every keyboard has, and the number."""
    plain = unicodedata.normalize("NFKD", customer.holder.replace("ł", "l").replace("Ł", "L")).encode("ascii", "ignore")
    words = "".join(letter if letter.isalnum() else " " for letter in plain.decode().lower()).split()
    return ".".join([*words[:2], customer.number])


def _named(told: Script, said: dict[str, Any], today: date) -> Customer:
    since = _since(said, today)
    before = said.get("before")
    owner = next(person for person in told.people if any(_owns(right, said["number"]) for right in person["accounts"]))
    return Customer(
        number=said["number"],
        kind=said["kind"],
        holder=said["holder"],
        language=owner["language"],
        address=(said["street"], said["house"], said.get("flat", "")),
        plan=before["plan"] if before else said["plan"],
        extras=tuple(said["extras"]),
        since=since,
        cycle=_newest_bill(since, today),
        pays=said["pays"],
        tax_id=said.get("tax_id", ""),
        delivery=said["delivery"],
        cash=said["cash"],
        open_bills=said["open_bills"],
        extra=Decimal(str(said.get("extra", 0))),
        change=Change(month(today, back=before["until_months"]), said["plan"]) if before else None,
        restrictable="restricted" in said,
    )


def _owns(right: dict[str, Any], number: str) -> bool:
    return bool(right["number"] == number and right["role"] == "OWNER")


def _since(said: dict[str, Any], today: date) -> date:
    if "since_days" in said:
        return today - timedelta(days=said["since_days"])
    return month(today, back=said["since_months"]) + timedelta(days=Random(said["number"]).randint(4, 20))  # noqa: S311


def _newest_bill(since: date, today: date) -> int:
    """Return the cycle whose bill is the newest, so that it is not overdue; for who just came, one that was billed before."""
    last = {cycle.code: _last_run(cycle, today) for cycle in profile.current().billing.cycles}
    missed = {code: day for code, day in last.items() if day < since}
    found = missed or last
    return max(found, key=lambda code: found[code])


def _last_run(cycle: Cycle, today: date) -> date:
    return month(today, back=0 if cycle.bill_day <= today.day else 1).replace(day=cycle.bill_day)


def _invented(told: Script, how_many: int, begin: date) -> Iterator[Customer]:
    companies = 0
    for place in range(how_many):
        number = str(told.first_number + place)
        lot = Random(f"{profile.current().name}:{number}")  # noqa: S311 - the same people at every start, not a secret
        customer = _anybody(told, number, companies, begin, lot)
        companies += customer.kind == "COMPANY"
        yield customer


def _anybody(told: Script, number: str, companies: int, begin: date, lot: Random) -> Customer:
    kind, language = told.drawn("kind", lot), told.drawn("language", lot)
    if kind == "COMPANY":
        language = profile.current().languages[0]
        holder, tax_id = told.company(companies, lot)
    else:
        holder, tax_id = told.name(language, lot), ""
    end = month(begin, back=-told.months)
    since = _came(told, begin, end, lot)
    plan, pays = told.drawn("plan", lot), told.drawn("pays", lot)
    return Customer(
        number=number,
        kind=kind,
        holder=holder,
        tax_id=tax_id,
        language=language,
        address=told.address(lot),
        plan=plan,
        extras=tuple(extra for extra in told.said["shares"]["extra"] if told.has(extra, lot)),
        since=since,
        cycle=int(told.drawn("cycle", lot)),
        pays="ON_TIME" if pays == "NEVER" else pays,
        delivery=told.drawn("delivery", lot),
        cash=pays == "CASH",
        stops=end - timedelta(days=lot.randint(40, 200)) if pays == "NEVER" else None,
        change=_change(plan, since, begin, end, lot),
    )


def _came(told: Script, begin: date, end: date, lot: Random) -> date:
    if told.drawn("since_months", lot) == "before":
        return begin - timedelta(days=lot.randint(1, OLDEST))
    return begin + timedelta(days=lot.randint(1, (end - begin).days - 1))


def _change(plan: str, since: date, begin: date, end: date, lot: Random) -> Change | None:
    first = max(since, begin) + SETTLED
    on = first + timedelta(days=lot.randrange(max(1, (end - first).days)))
    if lot.randrange(100) >= CHANGE_PERCENT or on >= end:
        return None
    wanted = CHANGES[plan]
    if wanted[0] != plan[0]:
        return Change(on, wanted, "B-TO-A")
    return Change(on, wanted, "LOWER-PLAN" if wanted < plan else "")
