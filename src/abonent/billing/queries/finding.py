"""Finding bills, payments and cash receipts by their numbers, and customers by the name or the bank account of their bills."""

import re

from django.db import connection
from django.db.models import Q

from abonent.billing.models import Invoice, Payer, Payment, Proposal, Receipt
from abonent.billing.models.money import TILL
from abonent.people.queries.finding import LOOKED_AT, Hit

MONEY_THAT_CAME = re.compile(r"W/\d{4}/\d{2}/(\d{1,18})")
BANK_ACCOUNT = re.compile(r"[0-9]{20,30}")
PAYERS = """
SELECT account_id, name FROM (
    SELECT account_id, name FROM billing_payer
    WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %(words)s::tsquery LIMIT %(looked_at)s
) few ORDER BY name, account_id LIMIT %(most)s
"""


def payers(words: str, *, most: int) -> list[Hit]:
    """Return the accounts whose bills go to names with certain words (database.finding.asked)."""
    with connection.cursor() as cursor:
        cursor.execute(PAYERS, {"words": words, "most": most, "looked_at": LOOKED_AT})
        return [Hit(*row) for row in cursor.fetchall()]


def paying_to(bank_account: str) -> list[Hit]:
    """Return the account whose money goes to a bank account: 26 digits, or the same as an IBAN, with or without spaces."""
    plain = re.sub(r"[\s-]", "", bank_account).upper()
    digits = plain[2:] if plain[:2].isalpha() else plain
    if not BANK_ACCOUNT.fullmatch(digits):
        return []
    found = Payer.objects.filter(bank_account=digits).exclude(account=0)
    return [Hit(account, digits) for account in found.values_list("account_id", flat=True)]


def bills_numbered(number: str) -> list[Invoice]:
    """Return the bill or correction with a number, written with slashes, hyphens or spaces; with its account."""
    found = Invoice.objects.filter(number__in=_written(number)).defer("sheet", "sha256")
    return list(found.select_related("account"))


def receipts_numbered(number: str) -> list[Receipt]:
    """Return money that came by the number of its confirmation, or of the till's receipt; with its account."""
    numbers = _written(number)
    keys = [match[1] for each in numbers if (match := MONEY_THAT_CAME.fullmatch(each))]
    found = Receipt.objects.filter(Q(source=TILL, external_id__in=numbers) | Q(pk__in=keys)).select_related("account")
    return [receipt for receipt in found if receipt.number in numbers]


def payments_numbered(ref: str) -> list[Payment]:
    """Return what somebody set out to pay online, by our reference; with its account."""
    return list(Payment.objects.filter(ref=ref).select_related("account"))


def proposals_numbered(ref: str) -> list[Proposal]:
    """Return a proposal to pay back or to write off, by its reference; with its account."""
    return list(Proposal.objects.filter(ref=ref.upper()).select_related("account"))


def _written(number: str) -> list[str]:
    """Return how a number may stand in its table: it is read from paper, from an address, or over the telephone."""
    parts = re.split(r"[\s/-]+", number.strip().upper())
    filled = [part.zfill(width) if part.isdigit() else part for part, width in zip(parts, (0, 4, 2, 4), strict=False)]
    return ["/".join(parts), "/".join(filled)] if len(parts) == len(filled) else ["/".join(parts)]
