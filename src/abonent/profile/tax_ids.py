"""Tax numbers of the countries that we know: whether one can be right, and how it is written plainly."""

from collections.abc import Callable
from dataclasses import dataclass

from stdnum.pl import nip
from stdnum.ua import edrpou


@dataclass(frozen=True, slots=True)
class TaxId:
    """One country's number of a company: `compact` takes away what people write in it, `says` what is allowed."""

    is_valid: Callable[[str], bool]
    compact: Callable[[str], str]
    says: str


TAX_IDS = {
    "PL": TaxId(nip.is_valid, nip.compact, "a NIP of 10 digits with a right check digit"),
    "UA": TaxId(edrpou.is_valid, edrpou.compact, "an EDRPOU of 8 digits with a right check digit"),
}
