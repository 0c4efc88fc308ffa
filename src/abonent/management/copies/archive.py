"""A tar file that is there whole or not at all: written aside in one go, each part measured and hashed on its way."""

import fcntl
import hashlib
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

BLOCK = 512
CHUNK = 64 * 1024
MANIFEST, SEAL = "manifest.json", "manifest.sha256"


class NotWritten(Exception):
    """The file was not made; the message says why."""


class NotABackup(Exception):
    """The file cannot be used: damaged, cut off, of another program; the message says which."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the file by its name."""

    name: str
    size: int
    sha256: str


class Writing:
    """A tar file that is being written."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def add(self, name: str, chunks: Iterable[bytes]) -> Part:
        """Write one part. Its header is filled in afterwards, when its size is known."""
        begins, size, mark = self.file.tell(), 0, hashlib.sha256()
        self.file.write(bytes(BLOCK))
        for chunk in chunks:
            self.file.write(chunk)
            mark.update(chunk)
            size += len(chunk)
        self.file.write(bytes(-size % BLOCK))
        ends = self.file.tell()
        header = tarfile.TarInfo(name)
        header.size, header.mode = size, 0o600
        self.file.seek(begins)
        self.file.write(header.tobuf(tarfile.GNU_FORMAT))
        self.file.seek(ends)
        return Part(name, size, mark.hexdigest())

    def finish(self, manifest: dict[str, Any]) -> None:
        """Write the manifest, and what proves it, and end the file."""
        told = json.dumps(manifest, ensure_ascii=False, indent=1, default=asdict).encode()
        sealed = self.add(MANIFEST, [told])
        self.add(SEAL, [sealed.sha256.encode()])
        self.file.write(bytes(2 * BLOCK))
        self.file.flush()
        os.fsync(self.file.fileno())


@contextmanager
def written(path: Path) -> Iterator[Writing]:
    """Write a file aside, and give it its name when the block has ended well. Raises NotWritten, OSError."""
    if path.exists():
        raise NotWritten(f"{path} is there already; nothing is overwritten")
    aside = path.with_name(f".{path.name}.unfinished")
    with open(aside, "wb", opener=lambda name, flags: os.open(name, flags & ~os.O_TRUNC, 0o600)) as file:
        _alone(file, path)
        try:
            file.truncate()
            yield Writing(file)
            _name(aside, path)
        finally:
            aside.unlink(missing_ok=True)


def _alone(file: BinaryIO, path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise NotWritten(f"another backup is being written to {path}") from None


def _name(aside: Path, path: Path) -> None:
    """Give the file its name, unless somebody else took it meanwhile; let the disk know."""
    try:
        os.link(aside, path)
    except FileExistsError:
        raise NotWritten(f"{path} was made by somebody else meanwhile; nothing is overwritten") from None
    except OSError:  # a file system without hard links
        aside.rename(path)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Reading:
    """A file that was written here, to be proved and read."""

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, path.open("rb")
        try:
            self.tar = tarfile.open(fileobj=self.file, mode="r:")  # noqa: SIM115 - reads what `close` closes
            self.members = {member.name: member for member in self.tar}
        except (tarfile.TarError, EOFError) as wrong:
            self.close()
            raise NotABackup(f"{path} is damaged, or no backup of Abonent ({wrong})") from None

    def close(self) -> None:
        self.file.close()

    def manifest(self) -> dict[str, Any]:
        """Return what the file says of itself. Raises NotABackup."""
        if not {MANIFEST, SEAL} <= self.members.keys():
            raise NotABackup(f"{self.path} is cut off, or no backup of Abonent: it has no manifest at its end")
        told, seal = (b"".join(self.chunks(name)) for name in (MANIFEST, SEAL))
        if hashlib.sha256(told).hexdigest() != seal.decode(errors="replace"):
            raise NotABackup(f"{self.path} is damaged: its manifest was altered")
        found: dict[str, Any] = json.loads(told)
        return found

    def chunks(self, name: str) -> Iterator[bytes]:
        """Read a part piece by piece. Raises NotABackup."""
        file = self.tar.extractfile(self.members[name])
        if file is None:
            raise NotABackup(f"{self.path} is damaged: {name} is no file")
        try:
            while chunk := file.read(CHUNK):
                yield chunk
        except (tarfile.TarError, EOFError, OSError) as wrong:
            raise NotABackup(f"{self.path} is cut off in {name} ({wrong})") from None

    def prove(self, part: Part) -> None:
        """Read a part and compare it with what the manifest says. Raises NotABackup."""
        if part.name not in self.members:
            raise NotABackup(f"{self.path} is damaged: {part.name} is missing")
        mark = hashlib.sha256()
        for chunk in self.chunks(part.name):
            mark.update(chunk)
        if (self.members[part.name].size, mark.hexdigest()) != (part.size, part.sha256):
            raise NotABackup(f"{self.path} is damaged: {part.name} was altered")
