"""What concerns the person alone: the account they look at, password, language, look."""

from datetime import timedelta

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from abonent import profile
from abonent.journal.actions import record
from abonent.people.actions import change_password, speak
from abonent.web import gate, trouble
from abonent.web.door.forms import ChangePasswordForm, status
from abonent.web.frame import LOOKS, look_cookie
from abonent.web.page import CHOSEN, OpenRequest, PersonRequest, local, open_page, person_itself, person_page

YEAR = timedelta(days=365)


@sensitive_post_parameters()
@person_page(act="me.password")
def password(request: PersonRequest) -> HttpResponse:
    """Change the password; every other session of the person ends."""
    if ratelimit.consume_or_429(request, action="change_password", user=request.user):
        return trouble.too_often(request)
    done = request.GET.get("done") == "1"
    form = ChangePasswordForm(_posted(request), user=request.user, second_step=gate.is_on(request.user))
    if form.is_valid():
        change_password(request.user, form.cleaned_data["new"], at=request.at, keep_session=_key(request))
        update_session_auth_hash(request, request.user)
        return redirect(f"{request.path}?done=1")
    return render(request, "account/password_change.html", {"form": form, "done": done}, status=status(form))


@person_page(act="account.choose")
@require_POST
def choose_account(request: PersonRequest) -> HttpResponse:
    """Choose on which of one's own accounts the next pages are."""
    key = next((key for key in request.keys if key.account.number == request.POST.get("account")), None)
    if key is None:
        raise Http404
    if request.session.get(CHOSEN) != key.account_id:
        request.session[CHOSEN] = key.account_id
        record("account.chosen", at=request.at, account=key.account_id, by=request.user.pk)
    return redirect(local(request.POST.get("back")) or settings.LOGIN_REDIRECT_URL)


@open_page()
@require_POST
def set_language(request: OpenRequest) -> HttpResponse:
    """Choose the language of the pages; with somebody signed in it is kept with the person."""
    code = request.POST.get("language", "")
    if code not in profile.current().languages:
        raise BadRequest
    if request.user.is_authenticated:
        speak(person_itself(request), code)
    answer = _back(request)
    _keep(answer, settings.LANGUAGE_COOKIE_NAME, code)
    return answer


@open_page()
@require_POST
def set_look(request: OpenRequest) -> HttpResponse:
    """Choose light, dark, or as the device has it."""
    look = request.POST.get("look", "")
    if look not in LOOKS:
        raise BadRequest
    answer = _back(request)
    _keep(answer, look_cookie(), look)
    return answer


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(local(request.POST.get("next")) or "home")


def _keep(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(name, value, max_age=YEAR, secure=settings.SECURE, httponly=True, samesite="Lax")


def _posted(request: HttpRequest) -> object | None:
    return request.POST if request.method == "POST" else None


def _key(request: HttpRequest) -> str:
    return request.session.session_key or ""
