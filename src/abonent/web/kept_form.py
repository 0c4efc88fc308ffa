"""What a form held, on its way to the page that checks it, so that this page has an address of its own.

A page that answers a form directly cannot be gone back to: the browser asks whether the form shall be sent once more, or
shows an error. So what was typed is kept in the session under a random mark, and the browser is led to the same page with
the mark in its address. Nothing typed stands in an address, where it would be logged, and two tabs do not mix. Passwords
and other secrets are not kept (`tests/web/test_going_back.py` names the pages that do without).
"""

import secrets

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

KEPT = "kept_forms"
"""What the session calls them: [page, what was typed] by mark, the newest last."""
MARK = "typed"
AT_MOST = 5
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def keep(request: HttpRequest, **more: str) -> HttpResponse:
    """Keep what was sent, with `more` fields beside it, and lead to the page that shows it."""
    sent = request.POST.copy()
    sent.pop(TOKEN, None)
    sent.update(more)
    mark = secrets.token_urlsafe(9)
    kept = [*request.session.get(KEPT, {}).items(), (mark, [request.path, sent.urlencode()])]
    request.session[KEPT] = dict(kept[-AT_MOST:])
    return redirect(f"{request.path}?{MARK}={mark}")


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what is sent with this request, or what was kept under the mark in its address; None where nothing was typed.

    What was typed for one account is not shown for another.
    """
    if request.method == "POST":
        return request.POST
    page, sent = request.session.get(KEPT, {}).get(request.GET.get(MARK), ("", ""))
    found, account = QueryDict(sent), getattr(request, "account", None)
    is_ours = page == request.path and (account is None or found.get("account") == account.number)
    return found if is_ours else None


def is_confirmed(request: HttpRequest) -> bool:
    """Say whether the button of the check page was pressed; whoever wants to change something wants nothing done."""
    return "confirm" in request.POST and "edit" not in request.POST


def forget(request: HttpRequest) -> None:
    """Forget what was typed on this page: it is done."""
    kept = request.session.get(KEPT, {})
    if left := {mark: form for mark, form in kept.items() if form[0] != request.path}:
        request.session[KEPT] = left
    elif kept:
        del request.session[KEPT]
