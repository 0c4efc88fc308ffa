"""What is typed into the desk's search box: kinds of questions, each asked about customers who are there."""

import random
from collections.abc import Callable, Iterator

from bench.measuring.crowd import Customer, crowd

type Question = Callable[[Customer, random.Random], str]

# As the state writes Ukrainian names in Latin (resolution 55 of the Cabinet, 27.1.2010), without what begins a word.
LETTERS = "абвгґдезиіїйклмнопрстуфхцчшюяєжщ"
SOUNDS = ("ts", "ch", "sh", "iu", "ia", "ie", "zh", "shch")
LATIN = dict(zip(LETTERS, (*"abvhgdezyiiiklmnoprstuf", "kh", *SOUNDS), strict=True))
SILENT = "ьʼ'"


class Asked:
    """Some of the customers: those who are asked about."""

    def __init__(self, customers: int, count: int) -> None:
        self.chance = random.Random(7)  # noqa: S311 - invented questions
        wanted = set(self.chance.sample(range(1, customers + 1), count))
        self.about = [each for each in crowd(customers) if each.id in wanted]

    def all(self, question: Question) -> Iterator[str]:
        """Ask a question about each of them; those about whom it cannot be asked are left out."""
        return (said for each in self.about if (said := question(each, self.chance)))


def surname(each: Customer) -> str:
    """The longest word of a name is most often the surname."""
    return max(each.holder.split(), key=len)


def latin(each: Customer, _chance: random.Random) -> str:
    """A Ukrainian name as it stands in a passport; nothing for other names."""
    small = each.holder.lower()
    return (
        "".join(LATIN.get(letter, letter) for letter in small if letter not in SILENT)
        if set(small) & set(LETTERS)
        else ""
    )


def slipped(word: str, chance: random.Random) -> str:
    """A word with a slip of typing: a letter lost, doubled, wrong, or two turned round."""
    place = chance.randrange(1, len(word) - 1)
    before, letter, other, after = word[:place], word[place], word[place + 1], word[place + 2 :]
    return chance.choice(
        [
            before + other + after,
            before + letter * 2 + other + after,
            f"{before}x{other}{after}",
            before + other + letter + after,
        ]
    )


def house(each: Customer) -> str:
    """Street, house and flat."""
    street, number, flat, *_ = each.place
    return f"{street} {number}/{flat}" if flat else f"{street} {number}"


QUESTIONS: dict[str, Question] = {
    "account number": lambda each, _: each.number,
    "beginning of an account number": lambda each, _: each.number[:4],
    "telephone number": lambda each, _: f"{each.phone[3:6]} {each.phone[6:9]} {each.phone[9:]}",
    "beginning of a telephone number": lambda each, _: each.phone[3:8],
    "e-mail address": lambda each, _: each.mail,
    "beginning of an e-mail address": lambda each, _: each.mail[:6],
    "login": lambda each, _: each.login,
    "number of a bill": lambda each, _: f"fv-2026-11-{each.id:07}",
    "number of a payment": lambda each, _: f"W/2024/01/{each.id:06}",
    "bank account": lambda each, _: f"PL {each.bank_account[:2]} {each.bank_account[2:14]} {each.bank_account[14:]}",
    "surname": lambda each, _: surname(each),
    "first name and surname": lambda each, _: each.holder,
    "first name": lambda each, _: each.holder.split()[0],
    "Ukrainian name in Latin letters": latin,
    "two letters": lambda each, _: surname(each)[:2],
    "three letters": lambda each, _: surname(each)[:3],
    "beginning of a surname": lambda each, _: surname(each)[:5],
    "surname with a slip": lambda each, chance: slipped(surname(each), chance),
    "name with a slip in the surname": lambda each, chance: (
        f"{each.holder.split()[0]} {slipped(surname(each), chance)}"
    ),
    "end of a surname": lambda each, _: surname(each)[2:],
    "street, house and flat": lambda each, _: house(each),
    "street": lambda each, _: each.place[0],
    "street and town": lambda each, _: f"{each.place[0]} {each.place[4]}",
    "town": lambda each, _: each.place[4],
    "street with a slip, and house": lambda each, chance: f"{slipped(each.place[0], chance)} {each.place[1]}",
    "surname and street": lambda each, _: f"{surname(each)} {each.place[0]}",
    "street, house and surname": lambda each, _: f"{house(each)} {surname(each)}",
    "first name and street": lambda each, _: f"{each.holder.split()[0]} {each.place[0]}",
    "surname with a slip, and street": lambda each, chance: f"{slipped(surname(each), chance)} {each.place[0]}",
    "words that nobody has": lambda each, _: f"qwertz{each.id} uiop",
    "names that do not go together": lambda each, _: f"{surname(each)} Kowalski Nowak",
}
