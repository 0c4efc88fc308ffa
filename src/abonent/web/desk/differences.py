"""What differs between two lines of words, piece by piece: of "ul. Polna 3/12" and "ul. Polna 8/12" it is the 3 and the 8."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

PIECES = re.compile(r"\w+|\W")

type Pieces = tuple[tuple[str, bool], ...]
"""A line in pieces: words, and whether they differ from the other line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of two texts that stand beside each other, under one label."""

    label: str
    old: tuple[Pieces, ...]
    new: tuple[Pieces, ...]

    @property
    def same(self) -> bool:
        return self.old == self.new


def line(label: str, old: str | Sequence[str], new: str | Sequence[str]) -> Line:
    """Compare one thing of two texts: a line, or several."""
    pairs = [pieces(*both) for both in zip_longest(_lines(old), _lines(new), fillvalue="")]
    return Line(label, tuple(was for was, _ in pairs if was), tuple(will for _, will in pairs if will))


def pieces(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Part two lines into what they have in common and what not. A space between two that differ differs, too."""
    was, will = PIECES.findall(old), PIECES.findall(new)
    differ_old, differ_new = [True] * len(was), [True] * len(will)
    for block in SequenceMatcher(None, was, will, autojunk=False).get_matching_blocks():
        if "".join(was[block.a : block.a + block.size]).strip():
            differ_old[block.a : block.a + block.size] = [False] * block.size
            differ_new[block.b : block.b + block.size] = [False] * block.size
    return _joined(was, differ_old), _joined(will, differ_new)


def _joined(parts: list[str], differ: list[bool]) -> Pieces:
    runs = groupby(zip(parts, differ, strict=True), key=lambda part: part[1])
    return tuple(("".join(word for word, _ in run), differs) for differs, run in runs)


def _lines(text: str | Sequence[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)
