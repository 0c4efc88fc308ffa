"""Which letters the documents can write: those of the font that they are set in, Latin, Greek and Cyrillic with their marks.

Forms ask before a name is taken, and the typesetter when it is too late to ask (docs/decisions/0076).
"""

import re
import unicodedata

# Marks that turn the direction of writing are not among what can be written: they could make a sum look like another.
UNWRITABLE = re.compile(
    "[^\u0020-\u007e\u00a0-\u0148\u014a-\u01c3\u01c5-\u024f\u0300-\u031e\u0321-\u0377\u0384-\u038a\u038e-\u03a1\u03a3-\u03e1"
    "\u0400-\u049d\u04a0-\u04ff\u1e00-\u1eff\u2000-\u200a\u2010-\u2027\u202f-\u205e\u20a0-\u20bf№™←-↓−□]"
)
MISSING = "□"


def writable(text: str) -> str:
    """Return a text as documents write it, with a box for each letter that they do not have."""
    return UNWRITABLE.sub(_nearest, unicodedata.normalize("NFC", text))


def unwritable(text: str) -> list[str]:
    """Return the letters of a text that would be boxes in a document, each once, in their order."""
    found = UNWRITABLE.findall(unicodedata.normalize("NFC", text))
    return list(dict.fromkeys(letter for letter in found if UNWRITABLE.sub(_nearest, letter) == MISSING))


def _nearest(found: re.Match[str]) -> str:
    """Write ﬁ as fi, a line break as a space, nothing for what is invisible, and a box for a letter we do not have."""
    letter = found[0]
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in {"Cc", "Cf"}:
        return ""
    plain = unicodedata.normalize("NFKD", letter)
    return MISSING if UNWRITABLE.search(plain) else plain
