"""A refund or a write-off is proposed for a customer: typed, checked, and decided at once where the rules let one person."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from stdnum import iban

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Proposal
from abonent.language import lengths
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.customer import Customer, shown
from abonent.web.desk.money_fields import amount_field, reason_field, typed, words_field
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.desk.proposals import KINDS, too_much
from abonent.web.door.forms import status

NRB = 26
"""Digits of a Polish bank account as people write it, without the country."""


class ProposeForm(forms.Form):
    """How much, why, and for a refund to whom. `kind` is what the page offered, `ref` the number it gave."""

    kind = forms.ChoiceField(choices=Proposal.Kind.choices)
    amount = amount_field()
    reason = reason_field()
    bank_account = forms.CharField(
        label=_("Bank account"),
        max_length=50,
        error_messages={"required": _("Please type the bank account the money goes to.")},
    )
    recipient = words_field(_("Recipient"), _("Please type whose bank account it is."), longest=lengths.NAME)
    ref = forms.CharField(required=False)

    def __init__(self, data: Any, *, kind: str, most: Decimal, holder: str) -> None:
        super().__init__(data, initial={"amount": typed(most), "recipient": holder})
        self.kind_now, self.most = kind, most
        if (data.get("kind", kind) if data is not None else kind) != Proposal.Kind.REFUND:
            del self.fields["bank_account"], self.fields["recipient"]

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind != self.kind_now:
            raise forms.ValidationError(_("What the account owes has changed meanwhile: please look again."))
        return kind

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount > self.most:
            raise forms.ValidationError(too_much(self.kind_now, self.most))
        return amount

    def clean_ref(self) -> str:
        """Take a number that we have made; for any other the check page gives a new one."""
        ref: str = self.cleaned_data["ref"]
        return ref if actions.REF.fullmatch(ref) else ""

    def clean_bank_account(self) -> str:
        number = "".join(self.cleaned_data["bank_account"].replace("-", "").split()).upper()
        number = f"PL{number}" if len(number) == NRB and number.isdecimal() else number
        if not number.isascii() or not iban.is_valid(number):
            raise forms.ValidationError(_("This is no valid bank account. Please check the digits."))
        return number


@staff_page(act="proposals.make")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_propose(request: StaffRequest, number: str) -> HttpResponse:
    """Take the proposal in a form, show what will happen, and with a second press make it."""
    account = customer(number)
    kind, most = _offered(account)
    posted = request.POST if request.method == "POST" else None
    if "confirm" in request.POST and (there := _made(account, request.POST.get("ref", ""))):
        return there
    form = ProposeForm(posted, kind=kind, most=most, holder=account.holder)
    if not form.is_valid() or "edit" in request.POST:
        return _type(request, shown(request, number), form)
    confirmed = "confirm" in request.POST and form.cleaned_data["ref"]
    return _do(request, account, form) if confirmed else _check(request, shown(request, number), form)


def _offered(account: Account) -> tuple[str, Decimal]:
    """Return what can be proposed: what is in credit can be paid back, what is owed can be written off; never both."""
    credit = queries.free_credit(account)
    if credit:
        return Proposal.Kind.REFUND, credit
    return Proposal.Kind.WRITE_OFF, queries.total_open(queries.debts(account))


def _made(account: Account, ref: str) -> HttpResponse | None:
    """Lead to the proposal that this form has made already."""
    there = "\0" not in ref and Proposal.objects.filter(account=account, ref=ref).exists()
    return redirect(f"{address('desk_proposal', proposal=ref)}?done=1") if there else None


def _type(request: StaffRequest, about: Customer, form: ProposeForm) -> HttpResponse:
    context = {
        "customer": about,
        "form": form,
        "kind": form.kind_now,
        "title": KINDS[form.kind_now],
        "most": form.most,
        "limit": profile.current().desk.four_eyes_above,
        "promised": queries.promised(about.account),
        "longest": lengths.REASON,
    }
    return render(request, "desk/propose.html", context, status=status(form))


def _check(request: StaffRequest, about: Customer, form: ProposeForm) -> HttpResponse:
    said = form.cleaned_data
    alone = request.may("proposals.decide") and not actions.takes_two(
        about.account, said["kind"], said["amount"], at=request.at, by=request.user,
        bank_account=said.get("bank_account", ""),
    )  # fmt: skip
    context = {
        "customer": about,
        "title": KINDS[said["kind"]],
        "kind": said["kind"],
        "said": said,
        "sent": {name: said[name] for name in ("kind", "reason", "bank_account", "recipient") if name in said},
        "amount_typed": typed(said["amount"]),
        "ref": said["ref"] or queries.proposal_ref(),
        "left": form.most - said["amount"],
        "alone": alone,
        "fee": queries.NOTHING,
        "limit": profile.current().desk.four_eyes_above,
    }
    return render(request, "desk/check_proposal.html", context)


def _do(request: StaffRequest, account: Account, form: ProposeForm) -> HttpResponse:
    said = form.cleaned_data
    facts = {name: said[name] for name in ("amount", "reason", "ref", "bank_account", "recipient") if name in said}
    try:
        made = actions.propose(account, said["kind"], **facts, at=request.at, by=request.user)
    except actions.BadRef:  # another account's: the check page gives a new one
        form.cleaned_data["ref"] = ""
        return _check(request, shown(request, account.number), form)
    except (actions.MoreThanCredit, actions.MoreThanOwed):
        form.add_error("amount", say("It has become less meanwhile: please look again."))
        return _type(request, shown(request, account.number), form)
    return redirect(f"{address('desk_proposal', proposal=made.ref)}?done=1")
