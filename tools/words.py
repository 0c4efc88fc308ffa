"""The translations: brought up to date with the code (`update`), compiled (`compile`), proved complete (`check`).

Django's makemessages finds a quarter of what stands in Jinja templates; Babel, told every form, finds all.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "src" / "abonent" / "locale"
SOURCE = "en"  # messages are written in it, so it fills itself
LANGUAGES = ("uk", "pl", SOURCE)
# "say" is what we call gettext_lazy where "_" is gettext.
KEYWORDS = DEFAULT_KEYWORDS | parse_keywords(
    ["gettext_lazy", "say", "gettext_noop", "ngettext_lazy:1,2", "pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3"],
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}")
# In these the first plural form is for exactly one, so it may say "one" without the number.
FIRST_FORM_IS_ONE = ("pl", "en")


def main(word: str) -> None:
    """Do what the word says; `check` exits with 1 when something is missing."""
    if word == "check":
        problems = [f"{language}: {problem}" for language in LANGUAGES for problem in unfinished(language)]
        sys.exit("\n".join([*problems, f"{len(problems)} to do; ./run words adds what is new."]) if problems else 0)
    {"update": update, "compile": compile_all}[word]()


def update() -> None:
    """Bring every language's file up to date with the code, and compile it."""
    template = extracted()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        if language == SOURCE:
            fill(catalog)
        write(language, catalog)
        print(f"{language}: {len(catalog)} messages, {sum(1 for _ in unfinished(language, template))} to do")
    compile_all()


def compile_all() -> None:
    """Make of each .po the .mo that is read at run time; a reader never sees half of one."""
    for language in LANGUAGES:
        if path(language).exists():
            made = path(language).with_suffix(".mo.new")
            with made.open("wb") as file:
                write_mo(file, read(language))
            made.replace(path(language).with_suffix(".mo"))


def unfinished(language: str, template: Catalog | None = None) -> Iterator[str]:
    """Say of every message what its translation lacks."""
    catalog, alike = read(language), words_alike()
    for wanted in template or extracted():
        if wanted.id:
            found = catalog.get(wanted.id, wanted.context)
            fault = fault_of(found, wanted, language, alike) if found else "not there"
            if fault:
                yield f"{fault}: {wanted.id!r}"


def fault_of(found: Message, wanted: Message, language: str, alike: frozenset[str]) -> str:
    """Return what is wrong with a translation, nothing when it is right."""
    forms = texts(found.string)
    if found.fuzzy:
        return "fuzzy"
    if not all(forms) or (found.pluralizable and len(forms) < 2):  # noqa: PLR2004
        return "empty"
    if not placeholders_agree(forms, texts(wanted.id)[-1], language):
        return "other placeholders"
    if language != SOURCE and set(forms) & set(texts(wanted.id)) and not may_be_alike(wanted, alike):
        return "not translated"
    return ""


def placeholders_agree(forms: tuple[str, ...], source: str, language: str) -> bool:
    """Tell whether every form has the source's placeholders; the form for exactly one may have fewer."""
    wanted = sorted(PLACEHOLDER.findall(source))
    shorter = len(forms) > 1 and language in FIRST_FORM_IS_ONE
    if shorter and not set(PLACEHOLDER.findall(forms[0])) <= set(wanted):
        return False
    return all(sorted(PLACEHOLDER.findall(form)) == wanted for form in forms[shorter:])


def may_be_alike(wanted: Message, alike: frozenset[str]) -> bool:
    """Tell whether a message is allowed to look as in English: listed, or without a word in it."""
    source = texts(wanted.id)[0]
    return source in alike or not re.search(r"[^\W\d_]", PLACEHOLDER.sub("", source))


def words_alike() -> frozenset[str]:
    """Return the messages that are written alike in other languages too, one a line of alike.txt."""
    file = LOCALE / "alike.txt"
    return frozenset(file.read_text().splitlines() if file.exists() else ())


def extracted() -> Catalog:
    """Return every message in the code and the templates, as [tool.babel] maps them."""
    maps = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods, options = [(one["pattern"], one["method"]) for one in maps], {one["pattern"]: one for one in maps}
    catalog = Catalog()
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, comment_tags=["Translators:"])
    for file, line, message, comments, context in sorted(found, key=lambda one: one[:2]):
        catalog.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalog


def fill(catalog: Catalog) -> None:
    """Let the source language say what the code says."""
    for message in catalog:
        if message.id and not all(texts(message.string)):
            message.string = message.id


def texts(string: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return all plural forms, or the one form that there is."""
    return (string,) if isinstance(string, str) else tuple(string or ("",))


def path(language: str) -> Path:
    """Return where a language's messages stand."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """Return a language's messages; none when it has no file yet."""
    if not path(language).exists():
        about = {"project": "Abonent", "version": "1", "msgid_bugs_address": "", "last_translator": ""}
        return Catalog(language, "django", f"# Abonent: {language}", language_team="", fuzzy=False, **about)
    with path(language).open("rb") as file:
        return read_po(file, language, "django")


def write(language: str, catalog: Catalog) -> None:
    """Write a language's file without line numbers, so that it changes only when words do."""
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as file:
        write_po(file, catalog, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)


if __name__ == "__main__":
    main(sys.argv[1])
