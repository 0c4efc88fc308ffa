"""Reads a profile from its file: everything is checked, nothing is guessed, all faults are told at once."""

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from abonent.profile.errors import Fault, ProfileError, refuse
from abonent.profile.kinds import Words
from abonent.profile.lines import lines_of
from abonent.profile.rules import faults_between
from abonent.profile.tree import Profile

FILE = "profile.toml"


def load(path: Path | str) -> Profile:
    """Read a profile from its file or from the folder with its `profile.toml`.

    Raises ProfileError with every fault that was found.
    """
    source = Path(path) / FILE if Path(path).is_dir() else Path(path)
    text = _text(source)
    reader = Reader(source.parent)
    raw = _parse(source, text)
    reader.languages = _languages(raw)
    profile: Profile = reader.read(Profile, raw, "")
    faults = reader.faults or list(faults_between(profile))
    if faults:
        raise refuse(source, faults, lines_of(text))
    return replace(profile, source=source)


def _text(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProfileError(f"{source}: there is no such file; ABONENT_PROFILE names a {FILE} or its folder") from None
    except (OSError, UnicodeDecodeError) as wrong:
        raise ProfileError(f"{source}: cannot be read: {wrong}") from wrong


def _parse(source: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as wrong:
        raise ProfileError(f"{source}: is not TOML: {wrong}") from wrong


def _languages(raw: dict[str, Any]) -> tuple[str, ...]:
    """The languages that texts need; a wrong list is a fault of its own, found later."""
    found = raw.get("languages")
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


class Reader:
    """Turns parsed TOML into dataclasses by their annotations and collects what does not fit.

    A method returns MISSING for what could not be read; the faults are then in `faults`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.languages: tuple[str, ...] = ()
        self.faults: list[Fault] = []

    def read(self, kind: Any, raw: Any, key: str) -> Any:
        """A value of that kind; MISSING with a fault when it is not one."""
        if get_origin(kind) is Annotated:
            return self.checked(kind, raw, key)
        if is_dataclass(kind):
            return self.table(kind, raw, key)
        if get_origin(kind) in COLLECTIONS:
            return COLLECTIONS[get_origin(kind)](self, kind, raw, key)
        return self.single(kind, raw, key)

    def fault(self, key: str, says: str) -> Any:
        """Note a fault; its value is MISSING."""
        self.faults.append(Fault(key, says))
        return MISSING

    def checked(self, kind: Any, raw: Any, key: str) -> Any:
        base, allowed = get_args(kind)
        value = _fitting(base, raw)
        if value is MISSING or not allowed.holds(value):
            return self.fault(key, f"is {_said(raw)}; allowed is {describe(kind)}")
        return value

    def table(self, kind: Any, raw: Any, key: str) -> Any:
        if not isinstance(raw, dict):
            return self.fault(key, f"is {_said(raw)}; allowed is {describe(kind)}")
        hints = get_type_hints(kind, include_extras=True)
        known = {each.name: each for each in fields(kind) if not each.metadata}
        for unknown in raw.keys() - known.keys():
            self.fault(_under(key, unknown), f"is not known{_meant(unknown, known)}; allowed here: {', '.join(known)}")
        read = {name: self.member(each, hints[name], raw, _under(key, name)) for name, each in known.items()}
        return MISSING if any(value is MISSING for value in read.values()) else kind(**read)

    def member(self, each: Field[Any], kind: Any, raw: dict[str, Any], key: str) -> Any:
        if each.name in raw:
            return self.read(_needed(kind), raw[each.name], key)
        if each.default is not MISSING:
            return each.default
        if each.default_factory is not MISSING:
            return each.default_factory()
        return self.fault(key, f"is missing; it has to be {describe(kind)}")

    def many(self, kind: Any, raw: Any, key: str) -> Any:
        if not isinstance(raw, list):
            return self.fault(key, f"is {_said(raw)}; allowed is {describe(kind)}")
        read = [
            self.read(get_args(kind)[0], each, _under(key, str(number))) for number, each in enumerate(raw, start=1)
        ]
        return MISSING if any(value is MISSING for value in read) else get_origin(kind)(read)

    def named(self, kind: Any, raw: Any, key: str) -> Any:
        if not isinstance(raw, dict):
            return self.fault(key, f"is {_said(raw)}; allowed is {describe(kind)}")
        read = {name: self.read(get_args(kind)[1], each, _under(key, name)) for name, each in raw.items()}
        return MISSING if any(value is MISSING for value in read.values()) else read

    def words(self, raw: Any, key: str) -> Any:
        if not isinstance(raw, dict) or not all(isinstance(each, str) and each.strip() for each in raw.values()):
            return self.fault(key, f"is {_said(raw)}; allowed is {describe(Words, self.languages)}")
        lacking = [each for each in self.languages if each not in raw]
        extra = [each for each in raw if each not in self.languages]
        if self.languages and (lacking or extra):
            wrong = [f"lacks {', '.join(lacking)}"] * bool(lacking) + [f"has {', '.join(extra)} too"] * bool(extra)
            return self.fault(key, f"{' and '.join(wrong)}; allowed is {describe(Words, self.languages)}")
        return Words(raw)

    def single(self, kind: Any, raw: Any, key: str) -> Any:
        if kind is Words:
            return self.words(raw, key)
        if kind is Path:
            return self.path(raw, key)
        value = _fitting(kind, raw)
        return self.fault(key, f"is {_said(raw)}; allowed is {describe(kind)}") if value is MISSING else value

    def path(self, raw: Any, key: str) -> Any:
        """A file beside the profile."""
        if isinstance(raw, str) and (self.folder / raw).is_file():
            return self.folder / raw
        return self.fault(key, f"is {_said(raw)}; allowed is the name of a file that stands in {self.folder}")


COLLECTIONS: dict[Any, Callable[[Reader, Any, Any, str], Any]] = {
    tuple: Reader.many,
    frozenset: Reader.many,
    Mapping: Reader.named,
}

KINDS: dict[Any, str] = {
    str: "text in quotes",
    int: "a whole number",
    Decimal: "a number",
    bool: "true or false",
    date: "a day written 2026-11-21",
    Path: "the name of a file beside the profile",
}


DESCRIBED: dict[Any, Callable[[tuple[Any, ...]], str]] = {
    Annotated: lambda inner: inner[1].says if inner[0] is str else f"{describe(inner[0])}, {inner[1].says}",
    Literal: lambda inner: "one of " + ", ".join(_said(each) for each in inner),
    tuple: lambda inner: f"a list, each of it {describe(inner[0])}",
    frozenset: lambda inner: f"a list, each of it {describe(inner[0])}",
    Mapping: lambda inner: f"a table, each of it {describe(inner[1])}",
}


def describe(kind: Any, languages: tuple[str, ...] = ()) -> str:
    """What a value of that kind is, in plain words."""
    kind = _needed(kind)
    origin = get_origin(kind) or kind
    if origin in DESCRIBED:
        return DESCRIBED[origin](get_args(kind))
    if origin is Words:
        return "a text in each language" + (f": {', '.join(languages)}" if languages else "")
    if is_dataclass(origin):
        return "a table with " + ", ".join(each.name for each in fields(origin) if not each.metadata)
    return KINDS[kind]


def _fitting(kind: Any, raw: Any) -> Any:
    """The value if it is one of that single kind; a whole number is a Decimal too, true is no number."""
    value = Decimal(raw) if kind is Decimal and type(raw) is int else raw
    fits = value in get_args(kind) if get_origin(kind) is Literal else type(value) is kind
    return value if fits else MISSING


def _needed(kind: Any) -> Any:
    """The kind without its `| None`: TOML has no null, so a key is there or it is not."""
    if get_origin(kind) in {UnionType, Union}:
        return next(each for each in get_args(kind) if each is not NoneType)
    return kind


def _under(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _meant(unknown: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(unknown, known, n=1)
    return f" (is {close[0]} meant?)" if close else ""


def _said(raw: Any) -> str:
    """The value as it stands in the file."""
    match raw:
        case bool():
            return str(raw).lower()
        case str():
            return f'"{raw}"'
        case dict():
            return "a table"
        case list():
            return "a list"
        case datetime() | date():
            return raw.isoformat()
    return str(raw)
