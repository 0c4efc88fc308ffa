"""The e-invoice as it is switched, and how it stands afterwards."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from abonent.billing import actions
from abonent.billing.models import Payer
from abonent.people.models import Account, Consent, User

PAGE, SWITCH = "/bills/e-invoice/", "/bills/e-invoice/switch/"
ON, OFF = Payer.Delivery.ELECTRONIC, Payer.Delivery.PAPER


def switch(browser: Client, to: str, **more: str) -> Any:
    return browser.post(SWITCH, {"account": "100234", "to": to, "version": "2026-01", **more})


def delivery(account: Account) -> str:
    return Payer.objects.get(account=account).delivery


def consents(account: Account) -> list[bool]:
    return list(
        Consent.objects.filter(account=account, code="e-invoice").order_by("pk").values_list("given", flat=True)
    )


def switch_on_long_ago(account: Account, by: User) -> None:
    Payer.objects.filter(account=account).update(delivery=OFF)
    actions.switch_e_invoice(account, on=True, at=datetime(2026, 5, 1, 9, tzinfo=UTC), by=by)
