"""Logins proposed from names: as people would write them themselves, without accents, and not taken yet."""

import re
import unicodedata

from abonent.people.queries import login_is_taken

SHORTEST, LONGEST = 3, 60
PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})
SILENT = re.compile("['’ʼ`´ьъ]")
# Cabinet of Ministers of Ukraine, resolution 55 of 27.01.2010: at the beginning of a word some letters are written otherwise.
BEGINS = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
LETTERS = str.maketrans(
    dict(zip("абвгґдезиіїйклмнопрстуфыэ", "abvhgdezyiiiklmnoprstufye", strict=True))
    | {"є": "ie", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "ё": "io"}
)


def proposed_login(name: str) -> str:
    """Return a login for somebody with a name: "Żaneta Łoś" is zaneta.los, or zaneta.los2 when that is taken."""
    made = ".".join(filter(None, map(_plain, name.split())))[:LONGEST].strip(".")
    login = made if len(made) >= SHORTEST else f"{made or 'klient'}.{SHORTEST}"
    wanted, count = login, 1
    while login_is_taken(wanted):
        count += 1
        wanted = f"{login}{count}"
    return wanted


def _plain(word: str) -> str:
    """Write a word with letters of the English alphabet and digits."""
    small = SILENT.sub("", unicodedata.normalize("NFC", word.casefold()))
    small = BEGINS.get(small[:1], small[:1]) + small[1:]
    parted = unicodedata.normalize("NFD", small.replace("зг", "zgh").translate(LETTERS).translate(PLAIN))
    return re.sub(r"[^a-z0-9]+", "", parted)
