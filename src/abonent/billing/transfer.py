"""The bank transfer a customer can scan: the Polish banks' "2D" code as text.

Source: ZBP (Związek Banków Polskich), "Rekomendacja dotycząca kodu dwuwymiarowego (2D)", version 1.0 of 3 December 2013.
The picture of it is made by `abonent.drawing.qr`: error correction L, at least 18 mm wide on paper.
"""

import re
import unicodedata
from decimal import Decimal

LONGEST = 160
LONGEST_RECIPIENT = 20
LONGEST_TITLE = 32

# What the recommendation lets stand in names and titles. The separator "|" is not among it, so no name can add a field.
_FOREIGN = re.compile(r"[^A-Za-z0-9ĄĆĘŁŃÓŚŹŻąćęłńóśźż ,./\\\-@#&*_]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def zbp(nip: str, nrb: str, amount: Decimal, recipient: str, title: str) -> str:
    """Write a transfer in złoty as the text of its QR code.

    `nip` is the recipient's tax number, empty when the recipient is a person. `nrb` is the bank account (26 digits, with
    or without spaces and PL). `amount` is in złoty, whole grosze; 0 lets the payer type it. Letters that the code does not
    know lose their marks or are left out, and a long recipient is cut; a title is never cut, as payments are found by it.

    Raises ValueError, naming the field, when what is left is not a payable transfer.
    """
    fields = [
        _tax_number(nip),
        "PL",
        _account(nrb),
        _grosze(amount),
        _recipient(recipient),
        _title(title),
        "",  # customer's id for direct debit
        "",  # Invoobill id
        "",  # reserved
    ]
    payload = "|".join(fields)
    if len(payload) > LONGEST:
        raise ValueError(f"transfer of {len(payload)} characters: the code holds {LONGEST}")
    return payload


def _tax_number(nip: str) -> str:
    digits = re.sub(r"[\s-]|^PL", "", nip)
    if digits and not re.fullmatch(r"[0-9]{10}", digits):
        raise ValueError(f"nip {nip!r}: ten digits or nothing")
    return digits


def _account(nrb: str) -> str:
    digits = re.sub(r"\s|^PL", "", nrb)
    if not re.fullmatch(r"[0-9]{26}", digits):
        raise ValueError(f"nrb {nrb!r}: 26 digits")
    if int(f"{digits[2:]}2521{digits[:2]}") % 97 != 1:  # ISO 13616 with P and L as 25 and 21
        raise ValueError(f"nrb {nrb!r}: the check digits do not fit")
    return digits


def _grosze(amount: Decimal) -> str:
    grosze = amount * 100
    if not amount.is_finite() or amount < 0 or grosze != int(grosze):
        raise ValueError(f"amount {amount}: zero or more, in whole grosze")
    return f"{int(grosze):06d}"


def _recipient(name: str) -> str:
    written = _allowed(name)[:LONGEST_RECIPIENT].rstrip()
    if not written:
        raise ValueError(f"recipient {name!r}: nothing left that a bank can read")
    return written


def _title(title: str) -> str:
    written = _allowed(title)
    if not 0 < len(written) <= LONGEST_TITLE:
        raise ValueError(f"title {title!r}: 1 to {LONGEST_TITLE} characters that a bank can read")
    return written


def _allowed(text: str) -> str:
    """Keep what may stand in the code; é becomes e, a dash a hyphen, the rest goes."""
    letters = (
        letter if not _FOREIGN.match(letter) else _FOREIGN.sub("", unicodedata.normalize("NFKD", letter))
        for letter in " ".join(unicodedata.normalize("NFC", text).translate(_DASHES).split())
    )
    return " ".join("".join(letters).split())
