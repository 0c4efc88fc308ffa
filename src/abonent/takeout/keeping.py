"""Archives on a disk: sealed, readable by nobody else, written beside and then renamed, so that none is ever half there."""

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from abonent.takeout.writing import Sink
from abonent.vault.streams import Sealer, opened

FOLDER = "takeouts"
REF = re.compile(r"[A-Za-z0-9_-]{16,40}")
HALF = ".part"


@dataclass(frozen=True, slots=True)
class Draft:
    """An archive that is written and does not count yet; size and SHA-256 are those of the archive itself, unsealed."""

    path: Path
    size: int
    sha256: str


class _Counted:
    """Counts and fingerprints what goes by."""

    def __init__(self, onwards: Sealer) -> None:
        self.onwards = onwards
        self.size = 0
        self.fingerprint = hashlib.sha256()

    def write(self, some: bytes, /) -> int:
        self.size += len(some)
        self.fingerprint.update(some)
        return self.onwards.write(some)

    def flush(self) -> None:
        self.onwards.flush()


def draft(ref: str, write: Callable[[Sink], None]) -> Draft:
    """Let an archive be written beside its place. Whoever is killed leaves a part, which `sweep` takes away."""
    place = _path(ref)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = place.with_name(f"{ref}.{secrets.token_hex(8)}{HALF}")
    try:
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            sealer = Sealer(file, bound_to=_bound_to(ref))
            counted = _Counted(sealer)
            write(counted)
            sealer.close()
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return Draft(beside, counted.size, counted.fingerprint.hexdigest())


def keep(ref: str, written: Draft) -> None:
    """Let a draft be the archive."""
    written.path.replace(_path(ref))


def is_there(ref: str) -> bool:
    """Say whether an archive lies where it should."""
    return _path(ref).is_file()


def pieces(ref: str) -> Iterator[bytes]:
    """Yield an archive piece by piece. Raises FileNotFoundError, AlteredSecret."""
    with _path(ref).open("rb") as file:
        yield from opened(file, bound_to=_bound_to(ref))


def take_away(ref: str) -> None:
    """Delete an archive, if it is there."""
    _path(ref).unlink(missing_ok=True)


def sweep(known: set[str], *, before: datetime) -> int:
    """Delete what lies there, is older, and belongs to no archive that can be fetched; return how many files."""
    folder, count = Path(settings.ABONENT_DATA) / FOLDER, 0
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in known and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count


def _path(ref: str) -> Path:
    """Raises ValueError for what cannot be a reference of ours."""
    if not REF.fullmatch(ref):
        raise ValueError("This is no reference of an archive.")
    return Path(settings.ABONENT_DATA) / FOLDER / ref


def _bound_to(ref: str) -> str:
    return f"takeout:{ref}"
