"""What `abonent verify` looks at beside money: the journal's months, and the files of kept documents."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from abonent.billing.bulk.verifying import SHOWN, Found
from abonent.people.models import Account
from abonent.post.keeping import DamagedDocument, content
from abonent.post.models import Document

AT_ONCE = 500

_MISSING = """
SELECT to_char(month, 'YYYY-MM') FROM generate_series(
    date_trunc('month', %(at)s::timestamptz AT TIME ZONE 'UTC'),
    date_trunc('month', %(at)s::timestamptz AT TIME ZONE 'UTC') + interval '1 month', interval '1 month') AS month
WHERE to_regclass('journal_event_' || to_char(month, 'YYYY_MM')) IS NULL ORDER BY 1
"""


def missing_months(at: datetime) -> Found:
    """Find out whether this month and the next have their parts of the journal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'journal_event'::regclass")
        (parts,) = cursor.fetchone()
        cursor.execute(_MISSING, {"at": at})
        months = [month for (month,) in cursor.fetchall()]
    return Found(parts, len(months), [("", f"{month} is missing") for month in months])


def damaged_documents() -> Found:
    """Read every kept file and compare it with the SHA-256 under which it was kept."""
    looked_at, wrong = 0, 0
    first: list[tuple[str, str]] = []
    for document in Document.objects.order_by("account_id", "pk").iterator(AT_ONCE):
        looked_at += 1
        for trouble in _trouble(document):
            wrong += 1
            if len(first) < SHOWN:
                first.append((_number(document.account_id), trouble))
    return Found(looked_at, wrong, first)


def _trouble(document: Document) -> Iterator[str]:
    try:
        content(document)
    except DamagedDocument as damaged:
        yield str(damaged)


def _number(account: int) -> str:
    return Account.objects.filter(pk=account).values_list("number", flat=True).first() or str(account)
