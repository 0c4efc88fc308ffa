"""The office corrects whose an account is, and the name and tax number on its invoices follow when it says so."""

from datetime import datetime

from django.db import transaction

from abonent.billing.actions.payers import change_invoice_data
from abonent.billing.invoice_data import LONGEST_NAME, BadInvoiceData, faults_of_line, faults_of_tax_id
from abonent.billing.models import Payer
from abonent.people import actions as people
from abonent.people.actions import Holder
from abonent.people.models import Account, User


@transaction.atomic
def change_customer(  # noqa: PLR0913 - who it was, who it is, why, what follows, by whom
    account: Account, new: Holder, *, was: Holder, reason: str, invoices_follow: bool, at: datetime, by: User
) -> Account:
    """Correct name, kind, language and tax number of a customer; invoices that were issued stay as they are.

    Raises BadInvoiceData, and what people.change_holder raises.
    """
    wrong = [("holder", code) for code in faults_of_line(new.holder, LONGEST_NAME)]
    wrong += [("tax_id", code) for code in faults_of_tax_id(new.tax_id, Account(kind=new.kind))]
    if wrong:
        raise BadInvoiceData(wrong)
    changed = people.change_holder(account, new, was=was, reason=reason, at=at, by=by)
    if invoices_follow:
        payer = Payer.objects.get(account=changed)
        change_invoice_data(changed, new.holder, payer.address, new.tax_id, at=at, by=by, via="desk")
    return changed
