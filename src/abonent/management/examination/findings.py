"""One thing that the doctor found, in plain words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it is: in order, to be thought about, or broken or unsafe."""

    OK = "OK"
    WARN = "WARN"
    BAD = "BAD"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do about it."""

    level: Level
    says: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.level:<5} {self.says}" + (f"\n      → {self.remedy}" if self.remedy else "")


type Look = Callable[[], Iterator[Finding]]


def ok(says: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, says)


def warn(says: str, remedy: str) -> Finding:
    """It works, but somebody should look."""
    return Finding(Level.WARN, says, remedy)


def bad(says: str, remedy: str) -> Finding:
    """It does not work, or is unsafe."""
    return Finding(Level.BAD, says, remedy)


def judged(fine: object, says: str, wrong: str, remedy: str) -> Finding:
    """In order when `fine` is true, otherwise bad."""
    return ok(says) if fine else bad(wrong, remedy)
