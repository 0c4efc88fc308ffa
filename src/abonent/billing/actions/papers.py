"""A bill or a correction that stands alone goes on paper, too, where an account's bills do; its letter has told of it by mail."""

from collections.abc import Sequence
from datetime import datetime

from abonent.billing.bulk.posting_bills import post_on_paper
from abonent.billing.models import Invoice, Payer
from abonent.people.models import Account
from abonent.people.queries import mail_addresses


def send_papers(account: Account, issued: Sequence[Invoice], *, at: datetime) -> int:
    """Let documents that were just issued for an account wait for the printer if its bills come on paper; return how many."""
    payer = Payer.objects.get(account=account)
    if payer.delivery != Payer.Delivery.PAPER and mail_addresses(account):
        return 0
    return post_on_paper(issued, at=at)
