"""Names of people: in what order they stand, and when two are the same name.

The database may have no collation for Ukrainian and Polish (the embedded one has no ICU), so the order is made here
and stored as text that sorts rightly in every collation.
"""

import re
import unicodedata

UNPRINTABLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Categories of Unicode that no paper shows: controls, signs that turn the direction of writing, what is not assigned."""

# Digits, then Latin with the Polish letters, then Cyrillic with the Ukrainian ones: each in its own place.
LETTERS = "0123456789aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźżабвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"
GAP = "00"
OTHER = "zz"
SILENT = re.compile("['’ʼ`´\u0301]")  # an apostrophe does not part a name; a stress mark is not a letter
BETWEEN = re.compile(r"[\W_]+")
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"

# Latin letters that look like Cyrillic ones, typed into a Cyrillic word by mistake.
ALIKE = str.maketrans("aceiopxy", "асеіорху")
CYRILLIC = re.compile("[а-яґєії]")
# Letters that people leave out or mix, and that no decomposition of Unicode resolves.
PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "ґ": "г", "ё": "е"})
MARKS = re.compile("[\u0300-\u0305\u0307-\u036f]|(?<![иИ])\u0306")


def is_printable(text: str) -> bool:
    """Tell whether everything in a text can be seen: nothing hides in a name or turns what stands behind it around."""
    return all(unicodedata.category(sign) not in UNPRINTABLE for sign in text)


def sort_key(name: str) -> str:
    """Text by which names sort as in a Polish or Ukrainian telephone book, in any collation.

    Two small letters or digits for each letter of the name; capitals, apostrophes and hyphens do not count.
    """
    words = BETWEEN.split(_silent(name))
    return GAP.join("".join(map(_place, word)) for word in words if word)


def likeness(name: str) -> str:
    """Equal for two spellings of one name: case, order of words, hyphens, apostrophes, marks left out, look-alikes."""
    words = (_likened(word) for word in BETWEEN.split(_silent(name)) if word)
    return " ".join(sorted(words))


def _silent(name: str) -> str:
    return SILENT.sub("", unicodedata.normalize("NFC", name).casefold())


def _place(letter: str) -> str:
    """Where a letter stands; one with a foreign mark stands with the letter under it."""
    known = letter if letter in LETTERS else unicodedata.normalize("NFD", letter)[0]
    place = LETTERS.find(known)
    return _two(place + 1) if place >= 0 else f"{OTHER}{ord(letter):06x}"


def _two(number: int) -> str:
    return BASE36[number // 36] + BASE36[number % 36]


def _likened(word: str) -> str:
    if CYRILLIC.search(word):
        word = word.translate(ALIKE)
    return MARKS.sub("", unicodedata.normalize("NFD", word.translate(PLAIN)))
