"""A person's own passkeys: adding one, naming it, taking it away; and taking the last second step away, whichever it is."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from abonent.web import gate
from abonent.web.door import agents, ceremony, second_step
from abonent.web.door.ceremony import NotBelieved
from abonent.web.door.forms import NewPasskeyForm, NewPasswordForm, PasskeyNameForm, status
from abonent.web.door.step_up import stepped_up
from abonent.web.page import PersonRequest, person_page

NOT_MADE = _("The passkey was not added. Please try again.")
TOO_MANY = _("There are as many passkeys as one may have. Please remove one first.")


@person_page(act="me.security")
@stepped_up
@require_POST
def new_question(request: PersonRequest) -> HttpResponse:
    """What a browser needs to make a passkey."""
    return JsonResponse(ceremony.ask_to_make(request, request.user))


@person_page(act="me.security")
@stepped_up
def add(request: PersonRequest) -> HttpResponse:
    """Add a passkey: give it a name; the browser does the rest."""
    first = not gate.is_on(request.user)
    form = NewPasskeyForm(
        request.POST if request.method == "POST" else None,
        initial={"name": agents.known(request.headers.get("User-Agent", ""))},
    )
    if form.is_valid() and _added(request, form):
        return redirect("mfa_view_recovery_codes" if first else "mfa_index")
    return render(request, "mfa/add_passkey.html", {"form": form, "first": first}, status=status(form))


@person_page(act="me.security")
@stepped_up
def one(request: PersonRequest, passkey: int) -> HttpResponse:
    """Give a passkey another name."""
    found = _own(request, passkey)
    form = PasskeyNameForm(request.POST if request.method == "POST" else None, initial={"name": found.data["name"]})
    if form.is_valid():
        second_step.rename_passkey(found, form.cleaned_data["name"])
        return redirect("mfa_index")
    return render(request, "mfa/passkey.html", {"form": form, "passkey": found}, status=status(form))


@sensitive_post_parameters()
@person_page(act="me.security")
@stepped_up
def remove(request: PersonRequest, passkey: int) -> HttpResponse:
    """Take a passkey away; see `take_away`."""
    found = _own(request, passkey)
    return take_away(request, found, "mfa/remove_passkey.html")


def take_away(request: PersonRequest, one: Authenticator, template: str) -> HttpResponse:
    """Take the app or a passkey away. With the last of them a password too short to stand alone is replaced."""
    last = second_step.keys(request.user).is_last(one)
    if last and gate.is_obligatory(request.user):
        return render(request, "mfa/step_stays.html", status=409 if request.method == "POST" else 200)
    short = last and not request.user.password_is_long
    sent = request.POST if request.method == "POST" else None
    form = NewPasswordForm(sent, user=request.user, second_step=False)
    if sent is not None and (not short or form.is_valid()):
        new = form.cleaned_data["new"] if short else ""
        key = request.session.session_key or ""
        try:
            second_step.remove(request.user, one.pk, at=request.at, new_password=new, keep_session=key)
        except (second_step.PasswordTooShort, second_step.Obligatory):
            return redirect(request.path)  # it became the last one, or the password shorter, while the page was open
        except second_step.NotThere:
            return redirect("mfa_index")
        if new:
            update_session_auth_hash(request, request.user)
        return redirect("mfa_index")
    context = {"form": form, "short": short, "last": last, "one": one}
    return render(request, template, context, status=status(form))


def _own(request: PersonRequest, passkey: int) -> Authenticator:
    found = Authenticator.objects.filter(pk=passkey, user_id=request.user.pk, type=ceremony.PASSKEY).first()
    if found is None:
        raise Http404
    return found


def _added(request: PersonRequest, form: NewPasskeyForm) -> bool:
    try:
        made = ceremony.made(request, request.user, form.cleaned_data["credential"])
        gate.prove(request, second_step.add_passkey(request.user, form.cleaned_data["name"], made, at=request.at))
    except NotBelieved:
        form.add_error("credential", NOT_MADE)
    except second_step.TooMany:
        form.add_error("credential", TOO_MANY)
    return form.is_valid()
