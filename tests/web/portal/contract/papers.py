"""An agreement as it was signed, a paper that is kept with it, and the page about both."""

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from abonent.contracts.models import Agreement
from abonent.people.models import Account
from abonent.post.actions import keep_document
from abonent.post.models import Document
from tests.people import NOON
from tests.web.doors import text

PDF = b"%PDF-1.7 signed"


def signed(account: Account, **more: Any) -> Agreement:
    Agreement.objects.filter(account=account).update(
        number="U/2025/100234", signed_on=date(2025, 3, 11), **{"valid": DateRange(date(2025, 3, 13), None), **more}
    )
    return Agreement.objects.get(account=account)


def paper(account: Account, title: str = "Umowa nr U/2025/100234", content: bytes = PDF) -> Document:
    return keep_document(
        account.pk, subject="agreement:U/2025/100234", kind="AGREEMENT", title=title, content=content, at=NOON
    )


def page(browser: Client, query: str = "") -> str:
    return text(browser.get(f"/contract/{query}"))


def confirm(browser: Client, agreement: str = "U-2025-100234", account: str = "100234") -> Any:
    return browser.post(f"/contract/{agreement}/terms/", {"account": account})
