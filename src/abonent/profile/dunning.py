"""Debts that are chased: the ladder of steps, what lets a customer wait, and interest on what is late."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from abonent.profile.kinds import Filled, Hour, Money, NotNegative, Percent, Positive, Words


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder.

    The first comes so many `days` after the day on which a debt was due, each other one so many after the one before it
    was told: from the proof of sending. `fee` is the code of a tariff of kind FEE that is charged with it, if any.
    """

    kind: Literal["REMINDER", "NOTICE", "RESTRICTION", "SUSPENSION"]
    days: NotNegative
    fee: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """That a customer may say until when the debt will be paid: how many days away at most, how often in a billing period.

    `fee` is the code of a tariff of kind FEE that is charged for it, if any.
    """

    days: Positive
    per_period: Positive
    fee: str = ""


@dataclass(frozen=True, slots=True)
class Instalments:
    """Into how many parts the office may divide a debt, and how many months away the last may be."""

    most: Positive
    months: Positive


@dataclass(frozen=True, slots=True)
class Quiet:
    """When nobody is chased: outside these hours of the day, on weekends and public holidays of the country."""

    since_hour: Hour
    until_hour: Hour
    weekends: bool
    holidays: bool


@dataclass(frozen=True, slots=True)
class Dunning:
    """How debts are chased. For less than `smallest` nobody is. `always` says what keeps working whatever is restricted."""

    smallest: Money
    law: Filled
    steps: tuple[Step, ...]
    quiet: Quiet
    always: Words
    promise: Promise | None = None
    instalments: Instalments | None = None


@dataclass(frozen=True, slots=True)
class InterestRate:
    """The rate of a year from a day on, in per cent, and what it rests on."""

    since: date
    percent: Percent
    law: Filled


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest on what is paid late: charged only when `charge` says so, and not for less than `smallest` on one bill.

    Simple interest by days over a year of 365: what was late × rate × days / 365. `vat` is the code of its rate.
    """

    charge: bool
    smallest: Money
    vat: Filled
    law: Filled
    rates: tuple[InterestRate, ...]
