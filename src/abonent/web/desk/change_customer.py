"""The office corrects who a customer is, where letters go, and what invoices bear: old beside new, and a letter to the customer."""

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.billing import actions as billing
from abonent.billing import queries
from abonent.billing.invoice_data import InvoiceData, faults_of_tax_id, plain_tax_id
from abonent.language import lengths
from abonent.people import actions as people
from abonent.people.actions import Holder
from abonent.people.actions.moving import written
from abonent.people.models import Account
from abonent.web.desk.customer import KINDS
from abonent.web.desk.data_change import DataPage, Line, posted
from abonent.web.desk.money_fields import reason_field, words_field
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.me.address import AddressForm, side_by_side_address
from abonent.web.me.invoice_data import FAULTS, InvoiceDataForm, side_by_side

LETTER = _("The customer gets a letter about it.")
ISSUED = _("Invoices already issued do not change.")
WHO = DataPage(
    "desk_change_customer",
    _("Change name and kind"),
    _("Change the data"),
    (LETTER, ISSUED),
    _("The customer’s data were changed"),
)
WHERE = DataPage(
    "desk_change_address",
    _("Change the address for letters"),
    _("Change the address"),
    (LETTER, _("It counts from the next letter on; where the service is does not change by it.")),
    _("The address for letters was changed"),
    asked="POST_ADDRESS",
)
BEARS = DataPage(
    "desk_change_invoice_data",
    _("Change invoice data"),
    _("Change the data"),
    (LETTER, _("It counts from the next invoice on."), ISSUED),
    _("The invoice data were changed"),
    asked="INVOICE_DATA",
)


class HolderForm(forms.Form):
    """Whose the account is, why that is corrected, and whether invoices follow."""

    holder = words_field(_("Name or company"), _("Please type the name."), longest=lengths.NAME)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    tax_id = words_field(_("Tax number"), longest=40)
    language = forms.ChoiceField(label=_("Language of letters and bills"))
    reason = reason_field()
    follow = forms.BooleanField(
        label=_("Invoices bear the new name and tax number from the next one on"), required=False
    )

    def __init__(self, data: QueryDict | None, *, present: Holder, follows: bool) -> None:
        initial = {name: getattr(present, name) for name in Holder.__slots__} | {"follow": follows}
        super().__init__(data, initial=initial)
        self.present = present
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, get_language_info(code)["name_local"]) for code in profile.current().languages
        ]

    def clean_tax_id(self) -> str:
        number = plain_tax_id(str(self.cleaned_data["tax_id"]))
        for code in faults_of_tax_id(number, Account(kind=self.data.get("kind", ""))):
            raise forms.ValidationError(str(FAULTS["tax_id", code]))
        return number

    def clean(self) -> None:
        if not self.errors and self.said() == self.present:
            self.add_error(None, _("Everything is so already."))

    def said(self) -> Holder:
        return Holder(**{name: self.cleaned_data[name] for name in Holder.__slots__})


@staff_page(act="customers.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change_customer(request: StaffRequest, number: str) -> HttpResponse:
    """Correct name, kind, language and tax number of a customer."""
    account = customer(number)
    present = Holder.of(account)
    form = HolderForm(posted(request), present=present, follows=account.payer.name == account.holder)

    def do() -> bool:
        said = form.cleaned_data
        billing.change_customer(
            account, form.said(), was=present, reason=said["reason"], invoices_follow=said["follow"],
            at=request.at, by=request.user,
        )  # fmt: skip
        return True

    more = [form.fields["follow"].label] if form.is_valid() and form.cleaned_data["follow"] else []
    return WHO.serve(request, account, form, lines=lambda: _holder_lines(present, form.said()), do=do, more=more)  # type: ignore[arg-type]


@staff_page(act="customers.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change_address(request: StaffRequest, number: str) -> HttpResponse:
    """Send a customer's letters to another place."""
    account = customer(number)
    present = written(account.post_place)
    form = AddressForm(posted(request), present=present)

    def do() -> bool:
        people.move_post(account, **form.cleaned_data, at=request.at, by=request.user, via="desk")
        return True

    return WHERE.serve(
        request, account, form, lines=lambda: list(side_by_side_address(present, form.cleaned_data)), do=do
    )  # fmt: skip


@staff_page(act="customers.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change_invoice_data(request: StaffRequest, number: str) -> HttpResponse:
    """Put another name, address and tax number on a customer's invoices."""
    account = customer(number)
    present = queries.billed(account, at=request.at).data
    form = InvoiceDataForm(posted(request), account=account, present=present)

    def do() -> bool:
        data = form.data_said()
        billing.change_invoice_data(
            account, data.name, data.address, data.tax_id, at=request.at, by=request.user, via="desk"
        )  # fmt: skip
        return True

    return BEARS.serve(
        request, account, form, lines=lambda: side_by_side(_said(present), _said(form.data_said())), do=do
    )


def _said(data: InvoiceData) -> dict[str, object]:
    """Return invoice data as `side_by_side` takes them."""
    return {"name": data.name, "address": list(data.address), "tax_id": data.tax_id}


def _holder_lines(old: Holder, new: Holder) -> list[Line]:
    return [
        (_("Name or company"), old.holder, new.holder),
        (_("Kind"), str(KINDS[old.kind]), str(KINDS[new.kind])),
        (_("Tax number"), old.tax_id, new.tax_id),
        (_("Language of letters and bills"), _language(old), _language(new)),
    ]


def _language(holder: Holder) -> str:
    return str(get_language_info(holder.language)["name_local"])
