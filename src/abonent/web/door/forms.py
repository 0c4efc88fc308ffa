"""What people type at the door. Passwords are taken whole, as they are, pasted or not."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abonent import vault
from abonent.journal.actions import record
from abonent.language import is_printable, lengths
from abonent.people import passwords
from abonent.people.models import User
from abonent.people.queries import words_about
from abonent.web.door.ceremony import LONGEST
from abonent.web.lettering import must_be_writable

TOO_OFTEN = frozenset({"too_many_login_attempts", "rate_limited"})


def status(form: forms.Form) -> int:
    """Return with which status a page with this form is shown: 422 when it was refused, 429 when tried too often."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors} if form.is_bound else set()
    return 429 if codes & TOO_OFTEN else 422 if codes else 200


def password_field(**facts: Any) -> forms.CharField:
    return forms.CharField(strip=False, widget=forms.PasswordInput, **facts)


def code_field() -> forms.CharField:
    return forms.CharField(max_length=40, error_messages={"required": _("Please type the code.")})


class PersonName(forms.CharField):
    """Somebody's name, with single spaces. It stands in letters to others, so nothing in it may be hidden."""

    def __init__(self, *, required: Any) -> None:
        super().__init__(max_length=lengths.NAME, error_messages={"required": required})

    def clean(self, value: object) -> str:
        name = " ".join(str(super().clean(value)).split())
        if not is_printable(name):
            raise forms.ValidationError(
                _("There is a character in it that cannot be printed. Please type it anew."), code="unprintable"
            )
        must_be_writable(name)
        return name


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth comes without types
    """Login and password."""

    password = password_field(label=_("Password"), error_messages={"required": _("Please type the password.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages["required"] = _("Please type the login.")

    def clean_login(self) -> str:
        return passwords.normal(self.cleaned_data["login"].strip()).lower()


class PasswordForm(forms.Form):
    """The password once more, before something that matters."""

    password = password_field(label=_("Password"), error_messages={"required": _("Please type the password.")})


class CodeForm(mfa.AuthenticateForm):  # type: ignore[misc]
    """A code from the authenticator app, or a recovery code, on the way in."""

    code = code_field()

    def _emit_authentication_failed(self, authenticator: Any) -> None:  # noqa: ARG002 - allauth's name and argument
        record("sign_in.failed", at=timezone.now(), subject=f"user:{self.user.pk}", data={"step": "code"})


class CodeAgainForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    """The same, before something that matters."""

    code = code_field()
    _emit_authentication_failed = CodeForm._emit_authentication_failed  # noqa: SLF001


class NewPasswordForm(forms.Form):
    """A password that the rule allows. `second_step` says whether it will have one beside it."""

    new = password_field(label=_("New password"), error_messages={"required": _("Please type a new password.")})

    def __init__(self, *args: Any, user: User, second_step: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.second_step = second_step
        self.shortest = passwords.shortest(second_step=second_step)

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        about = words_about(self.user, at=timezone.now())
        if faults := passwords.faults(new, second_step=self.second_step, about=about):
            raise forms.ValidationError(faults, code="weak")
        return new


class ChangePasswordForm(NewPasswordForm):
    """The password of today and the one of tomorrow. The first is asked for so that nobody at an open screen can do it."""

    present = password_field(
        label=_("Present password"), error_messages={"required": _("Please type the present password.")}
    )
    field_order = ("present", "new")

    def clean_present(self) -> str:
        present = str(self.cleaned_data["present"])
        if not self.user.check_password(present):
            raise forms.ValidationError(_("The present password is not right."), code="wrong")
        return present


class AddAppForm(forms.Form):
    """The first code from an app that was just set up with a secret. The secret travels with the form, sealed."""

    code = code_field()
    sealed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @staticmethod
    def bound_to(user: User) -> str:
        return f"user:{user.pk}:new-second-step"

    def clean_sealed(self) -> str:
        try:
            return vault.open_sealed(self.cleaned_data["sealed"], bound_to=self.bound_to(self.user)).decode()
        except vault.AlteredSecret:
            raise forms.ValidationError(_("This form is too old. Please scan the new code.")) from None

    def clean(self) -> None:
        if self.errors:
            return
        forget = check_rate_limit(self.user, error_key="rate_limited")
        if not validate_totp_code(self.cleaned_data["sealed"], self.cleaned_data["code"]):
            self.add_error("code", get_adapter().validation_error("incorrect_code"))
        else:
            forget()


class AnswerForm(forms.Form):
    """What a browser answers with a passkey; a script has put it there."""

    credential = forms.CharField(
        max_length=LONGEST,
        widget=forms.HiddenInput,
        error_messages={"required": _("The browser has sent no passkey. Please try again.")},
    )


class PasskeyNameForm(forms.Form):
    """What somebody calls a passkey, so that they find it again."""

    name = forms.CharField(max_length=60, label=_("Name"), error_messages={"required": _("Please give it a name.")})


class NewPasskeyForm(AnswerForm, PasskeyNameForm):
    """A passkey that was just made, and its name."""

    field_order = ("name", "credential")


def refused(form: forms.Form, why: Any) -> forms.Form:
    """Return a form nobody has typed into, with what went wrong beside it."""
    form.cleaned_data = {}
    form.add_error(None, why)
    return form
