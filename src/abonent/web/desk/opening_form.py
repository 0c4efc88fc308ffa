"""What is typed when a customer is opened at the office: one form, in the order in which people tell it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _

from abonent import profile
from abonent.billing.actions import Opening, due_fees
from abonent.billing.invoice_data import faults_of_tax_id, plain_tax_id
from abonent.contracts.models import Tariff
from abonent.contracts.queries import MonthlyPrices, OpeningFee, fees_of_opening, on_sale
from abonent.language import lengths
from abonent.people.actions import Applicant
from abonent.people.logins import proposed_login
from abonent.people.models import Account
from abonent.people.queries import login_is_taken
from abonent.profile.panel import Consent
from abonent.profile.tree import Cycle
from abonent.web.desk.customer import KINDS
from abonent.web.desk.data_fields import PLACE, AnyPhoneField, MailField, day_field, place_fields, place_said
from abonent.web.desk.money_fields import ONCE, words_field
from abonent.web.frame import speaking
from abonent.web.me.invoice_data import FAULTS
from abonent.web.me.joining import LOGIN, TAKEN, LoginField

EARLIEST, LATEST = timedelta(days=60), timedelta(days=365)
"""So long ago an agreement may have been signed, and so far ahead a line may begin."""
BY_PLAN, NONE = "", "none"
"""Which installation is charged: the one that belongs to the plan, or none; else its key."""
WHO = ("kind", "holder", "tax_id", "language")


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan or an extra on sale, with what it costs a month."""

    code: str
    name: str
    monthly: Decimal | None


class OpeningForm(forms.Form):
    """Everything about a new customer. `once` is the form's own token: sent twice, it opens one customer."""

    kind = forms.ChoiceField(label=_("Kind"))
    holder = words_field(_("Name or company"), _("Please type the name."), longest=lengths.NAME)
    tax_id = words_field(_("Tax number"), longest=40)
    language = forms.ChoiceField(label=_("Language of letters and bills"))
    mail = MailField(label=_("E-mail address"), required=False)
    phone = AnyPhoneField(label=_("Telephone number"), required=False)
    plan = forms.ChoiceField(label=_("Plan"), error_messages={"required": _("Please choose a plan.")})
    extras = forms.MultipleChoiceField(label=_("Extras"), required=False)
    fee = forms.ChoiceField(label=_("Installation"), required=False)
    waived = words_field(_("Why the installation costs nothing"))
    since = day_field(_("First day of the service"), _("Please say from which day on."))
    signed_on = day_field(_("Signed on"), _("Please say when it was signed."))
    months = forms.TypedChoiceField(label=_("Minimum term"), coerce=int)
    cycle = forms.TypedChoiceField(label=_("Billing period"), coerce=int)
    pays_cash = forms.BooleanField(label=_("Pays in cash at the office"), required=False)
    consents = forms.MultipleChoiceField(label=_("Consents"), required=False)
    sign_in = forms.BooleanField(label=_("Gets a sign-in to the customer panel"), required=False)
    login = LoginField(required=False, label=_("Login"), **LOGIN)
    person = words_field(_("Who signs in for the company"), longest=lengths.NAME)
    once = forms.RegexField(ONCE, required=False)

    def __init__(self, data: QueryDict | None, *, on: date) -> None:
        first = profile.current()
        initial = {
            "kind": Account.Kind.PERSON, "language": first.languages[0], "since": on, "signed_on": on, "sign_in": True,
            "cycle": first.billing.cycles[0].code, "months": 0, "fee": BY_PLAN,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.on = on
        self.fields |= place_fields("at_", needed=True) | place_fields("to_", needed=False)
        for name, choices in self._choices().items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # all of these have some

    def _choices(self) -> dict[str, list[tuple[Any, Any]]]:
        operator = profile.current()
        return {
            "kind": list(KINDS.items()),
            "language": [(code, get_language_info(code)["name_local"]) for code in operator.languages],
            "plan": [(plan.code, plan.name) for plan in self.plans],
            "extras": [(extra.code, extra.name) for extra in self.extras_on_sale],
            "fee": [(BY_PLAN, ""), (NONE, ""), *((fee.key, "") for fee in self.fees)],
            "months": [(months, _term(months)) for months in (0, *operator.desk.opening.minimum_months)],
            "cycle": [(cycle.code, _days(cycle)) for cycle in operator.billing.cycles],
            "consents": [(asked.code, "") for asked in operator.panel.consents],
        }

    @cached_property
    def plans(self) -> list[Offer]:
        return list(_offers(Tariff.Kind.PLAN, self.on))

    @cached_property
    def extras_on_sale(self) -> list[Offer]:
        return list(_offers(Tariff.Kind.EXTRA, self.on))

    @cached_property
    def fees(self) -> list[OpeningFee]:
        return fees_of_opening(on=self.on)

    @property
    def asked(self) -> tuple[Consent, ...]:
        return profile.current().panel.consents

    @property
    def elsewhere(self) -> bool:
        """Say whether anything of another address for letters was typed."""
        return any(str(self[f"to_{name}"].value() or "").strip() for name in PLACE)

    def chosen(self, name: str) -> list[str]:
        """Return what is ticked or chosen of a group, as it was sent, or as it is at first."""
        if self.is_bound:
            return list(self.data.getlist(name))  # type: ignore[attr-defined]  # a QueryDict
        first = self.get_initial_for_field(self.fields[name], name)
        return [] if first in (None, False) else ["on" if first is True else str(first)]

    def clean_tax_id(self) -> str:
        number = plain_tax_id(str(self.cleaned_data["tax_id"]))
        for code in faults_of_tax_id(number, Account(kind=self.data.get("kind", ""))):
            raise forms.ValidationError(str(FAULTS["tax_id", code]))
        return number

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if not self.on - EARLIEST <= day <= self.on:
            raise forms.ValidationError(_("It was signed within the last sixty days, and not later than today."))
        return day

    def clean(self) -> None:
        self._clean_places()
        self._clean_days()
        self._clean_sign_in()
        said = self.cleaned_data
        if said.get("fee") == NONE and not said.get("waived") and "waived" not in self.errors:
            self.add_error("waived", _("Please type the reason."))
        elif said.get("waived") and said.get("fee") != NONE:
            self.add_error("waived", _("Choose “No installation fee” above, or leave the reason empty."))

    def _clean_places(self) -> None:
        self.place = self.post = place_said(self, "at_")
        if self.elsewhere:
            self.post = place_said(self, "to_")
            missing = {"to_house": "house", "to_post_code": "post_code", "to_town": "town"}
            for name, part in missing.items():
                if not self.post[part] and name not in self.errors:
                    self.add_error(name, str(place_fields("", needed=True)[part].error_messages["required"]))

    def _clean_days(self) -> None:
        since, signed = self.cleaned_data.get("since"), self.cleaned_data.get("signed_on")
        if since and signed and since < signed:
            self.add_error("since", _("The service cannot begin before the agreement was signed."))
        elif since and since > self.on + LATEST:
            self.add_error("since", _("The service begins within a year."))

    def _clean_sign_in(self) -> None:
        """A sign-in needs somebody, an address to which the link goes, and a login, which is proposed where none was typed."""
        said = self.cleaned_data
        if not said.get("sign_in"):
            if said.get("login"):
                self.add_error("login", _("Tick the sign-in above, or leave the login empty."))
            said["login"] = said["person"] = ""
            return
        if not said.get("mail") and "mail" not in self.errors:
            self.add_error("mail", _("The link to the first password needs an e-mail address."))
        if said.get("kind") != Account.Kind.PERSON and not said.get("person") and "person" not in self.errors:
            self.add_error("person", _("Please type who signs in: a person, not the company."))
        if said.get("kind") == Account.Kind.PERSON:
            said["person"] = ""
        if said.get("login") and login_is_taken(said["login"]):
            self.add_error("login", TAKEN)
        elif not said.get("login") and "login" not in self.errors:
            said["login"] = proposed_login(said.get("person") or said.get("holder", ""))

    def opening(self) -> Opening:
        """Return what was agreed. The form is valid."""
        said = self.cleaned_data
        return Opening(
            applicant=Applicant(
                post=self.post,
                **{name: said[name] for name in (*WHO, "mail", "phone", "login", "person")},
            ),
            place=self.place,
            fee=self._fee(),
            waived=said["waived"],
            consents=frozenset(said["consents"]),
            extras=tuple(said["extras"]),
            **{name: said[name] for name in ("signed_on", "since", "months", "plan", "cycle", "pays_cash")},
        )

    def _fee(self) -> str:
        said = self.cleaned_data
        if said["fee"] == BY_PLAN:
            return next((fee.key for fee in due_fees(said["plan"], on=said["since"])), "")
        return "" if said["fee"] == NONE else str(said["fee"])


def _offers(kind: Tariff.Kind, on: date) -> Iterator[Offer]:
    sold = on_sale(kind, on=on)
    prices = MonthlyPrices([tariff.pk for tariff in sold], on=on)
    for tariff in sold:
        yield Offer(tariff.code, tariff.name[speaking()], prices.of(tariff.pk, Decimal(1), on=on))


def _term(months: int) -> str | Promise:
    if not months:
        return _("none: for an indefinite time")
    return ngettext("%(num)s month", "%(num)s months", months) % {"num": months}


def _days(cycle: Cycle) -> Promise | str:
    return _("from day %(first)s of each month, billed on day %(bill)s") % {
        "first": cycle.starts_day,
        "bill": cycle.bill_day,
    }
