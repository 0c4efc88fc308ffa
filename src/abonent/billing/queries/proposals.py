"""Proposals to give money up or to pay it out: what waits for a decision, what waits for the bank, what can be promised."""

import secrets
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Concat

from abonent.billing.models import Proposal
from abonent.billing.queries.ledger import ZERO, debts, total_open, unused_credits
from abonent.people.models import Account

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What nobody mistakes for something else when it is read out: without 0, 1, I and O."""


def proposal_ref() -> str:
    """Make the number of a proposal; made with the form, so that the form sent twice is one proposal."""
    return "P-" + "".join(secrets.choice(SIGNS) for _ in range(8))


def proposals() -> QuerySet[Proposal]:
    """Return all proposals with their people, the newest first."""
    found = Proposal.objects.select_related("account", "proposed_by", "decided_by")
    return found.order_by("-proposed_at", "-pk")


def waiting_proposals() -> QuerySet[Proposal]:
    """Return the proposals that nobody has decided, the oldest first."""
    return proposals().filter(state=Proposal.State.WAITING).order_by("proposed_at", "pk")


def refunds_to_pay() -> QuerySet[Any]:
    """Return the refunds that were agreed to and have not left the bank, the oldest first.

    Where the money that was to be paid out was taken back meanwhile the refund is a debt (`is_owed`), and not for paying out.
    """
    decided = Proposal.objects.filter(kind=Proposal.Kind.REFUND, state=Proposal.State.DONE, paid_on=None)
    debt = debts(OuterRef("account")).filter(cause=Concat(Value("refund:"), OuterRef("ref")))
    return decided.annotate(is_owed=Exists(debt)).order_by("decided_at", "pk")


def promised(account: Account) -> Decimal:
    """Return what is proposed to be paid out to an account and not decided."""
    waiting = Proposal.objects.filter(account=account, kind=Proposal.Kind.REFUND, state=Proposal.State.WAITING)
    total: Decimal = waiting.aggregate(sum=Coalesce(Sum("amount"), ZERO))["sum"]
    return total


def free_credit(account: Account) -> Decimal:
    """Return how much of an account's credit can still be proposed to be paid out."""
    return max(total_open(unused_credits(account)) - promised(account), Decimal("0.00"))
