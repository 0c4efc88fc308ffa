"""The places that a notice is about: how one is written, and which addresses belong to it.

A place is a town, a street of it, or some of the street's houses, a line each: `38-500 Sanok, Polna: 1-25, 30a`. Without a
post code it is that street in each town of the name, without a street the whole town, without houses the whole street.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

MOST = 200
"""Places of one notice."""
LONGEST = {"post_code": 12, "town": 120, "street": 160, "house": 20}
"""Characters that an address has of each (people.Place)."""
LINE = re.compile(
    r"(?:(?P<post_code>\d[\d-]{3,11})\s+)?(?P<town>[^,:]+?)\s*(?:,\s*(?P<street>[^:]+?)\s*)?(?::\s*(?P<houses>.*))?"
)
ONE_NUMBER = re.compile(r"[\d-]+")
SPAN = re.compile(r"(\d{1,6})\s*[-–—]\s*(\d{1,6})")

# Of `spot`, a place of a notice as JSON, and `place`, an address. Streets and towns are alike as in a search; how the kind of
# street is written before its name ("ul.") does not count, nor do capitals and spaces in the number of a house.
_STREET = r"regexp_replace(abonent_fold({}), '^(ul|al|os|pl|vul) ', '')"
FITS = rf"""
abonent_fold(place.town) = abonent_fold(spot ->> 'town')
AND spot ->> 'post_code' IN ('', place.post_code)
AND (spot ->> 'street' = '' OR {_STREET.format("place.street")} = {_STREET.format("spot ->> 'street'")})
AND (spot -> 'houses' = '[]' OR EXISTS (
    SELECT FROM jsonb_array_elements_text(spot -> 'houses') said
    WHERE lower(replace(place.house, ' ', '')) = lower(replace(said, ' ', ''))
       OR said ~ '^\d+-\d+$' AND substring(place.house FROM '^\d+')::numeric
          BETWEEN split_part(said, '-', 1)::numeric AND split_part(said, '-', 2)::numeric))
"""  # noqa: S608 - nothing of it comes from outside
# Addresses with the words of street and town, by the index of the search; they may be of another house, or another order.
HAS_ITS_WORDS = rf"""
array_to_tsvector(string_to_array(place.words, ' ')) @@
    replace(btrim({_STREET.format("spot ->> 'street'")} || ' ' || abonent_fold(spot ->> 'town')), ' ', ' & ')::tsquery
"""


class NotAPlace(ValueError):
    """A line names no place: without a town, with houses of no street, or with a span that ends before it begins."""

    def __init__(self, number: int, line: str) -> None:
        super().__init__(line)
        self.number = number
        self.line = line


class TooManyPlaces(NotAPlace):
    """A notice has at most MOST places."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a notice; whatever is empty stands for all."""

    town: str
    street: str = ""
    houses: tuple[str, ...] = ()
    post_code: str = ""

    def __str__(self) -> str:
        street = f", {self.street}" if self.street else ""
        houses = f": {', '.join(self.houses)}" if self.houses else ""
        return f"{self.post_code} {self.town}{street}{houses}".strip()


def spots(said: str) -> tuple[Spot, ...]:
    """Read places, one a line; the same one twice is one. Raises NotAPlace, which names the line, and TooManyPlaces."""
    lines = [(number, line.strip()) for number, line in enumerate(said.splitlines(), 1) if line.strip()]
    found = tuple(dict.fromkeys(_spot(number, line) for number, line in lines))
    if len(found) > MOST:
        raise TooManyPlaces(*lines[MOST])
    return found


def kept(places: Iterable[Spot]) -> list[dict[str, Any]]:
    """Return places as the database keeps them."""
    return [asdict(each) | {"houses": list(each.houses)} for each in places]


def of_kept(places: Iterable[Mapping[str, Any]]) -> tuple[Spot, ...]:
    """Return places that the database keeps."""
    return tuple(
        Spot(each["town"], each["street"], tuple(each["houses"]), post_code=each["post_code"]) for each in places
    )


def in_words(places: Iterable[Spot]) -> str:
    """Write places as people read them, those of one town together: "38-500 Sanok: Polna 1–25, 30a; Leśna"."""
    towns: dict[str, list[str]] = {}
    for each in places:
        streets = towns.setdefault(f"{each.post_code} {each.town}".strip(), [])
        if each.street:
            streets.append(f"{each.street} {', '.join(each.houses).replace('-', '–')}".strip())
    return " · ".join(f"{town}: {'; '.join(streets)}" if streets else town for town, streets in towns.items())


def _spot(number: int, line: str) -> Spot:
    found = LINE.fullmatch(line)
    if found is None or ONE_NUMBER.fullmatch(found["town"]):
        raise NotAPlace(number, line)
    town, street, post_code = (" ".join((found[part] or "").split()) for part in ("town", "street", "post_code"))
    houses = tuple(
        dict.fromkeys(_house(number, line, each) for each in re.split(r"[,;]", found["houses"] or "") if each.strip())
    )
    fits = len(town) <= LONGEST["town"] and len(street) <= LONGEST["street"]
    if not fits or not any(map(str.isalpha, town)) or (houses and not street):
        raise NotAPlace(number, line)
    return Spot(town, street, houses, post_code)


def _house(number: int, line: str, said: str) -> str:
    house = " ".join(said.split())
    if span := SPAN.fullmatch(house):
        if int(span[1]) > int(span[2]):
            raise NotAPlace(number, line)
        return f"{int(span[1])}-{int(span[2])}"
    if len(house) > LONGEST["house"] or ":" in house:
        raise NotAPlace(number, line)
    return house
