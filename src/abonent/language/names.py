"""Names of people: whether they can be read, and when two are the same name. Their order is database.finding's."""

import re
import unicodedata

UNPRINTABLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Categories of Unicode that no paper shows: controls, signs that turn the direction of writing, what is not assigned."""

SILENT = re.compile("['’ʼ`´\u0301]")  # an apostrophe does not part a name; a stress mark is not a letter
BETWEEN = re.compile(r"[\W_]+")

# Latin letters that look like Cyrillic ones, typed into a Cyrillic word by mistake.
ALIKE = str.maketrans("aceiopxy", "асеіорху")
CYRILLIC = re.compile("[а-яґєії]")
# Letters that people leave out or mix, and that no decomposition of Unicode resolves.
PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "ґ": "г", "ё": "е"})
MARKS = re.compile("[\u0300-\u0305\u0307-\u036f]|(?<![иИ])\u0306")


def is_printable(text: str) -> bool:
    """Tell whether everything in a text can be seen: nothing hides in a name or turns what stands behind it around."""
    return all(unicodedata.category(sign) not in UNPRINTABLE for sign in text)


def likeness(name: str) -> str:
    """Equal for two spellings of one name: case, order of words, hyphens, apostrophes, marks left out, look-alikes."""
    words = (_likened(word) for word in BETWEEN.split(_silent(name)) if word)
    return " ".join(sorted(words))


def _silent(name: str) -> str:
    return SILENT.sub("", unicodedata.normalize("NFC", name).casefold())


def _likened(word: str) -> str:
    if CYRILLIC.search(word):
        word = word.translate(ALIKE)
    return MARKS.sub("", unicodedata.normalize("NFD", word.translate(PLAIN)))
