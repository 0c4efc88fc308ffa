"""The staff's desk: which roles there are, what each may do, and by which rules the office works."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from abonent.profile.kinds import Filled, Money, Positive, TermMonths, Words


@dataclass(frozen=True, slots=True)
class DeskAct:
    """Something that is done at the desk, and by which roles. Level `look` shows, `act` changes something."""

    roles: frozenset[str]
    level: Literal["look", "act"]


@dataclass(frozen=True, slots=True)
class DeskSession:
    """After what time somebody of the staff has to sign in again."""

    idle_minutes: Positive
    absolute_hours: Positive


@dataclass(frozen=True, slots=True)
class Till:
    """Cash at the office: the numbers of its receipts, what the law wants said on them, and how much may come at once."""

    series: Filled
    note: Words
    largest: Money
    law: Filled


@dataclass(frozen=True, slots=True)
class Opening:
    """New customers: how their agreements are numbered, and which minimum terms, in months, can be agreed instead of none."""

    agreement: Filled
    minimum_months: tuple[TermMonths, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """The staff's desk.

    Above `four_eyes_above`, in the profile's currency, somebody else decides about a refund or a written-off debt than who
    proposed it. Corrections bring a bill to twice what it was issued for, or make it dearer by `dearer_by` where that is more,
    and no further. `answer_days` says by what waits how many days the office gives itself.
    """

    session: DeskSession
    roles: Mapping[str, Words]
    acts: Mapping[str, DeskAct]
    answer_days: Mapping[str, Positive]
    four_eyes_above: Money
    dearer_by: Money
    viewing_minutes: Positive
    till: Till
    opening: Opening
