"""How an account is billed: whose name stands on its invoices, and whether they come electronically or on paper."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from abonent import profile
from abonent.billing.invoice_data import BadInvoiceData, InvoiceData, faults
from abonent.billing.models import Payer
from abonent.billing.queries import not_online_because
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.actions.consents import give_consent, take_back_consent
from abonent.people.models import Account, User
from abonent.profile.panel import Consent


@transaction.atomic
def change_invoice_data(  # noqa: PLR0913 - what stands on an invoice, when, by whom and through which door
    account: Account, name: str, address: Sequence[str], tax_id: str, *, at: datetime, by: User | None, via: str = "web"
) -> bool:
    """Put another name, address and tax number on invoices from the next one on; those issued stay as they are.

    Returns whether anything was different. Raises BadInvoiceData.
    """
    found = people.lock_account(account.pk)
    data = InvoiceData(name, tuple(line for line in address if line), tax_id)
    if wrong := list(faults(data, found)):
        raise BadInvoiceData(wrong)
    payer = Payer.objects.get(account=found)
    if (payer.name, tuple(payer.address), payer.tax_id) == (data.name, data.address, data.tax_id):
        return False
    Payer.objects.filter(account=found).update(name=data.name, address=list(data.address), tax_id=data.tax_id)
    record("invoice_data.changed", at=at, account=found.pk, by=by.pk if by else None, via=via)
    key = f"invoice_data_changed:{found.pk}:{at.isoformat()}"
    people.notify(found, "invoice_data_changed", key=key, at=at, context={"account": found.number})
    return True


@transaction.atomic
def switch_e_invoice(account: Account, *, on: bool, at: datetime, by: User | None, via: str = "web") -> bool:
    """Let bills come electronically, by the consent that the profile asks for, or on paper again; from the next bill on.

    Returns whether it was otherwise before.
    """
    found = people.lock_account(account.pk)
    delivery = Payer.Delivery.ELECTRONIC if on else Payer.Delivery.PAPER
    change = give_consent if on else take_back_consent
    change(found, consent_to_e_invoice().code, at=at, by=by, via=via)
    if not Payer.objects.filter(account=found).exclude(delivery=delivery).update(delivery=delivery):
        return False
    record(
        "e_invoice.switched_on" if on else "e_invoice.switched_off",
        at=at,
        account=found.pk,
        by=by.pk if by else None,
        via=via,
    )
    letter = "e_invoice_on" if on else "e_invoice_off"
    people.notify(found, letter, key=f"{letter}:{found.pk}:{at.isoformat()}", at=at, context={"account": found.number})
    return True


@transaction.atomic
def choose_form(account: Account, *, form: str, at: datetime, by: User | None, via: str = "web") -> bool:
    """Let letters about bills have the PDF enclosed (PDF) or lead to the bill only (LINK), from the next bill on.

    Returns whether it was otherwise before.
    """
    found = people.lock_account(account.pk)
    if not Payer.objects.filter(account=found).exclude(form=form).update(form=Payer.Form(form)):
        return False
    who = by.pk if by else None
    record("e_invoice.form_chosen", at=at, account=found.pk, by=who, via=via, data={"form": form})
    return True


@transaction.atomic
def switch_cash(account: Account, *, on: bool, at: datetime, by: User | None, via: str = "desk") -> bool:
    """Let an account be paid in cash, or not any more; that is for the office alone. Counts at once.

    Returns whether it was otherwise before.
    """
    found = people.lock_account(account.pk)
    if not Payer.objects.filter(account=found).exclude(pays_cash=on).update(pays_cash=on):
        return False
    who = by.pk if by else None
    record("cash.switched_on" if on else "cash.switched_off", at=at, account=found.pk, by=who, via=via)
    letter = "cash_on" if on else "cash_off"
    people.notify(found, letter, key=f"{letter}:{found.pk}:{at.isoformat()}", at=at, context=_how(found))
    return True


def _how(account: Account) -> dict[str, object]:
    """Return what a letter says of how an account can be paid now."""
    offered = not not_online_because(Payer.objects.get(account=account))
    return {"account": account.number, "online": offered}


def consent_to_e_invoice() -> Consent:
    """Return the one consent of the profile that is about electronic bills."""
    return next(consent for consent in profile.current().panel.consents if consent.channel == "BILLS")
