"""How much processor time programs have used, everything below them included. Linux's /proc says it."""

import os
from collections.abc import Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, USED = 1, slice(11, 15)
"""Places in /proc/PID/stat after the name: the parent; user and system time, own and of ended children that were reaped."""


def cpu_seconds(root: int) -> float:
    """Return the processor time that a process and all below it have used so far. Raises KeyError when it has ended."""
    found = dict(_processes())
    children: dict[int, list[int]] = {}
    for pid, words in found.items():
        children.setdefault(int(words[PARENT]), []).append(pid)
    tree, waiting = [], [root]
    while waiting:
        tree.append(pid := waiting.pop())
        waiting += children.get(pid, [])
    return sum(int(ticks) for pid in tree for ticks in found[pid][USED]) / TICKS


def _processes() -> Iterator[tuple[int, list[str]]]:
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                said = (place / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):  # it has just ended
                continue
            yield int(place.name), said.rpartition(") ")[2].split()


def worked(pid: int) -> float:
    """Return the milliseconds of processor time that one process has used, more finely than the ticks of cpu_seconds."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def own_memory(pid: int) -> int:
    """Return the MB that a process has for itself alone (RssAnon); none when it has ended."""
    try:
        said = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    lines = (line.split() for line in said.splitlines())
    return next((int(words[1]) // 1024 for words in lines if words[:1] == ["RssAnon:"]), 0)
