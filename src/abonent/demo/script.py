"""What `demo.toml` says beside a profile: the town, its names, the shares, and those who have a name."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from abonent import profile

FILE = "demo.toml"


@dataclass(frozen=True)
class Script:
    """The file as it was read; what it may hold is explained at its head."""

    said: Mapping[str, Any]

    @property
    def months(self) -> int:
        """How many months of history there are."""
        return int(self.said["history"]["months"])

    @property
    def first_number(self) -> int:
        """The account number of the first customer without a name."""
        return int(self.said["history"]["first_number"])

    @property
    def people(self) -> list[dict[str, Any]]:
        """Those who have a name in the README, the first of them first."""
        return list(self.said["people"])

    @property
    def staff(self) -> list[dict[str, str]]:
        """Those who work at the desk, one of each role."""
        return list(self.said.get("staff", []))

    @property
    def accounts(self) -> list[dict[str, Any]]:
        """Their accounts."""
        return list(self.said["accounts"])

    @property
    def happenings(self) -> list[dict[str, Any]]:
        """What happened once: a payment taken back, a bill corrected."""
        return list(self.said.get("happenings", []))

    def drawn(self, share: str, lot: Random) -> str:
        """Draw one of a table of shares, by its weights."""
        weights: dict[str, int] = self.said["shares"][share]
        return lot.choices(list(weights), list(weights.values()))[0]

    def has(self, extra: str, lot: Random) -> bool:
        """Draw whether somebody holds an extra."""
        return lot.randrange(100) < int(self.said["shares"]["extra"][extra])

    def name(self, language: str, lot: Random) -> str:
        """Draw a person's name."""
        names = self.said["names"][language]
        woman = lot.random() < 0.5  # noqa: PLR2004
        surname = lot.choice(names["surnames"])
        return f"{lot.choice(names['women' if woman else 'men'])} {surname[-1 if woman else 0]}"

    def company(self, place: int, lot: Random) -> tuple[str, str]:
        """Draw a company's name; tax numbers are given out in turn."""
        companies = self.said["names"]["companies"]
        tax_ids = companies["tax_ids"]
        return f"{lot.choice(companies['kinds'])} {lot.choice(companies['names'])}", tax_ids[place % len(tax_ids)]

    def address(self, lot: Random) -> tuple[str, str, str]:
        """Draw street, house and flat."""
        town = self.said["town"]
        street = lot.choice(town["streets"])
        flat = str(lot.randint(1, town["flats_in_block"])) if street.get("blocks") else ""
        return street["name"], str(lot.randint(1, street["houses"])), flat


def script() -> Script:
    """Return the script of this deployment's profile. Raises FileNotFoundError where a profile has none."""
    return _read(profile.current().source.parent / FILE)


@cache
def _read(path: Path) -> Script:
    return Script(tomllib.loads(path.read_text(encoding="utf-8")))


def month(day: date, *, back: int) -> date:
    """Return the first day of the month so many months before a day's."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def working(day: date) -> date:
    """Return a day, or the Monday after it where banks are closed."""
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)  # noqa: PLR2004
