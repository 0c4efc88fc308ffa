"""A million customers with Polish and Ukrainian names, put into the tables as rows: to be found again, not to be billed.

Surnames are as uneven as real ones: a few that thousands bear, tens of thousands that a handful does.
"""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import psycopg

SINCE = "2024-01-01 00:00+00"
FIRST = date(2016, 1, 1)
DAYS = 3_900
NAMES = tomllib.loads((Path(__file__).parent / "names.toml").read_text())


@dataclass(frozen=True, slots=True)
class Customer:
    """One of the crowd."""

    id: int
    holder: str
    kind: str
    login: str
    mail: str
    phone: str
    place: tuple[str, str, str, str, str]
    opened_on: date

    @property
    def number(self) -> str:
        return f"{self.id:06}"

    @property
    def bank_account(self) -> str:
        return f"{self.id:026}"


class Names:
    """Where names come from: the same ones for the same seed."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.polish = [stem + end for stem in NAMES["polish"] for end in NAMES["polish_ends"]]
        self.ukrainian = [stem + end for stem in NAMES["ukrainian"] for end in NAMES["ukrainian_ends"]]
        chance.shuffle(self.polish)
        chance.shuffle(self.ukrainian)
        ends = (
            ("".join(chance.choices(NAMES["syllables"], k=chance.randint(2, 4))), chance.choice(NAMES["polish_ends"]))
            for _ in range(60_000)
        )
        self.rare = [(stem + end).capitalize() for stem, end in ends]

    def holder(self) -> tuple[str, str]:
        """Return a name and whether it is a person's or a company's."""
        kind = self.chance.random()
        if kind < 0.12:  # noqa: PLR2004 - a guess at a town near the border
            return f"{self._uneven(self.ukrainian)} {self._uneven(NAMES['ukrainians'])}", "PERSON"
        surname = self.chance.choice(self.rare) if self.chance.random() < 0.3 else self._uneven(self.polish)  # noqa: PLR2004 - the long tail
        if kind < 0.16:  # noqa: PLR2004 - as above
            return f"{self.chance.choice(NAMES['firms'])} {surname} Sp. z o.o.", "COMPANY"
        return f"{self._uneven(NAMES['poles'])} {surname}", "PERSON"

    def place(self) -> tuple[str, str, str, str, str]:
        """Return street, house, flat, code, town."""
        chance = self.chance
        house = f"{chance.randint(1, 140)}{chance.choice('ABC') if chance.random() < 0.1 else ''}"  # noqa: PLR2004 - few
        flat = str(chance.randint(1, 90)) if chance.random() < 0.5 else ""  # noqa: PLR2004 - half of them
        return (
            chance.choice(NAMES["streets"]),
            house,
            flat,
            f"16-{chance.randint(0, 999):03}",
            self._uneven(NAMES["towns"]),
        )

    def _uneven(self, some: list[str]) -> str:
        return some[int(len(some) * self.chance.random() ** 1.8)]


def crowd(count: int) -> Iterator[Customer]:
    """Invent so many customers, always the same ones."""
    chance = random.Random(7)  # noqa: S311 - invented people
    names = Names(chance)
    for number in range(1, count + 1):
        holder, kind = names.holder()
        login = f"klient{number}"
        plain = "".join(sign for sign in holder.lower().replace(" ", ".") if sign.isascii())
        mail, phone = (
            f"{plain or 'ja'}{number % 1000}@poczta{number % 17}.example",
            f"+485{chance.randint(0, 99_999_999):08}",
        )
        day = FIRST + timedelta(days=chance.randrange(DAYS))
        yield Customer(number, holder, kind, login, mail, phone, names.place(), day)


def settle(owner: psycopg.Connection, count: int) -> None:
    """Put them into the database: people, contacts, lines, payers, a bill and a payment each. References are not checked."""
    owner.execute("SET session_replication_role = replica")
    for table, columns, rows in _tables(count):
        with owner.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        owner.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {count + 1})" if "payer" not in table else "SELECT"
        )


def _tables(count: int) -> Iterator[tuple[str, str, Iterator[tuple[object, ...]]]]:
    """Return each table with its columns and rows."""
    yield (
        "people_place", "id, street, house, flat, post_code, town",
        ((each.id, *each.place) for each in crowd(count)),
    )  # fmt: skip
    yield (
        "people_account", "id, number, kind, holder, tax_id, language, post_place_id, opened_on, closed_on",
        (
            (each.id, each.number, each.kind, each.holder, "", "pl", each.id, each.opened_on, _closed(each))
            for each in crowd(count)
        ),
    )  # fmt: skip
    yield (
        "people_user", "id, password, login, name, language, joined_at, password_is_long, staff_role",
        ((each.id, "!", each.login, each.holder, "pl", SINCE, False, "") for each in crowd(count)),
    )  # fmt: skip
    yield (
        "people_access", "id, account_id, user_id, role, how, valid",
        ((each.id, each.id, each.id, "OWNER", "office", f"[{SINCE},)") for each in crowd(count)),
    )  # fmt: skip
    yield (
        "people_contact", "account_id, user_id, kind, value, confirmed_at, bounce",
        (
            (each.id, each.id, kind, value, SINCE if each.id % 10 else None, "")
            for each in crowd(count)
            for kind, value in (("MAIL", each.mail), ("PHONE", each.phone))
        ),
    )  # fmt: skip
    yield from _business(count)


def _business(count: int) -> Iterator[tuple[str, str, Iterator[tuple[object, ...]]]]:
    yield (
        "contracts_agreement", "id, account_id, number, signed_on, valid",
        ((each.id, each.id, f"U/{each.number}", each.opened_on, f"[{each.opened_on},)") for each in crowd(count)),
    )  # fmt: skip
    yield (
        "contracts_subscription", "id, account_id, agreement_id, kind, ref, label, place_id, valid",
        (
            (each.id, each.id, each.id, "line", f"{each.number}-1", "", each.id, f"[{each.opened_on},)")
            for each in crowd(count)
        ),
    )  # fmt: skip
    yield (
        "contracts_restriction", "id, account_id, reason, level, placed_at, note",
        ((each.id, each.id, "DEBT", "LIMITED", SINCE, "") for each in crowd(count) if each.id % 300 == 1),
    )  # fmt: skip
    yield (
        "billing_payer", "account_id, cycle, name, address, tax_id, delivery, pays_cash, bank_account",
        (
            (each.id, each.id % 3 + 1, each.holder, "[]", "", "PAPER" if each.id % 5 == 0 else "ELECTRONIC", False, each.bank_account)
            for each in crowd(count)
        ),
    )  # fmt: skip
    yield (
        "billing_invoice",
        "id, account_id, number, kind, issued_on, due_on, net, vat, total, sheet, sha256, template, recorded_at",
        (
            (each.id, each.id, f"FV/2026/11/{each.id:07}", "BILL", "2026-11-03", "2026-11-17", 50, 10, 60, "{}", b"", "bill-1", SINCE)
            for each in crowd(count)
        ),
    )  # fmt: skip
    yield (
        "billing_receipt", "id, source, external_id, account_id, book, amount, paid_on, payer, raw, received_at",
        (
            (each.id, "bank", f"line-{each.id}", each.id, "bank:main", 60, "2026-11-10", "{}", "{}", SINCE)
            for each in crowd(count)
        ),
    )  # fmt: skip


def _closed(each: Customer) -> date | None:
    return each.opened_on + timedelta(days=300) if each.id % 17 == 0 else None
