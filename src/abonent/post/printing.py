"""Print files on a disk: what they are made of is drawn beside, then all is bound, so that none is ever half there.

A file lies in ABONENT_DATA/printings until some time after its letters were posted; it can be made again from the letters.
"""

import os
import shutil
from pathlib import Path

from django.conf import settings

FOLDER = "printings"
HALF = ".part"


def is_there(printing: int) -> bool:
    """Tell whether the file of a printing has been made."""
    return _path(printing).is_file()


def content(printing: int) -> bytes:
    """Return the file of a printing. Raises FileNotFoundError until it has been made."""
    return _path(printing).read_bytes()


def drawn(printing: int) -> int:
    """Return how many letters of a file in the making are ready."""
    return len(list(_half(printing).glob("*.ready")))


def begin(printing: int) -> Path:
    """Return the folder in which a file is made, as whoever was killed there left it."""
    half = _half(printing)
    half.mkdir(mode=0o700, parents=True, exist_ok=True)
    return half


def lay(folder: Path, name: str, content: bytes) -> None:
    """Put a drawn document beside, whole or not at all."""
    _write(folder / name, content)


def note(folder: Path, letter: int) -> None:
    """Write down that a letter is ready."""
    (folder / f"{letter}.ready").touch(mode=0o600)


def finish(printing: int, content: bytes) -> None:
    """Put the whole file in its place, and take away what it was made of."""
    _write(_path(printing), content)
    shutil.rmtree(_half(printing), ignore_errors=True)


def throw_away(printing: int) -> None:
    """Take a file away; nothing happens where none lies."""
    _path(printing).unlink(missing_ok=True)


def _path(printing: int) -> Path:
    return Path(settings.ABONENT_DATA) / FOLDER / f"{printing:d}.pdf"


def _half(printing: int) -> Path:
    return Path(settings.ABONENT_DATA) / FOLDER / f"{printing:d}{HALF}"


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}")
    with open(beside, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
