"""Everything about me: asked for, made by a job, fetched behind the step-up, gone after some days."""

from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

from allauth.core import ratelimit
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.takeout import actions, keeping, queries
from abonent.takeout.models import Takeout
from abonent.web import trouble
from abonent.web.door.step_up import stepped_up
from abonent.web.engine import render_block
from abonent.web.page import PersonRequest, person_page

PAUSES = ((timedelta(minutes=1), 2), (timedelta(minutes=10), 10), (timedelta(hours=2), 60))
"""Until an archive has waited so long, the page asks again after so many seconds. After that one reloads it by hand."""
USUAL = timedelta(minutes=5)


@person_page(act="me.data")
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: PersonRequest) -> HttpResponse:
    """Say how it stands with the archive; with POST ask for one."""
    if request.method == "POST":
        return _ask(request)
    context = _context(request)
    if "HX-Request" in request.headers:
        answer = render_block(request, "me/my_data.html", "live", context)
    else:
        answer = render(request, "me/my_data.html", context)
    patch_vary_headers(answer, ("HX-Request",))
    return answer


@person_page(act="me.data")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def my_archive(request: PersonRequest, takeout: str) -> HttpResponse:
    """Say what would be fetched; with POST give it. A look changes nothing, so the way out is a form."""
    found = queries.ready(request.user, at=request.at).filter(ref=takeout).first()
    if found is None or not keeping.is_there(found.ref):
        raise Http404
    if request.method != "POST":
        return render(request, "me/my_data_fetch.html", {"takeout": found, **_until(found, request)})
    try:
        actions.fetch_takeout(found, at=request.at)
    except actions.NotReady:
        raise Http404 from None
    return cast("HttpResponse", _file(found))  # as far as doors and middleware go, a stream is one


def _ask(request: PersonRequest) -> HttpResponse:
    if queries.waiting().filter(user=request.user).exists():
        return redirect("my_data")  # asked in another tab, or by a second click: that is not counted
    if not ratelimit.consume(request, action="takeout", user=request.user):
        return trouble.too_often(request)
    with suppress(actions.AlreadyAsked):  # in this very moment
        actions.ask_takeout(request.user, language=str(get_language()), at=request.at)
    return redirect("my_data")


def _context(request: PersonRequest) -> dict[str, Any]:
    newest = queries.takeouts(request.user).first()
    ready = queries.ready(request.user, at=request.at).first()
    age = request.at - newest.asked_at if newest else timedelta()
    state = newest.state if newest else ""
    if state == Takeout.State.READY and newest != ready:
        state = Takeout.State.GONE
    return {
        "state": state,
        "newest": newest,
        "ready": ready if ready and keeping.is_there(ready.ref) else None,
        "late": age > USUAL,
        "pause": next((s for until, s in PAUSES if age < until), 0) if state == Takeout.State.WAITING else 0,
        "mark": f"{request.at:%H%M%S%f}",
        "days": profile.current().panel.takeout_days,
        **(_until(ready, request) if ready else {"last_day": None, "left": 0}),
    }


def _until(takeout: Takeout, request: PersonRequest) -> dict[str, Any]:
    assert takeout.until  # noqa: S101 - what is ready has its end
    last = profile.today(takeout.until - timedelta(microseconds=1))
    return {"last_day": last, "left": (last - profile.today(request.at)).days}


def _file(takeout: Takeout) -> StreamingHttpResponse:
    """Answer with the archive, piece by piece; it is zipped already, so nobody on the way shall press it again."""
    answer = StreamingHttpResponse(keeping.pieces(takeout.ref), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="my-data-{takeout.made_at:%Y-%m-%d}.zip"'
    answer["Content-Length"] = str(takeout.size)
    answer["Content-Encoding"] = "identity"
    return answer
