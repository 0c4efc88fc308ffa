"""What is wrong with a profile, said so that the person who wrote it can mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the dotted key and the rest of the sentence."""

    key: str
    says: str


class ProfileError(Exception):
    """The profile cannot be used; the message names file, line, key and what is allowed, one fault a line."""


def refuse(source: Path, faults: Iterable[Fault], lines: Mapping[str, int]) -> ProfileError:
    """All the faults of a file in one error."""
    return ProfileError(
        "\n".join(f"{source}{_line(fault.key, lines)}: {fault.key} {fault.says}".strip() for fault in faults)
    )


def _line(key: str, lines: Mapping[str, int]) -> str:
    """The line of the key or of the nearest table around it."""
    while key:
        if key in lines:
            return f", line {lines[key]}"
        key = key.rpartition(".")[0]
    return ""
