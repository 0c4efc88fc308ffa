"""The security page: password, second step, passkeys, recovery codes, and the places where one is signed in."""

from contextlib import suppress

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from abonent import vault
from abonent.drawing.qr import qr_svg
from abonent.people import queries
from abonent.web import gate
from abonent.web.door import second_step, sessions
from abonent.web.door.forms import AddAppForm, status
from abonent.web.door.own_passkeys import take_away
from abonent.web.door.step_up import stepped_up
from abonent.web.page import PersonRequest, person_page


@person_page(act="me.security")
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Everything that keeps strangers out, and what else could."""
    idle, absolute = sessions.limits(request.user)
    context = {
        "person": request.user,
        "keys": second_step.keys(request.user),
        "obligatory": gate.is_obligatory(request.user),
        "lost": queries.lost_step(request.user),
        "seats": sessions.seats(request.user, here=request.session.session_key or "", at=request.at),
        "idle_minutes": int(idle.total_seconds() // 60),
        "absolute_hours": int(absolute.total_seconds() // 3600),
        "password_changed_at": queries.password_changed_at(request.user),
    }
    return render(request, "mfa/index.html", context)


@person_page(act="me.security")
@stepped_up
def add_app(request: PersonRequest) -> HttpResponse:
    """Set an authenticator app up: scan, type its first code. Until that code is right nothing is kept anywhere."""
    if second_step.has_app(request.user):
        return redirect("mfa_index")
    first = not gate.is_on(request.user)
    form = AddAppForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        said = form.cleaned_data
        with suppress(second_step.AlreadyOn):
            gate.prove(request, second_step.switch_on(request.user, said["sealed"], at=request.at, code=said["code"]))
        return redirect("mfa_view_recovery_codes" if first else "mfa_index")
    return render(request, "mfa/add_app.html", {"form": form, **_setting_up(request, form)}, status=status(form))


@sensitive_post_parameters()
@person_page(act="me.security")
@stepped_up
def remove_app(request: PersonRequest) -> HttpResponse:
    """Do without the app. A password that is too short to stand alone is replaced at the same time."""
    app = second_step.keys(request.user).app
    if app is None:
        raise Http404
    return take_away(request, app, "mfa/remove_app.html")


@person_page(act="me.security")
@stepped_up
@require_safe
def codes(request: PersonRequest) -> HttpResponse:
    """The recovery codes that are left, to write down, print or keep as a file."""
    left = second_step.codes(request.user)
    if not left and not gate.is_on(request.user):
        raise Http404
    return render(request, "mfa/codes.html", {"codes_left": left, "is_staff": request.user.is_staff})


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
    if not gate.is_on(request.user):
        raise Http404
    if request.method == "POST":
        with suppress(second_step.NotThere):
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
