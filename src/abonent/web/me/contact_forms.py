"""What people type about how they are reached: an address, a number, the code that came there."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from abonent.people import addresses

CODE = re.compile(r"[0-9]{6}")


class MailForm(forms.Form):
    """An e-mail address."""

    value = forms.CharField(label=_("E-mail address"), error_messages={"required": _("Please type an e-mail address.")})

    def clean_value(self) -> str:
        try:
            return addresses.mail(self.cleaned_data["value"])
        except addresses.NoAddress:
            raise forms.ValidationError(
                _("This is not a whole e-mail address. It looks like anna@example.com."), code="invalid"
            ) from None


class PhoneForm(forms.Form):
    """A telephone number that takes SMS."""

    value = forms.CharField(label=_("Telephone number"), error_messages={"required": _("Please type a number.")})

    def clean_value(self) -> str:
        try:
            return addresses.phone(self.cleaned_data["value"])
        except addresses.ForeignNumber:
            why = _("We send no SMS to this country. Please type another number, or tell us the number in the office.")
        except addresses.NotMobile:
            why = _("No SMS can be sent to this number. Please type a mobile number; the office takes others.")
        except addresses.NoNumber:
            why = _("There is no such telephone number. Please look at it once more.")
        raise forms.ValidationError(why, code="invalid")


class ConfirmForm(forms.Form):
    """The code that was sent. What is not six digits is not counted as a try."""

    code = forms.CharField(
        label=_("Code of six digits"), max_length=40, error_messages={"required": _("Please type the code.")}
    )

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if not CODE.fullmatch(code):
            raise forms.ValidationError(_("The code has six digits."), code="invalid")
        return code


FORMS: dict[str, type[MailForm | PhoneForm]] = {"MAIL": MailForm, "PHONE": PhoneForm}
