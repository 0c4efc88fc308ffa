"""The second step of signing in, its recovery codes, and the places where one is signed in."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from abonent import vault
from abonent.drawing.qr import qr_svg
from abonent.people import queries
from abonent.people.actions import sign_out_elsewhere
from abonent.web.door import second_step
from abonent.web.door.forms import AddAppForm, NewPasswordForm, status
from abonent.web.door.step_up import stepped_up
from abonent.web.page import PersonRequest, person_page


@person_page(act="me.security")
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Whether the second step is on, and where the person is signed in."""
    context = {
        "has_app": second_step.is_on(request.user),
        "sessions": queries.sessions(request.user),
        "here": request.session.session_key,
    }
    return render(request, "mfa/index.html", context)


@person_page(act="me.sessions")
@require_POST
def end_sessions(request: PersonRequest) -> HttpResponse:
    """End the person's sessions everywhere else."""
    sign_out_elsewhere(request.user, but=request.session.session_key or "", at=request.at)
    return redirect("mfa_index")


@person_page(act="me.security")
@stepped_up
def add_app(request: PersonRequest) -> HttpResponse:
    """Set an authenticator app up: scan, type its first code. Until that code is right nothing is kept anywhere."""
    if second_step.is_on(request.user):
        return redirect("mfa_index")
    form = AddAppForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        said = form.cleaned_data
        second_step.switch_on(request.user, said["sealed"], at=request.at, code=said["code"])
        return redirect("mfa_view_recovery_codes")
    return render(request, "mfa/add_app.html", {"form": form, **_setting_up(request, form)}, status=status(form))


@sensitive_post_parameters()
@person_page(act="me.security")
@stepped_up
def remove_app(request: PersonRequest) -> HttpResponse:
    """Do without the second step. A password that is too short to stand alone is replaced at the same time."""
    if not second_step.is_on(request.user):
        raise Http404
    if request.user.password_is_long and request.method == "POST":
        second_step.switch_off(request.user, at=request.at)
        return redirect("mfa_index")
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=request.user, second_step=False)
    if form.is_valid():
        _switch_off_with(request, form.cleaned_data["new"])
        return redirect("mfa_index")
    return render(request, "mfa/remove_app.html", {"form": form, "person": request.user}, status=status(form))


@person_page(act="me.security")
@stepped_up
@require_safe
def codes(request: PersonRequest) -> HttpResponse:
    """The recovery codes that are left, to write down, print or keep as a file."""
    left = second_step.codes(request.user)
    if not left and not second_step.is_on(request.user):
        raise Http404
    return render(request, "mfa/codes.html", {"codes_left": left})


@person_page(act="me.security")
@stepped_up
@require_safe
def codes_file(request: PersonRequest) -> HttpResponse:
    """The same as a file."""
    left = second_step.codes(request.user)
    if not left:
        raise Http404
    lines = [_("Recovery codes"), "", *left, "", _("Each of them works once, instead of a code from the app.")]
    attached = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", headers=attached)


@person_page(act="me.security")
@stepped_up
def new_codes(request: PersonRequest) -> HttpResponse:
    """Replace the recovery codes; the old ones do not work any more."""
    if not second_step.is_on(request.user):
        raise Http404
    if request.method == "POST":
        second_step.make_codes(request.user, at=request.at)
        return redirect("mfa_view_recovery_codes")
    return render(request, "mfa/new_codes.html", {"left": len(second_step.codes(request.user))})


def _setting_up(request: PersonRequest, form: AddAppForm) -> dict[str, str]:
    """Return what the page needs to show a secret: the one that was sent with the form, or a new one."""
    secret = form.cleaned_data.get("sealed", "") if form.is_bound else ""
    secret = secret or generate_totp_secret()
    address = get_adapter().build_totp_url(request.user, secret)
    return {
        "sealed": vault.seal(secret.encode(), bound_to=AddAppForm.bound_to(request.user)),
        "key": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "qr": qr_svg(address, title=_("Code to scan with the authenticator app")),
    }


def _switch_off_with(request: PersonRequest, new: str) -> None:
    key = request.session.session_key or ""
    second_step.switch_off(request.user, at=request.at, new_password=new, keep_session=key)
    update_session_auth_hash(request, request.user)
