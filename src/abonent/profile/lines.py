"""On which line of a TOML file a key stands, which `tomllib` does not tell."""

import re
from collections import Counter

TABLE = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
PART = re.compile(r""""[^"]*"|'[^']*'|[\w-]+""")


def lines_of(text: str) -> dict[str, int]:
    """Line numbers by dotted key, lists counted from 1: `tariffs.2.prices`.

    It reads what begins a line; a key inside a value is found by the key around it.
    """
    lines: dict[str, int] = {}
    seen: Counter[str] = Counter()
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := TABLE.match(line):
            table = _table(found[1], _dotted(found[2]), seen)
            lines.setdefault(table, number)
        elif found := KEY.match(line):
            lines.setdefault(f"{table}.{_dotted(found[1])}".lstrip("."), number)
    return lines


def _table(brackets: str, name: str, seen: Counter[str]) -> str:
    """The dotted name of a table; one of a list gets its number."""
    head, dot, tail = name.partition(".")
    if dot and seen[head]:
        name = f"{head}.{seen[head]}.{tail}"
    if brackets == "[":
        return name
    seen[name] += 1
    return f"{name}.{seen[name]}"


def _dotted(written: str) -> str:
    return ".".join(part.strip("\"'") for part in PART.findall(written))
