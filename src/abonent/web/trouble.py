"""When there is no page to show: what happened, in plain words, and what to do.

These pages stand alone: they need neither a session nor the database, so that they can also say that it is gone.
"""

import errno
import logging
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from abonent.language import written
from abonent.people.models import Account
from abonent.post import keeping
from abonent.web.engine import render_block
from abonent.web.frame import outside
from abonent.web.uploads import FileTooLarge

log = logging.getLogger(__name__)

AGAIN_AFTER = 30
"""Seconds after which asking again makes sense."""

WORDS: dict[int, tuple[Promise, Promise]] = {
    400: (_("This request cannot be understood"), _("Please go back and try again from the page you came from.")),
    403: (
        _("This page is not open to you"),
        _("The owner of the account decides who may see or do what. If it should be open to you, please call us."),
    ),
    404: (
        _("There is no such page"),
        _("The address may be mistyped, or what it showed belongs to another account or is not there any more."),
    ),
    405: (
        _("This address works another way"),
        _("It cannot be asked like this. Please go back and use the buttons of the page you came from."),
    ),
    413: (
        _("That was too much to be taken in"),
        _("Nothing was taken in and nothing was changed. Please go back and send less at once."),
    ),
    429: (
        _("Too many tries"),
        _(
            "Please wait five minutes, then try again. What is limited by the day works again tomorrow. If it cannot wait, call us."
        ),
    ),
    500: (
        _("Something went wrong on our side"),
        _("Nothing was changed. We have a note of it; please try again later."),
    ),
    503: (
        _("The portal cannot answer right now"),
        _(
            "Nothing was done halfway: what was not finished was not begun. Please try again in a minute. Payments and bills are safe."
        ),
    ),
}
NOT_FOR_THIS_ROLE = (
    _("This page is not open to your role"),
    _("The system administration decides which role may see or do what at the desk. That you asked was written down."),
)
ONLY_LOOKING = (
    _("Through a customer’s eyes nothing can be changed"),
    _("Nothing was done. What the customer asked for is done at the desk; there it is written down who did it."),
)
NOT_THROUGH_THEIR_EYES = (
    _("This page is the customer’s own"),
    _(
        "Sign-in, security, a person’s own data, and whatever customers prove themselves for are not shown to the office. Go back to the pages of the account, or end the viewing."
    ),
)
FILE_TOO_LARGE = _(
    "Nothing was taken in and nothing was changed. A file has %(size)s at most. Please choose a smaller one; a scan becomes smaller with fewer dots to the inch, or in shades of grey."
)
FORGED = (
    _("The form was not accepted"),
    _(
        "Nothing was done. The page was probably open for too long, or cookies are switched off. Please go back, reload the page and send the form again."
    ),
)
OTHER_ACCOUNT = (_("Another account is chosen now"), "")
ON_ANOTHER = (_("This is on another account of yours"), "")
NO_ACCOUNT = (
    _("No account is connected with this login"),
    _("You are signed in, but there is no account that you may see. Please call us: the office can connect it."),
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read; of what is only too large it is told that, and how much may come (RFC 9110, 15.5.14)."""
    if isinstance(exception, FileTooLarge):
        size = written(get_language() or "").size(keeping.LARGEST)
        title = _("This file is too large")
        return show(request, 413, (title, FILE_TOO_LARGE % {"size": size}), again=request.get_full_path())
    return show(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    return show(request, 403)


def desk_forbidden(request: HttpRequest) -> HttpResponse:
    """Say to somebody of the staff that their role may not do this."""
    return show(request, 403, NOT_FOR_THIS_ROLE)


def only_looking(request: HttpRequest) -> HttpResponse:
    """Refuse a form of somebody who looks through a customer's eyes."""
    return show(request, 403, ONLY_LOOKING)


def not_through_their_eyes(request: HttpRequest) -> HttpResponse:
    """Refuse a page that a customer has for themselves alone to somebody who looks through their eyes."""
    return show(request, 403, NOT_THROUGH_THEIR_EYES)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    return show(request, 404)


def too_often(request: HttpRequest, words: tuple[Any, Any] | None = None) -> HttpResponse:
    answer = show(request, 429, words)
    answer["Retry-After"] = str(AGAIN_AFTER * 10)
    return answer


def forged_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's
    """Answer a form that did not bring its proof of coming from our page (settings.CSRF_FAILURE_VIEW)."""
    return show(request, 403, FORGED)


def no_account(request: HttpRequest) -> HttpResponse:
    return show(request, 403, NO_ACCOUNT)


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """Answer a form sent to a page that takes none, or a look at an address that only takes forms."""
    answer = show(request, 405)
    answer["Allow"] = allowed
    return answer


def other_account(request: HttpRequest, *, shown: Account | None, chosen: Account) -> HttpResponse:
    """Say that a form was shown for another account than the one now chosen, and that nothing was done."""
    return show(request, 409, OTHER_ACCOUNT, template="trouble/other_account.html", shown=shown, chosen=chosen)


def on_another_account(request: HttpRequest, *, there: Account, chosen: Account) -> HttpResponse:
    """Say that what was looked for belongs to another account of the same person, and offer that one."""
    return show(request, 409, ON_ANOTHER, template="trouble/on_another_account.html", there=there, chosen=chosen)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when anything else failed (handler500); the error itself is logged by Django."""
    exception = sys.exc_info()[1]
    if isinstance(exception, Exception) and passes(exception):
        return unavailable(request, exception)
    return _at_any_rate(request, 500)


def unavailable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 503 for what passes: nothing was done halfway, because every action is one transaction."""
    log.error("Answered 503: %s", type(exception).__name__)
    answer = _at_any_rate(request, 503)
    answer["Retry-After"] = str(AGAIN_AFTER)
    return answer


def passes(exception: Exception) -> bool:
    """Say whether an error is of the kind that goes away by itself: no database, or no room on a disk."""
    if isinstance(exception, OSError):
        return exception.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(exception, OperationalError | InterfaceError)


def health(_request: HttpRequest) -> HttpResponse:
    """Say to the operator's watchdog whether pages can be served: 200 or 503, in plain text."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return HttpResponse("no database\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def show(
    request: HttpRequest,
    status: int,
    words: tuple[Any, Any] | None = None,
    *,
    template: str = "trouble/plain.html",
    **more: Any,
) -> HttpResponse:
    """Show a page of trouble; where htmx asked for a part of a page, only the part."""
    request.frame = lambda: outside(request)  # type: ignore[attr-defined]
    title, text = words or WORDS[status]
    context = {"title": title, "text": text, "status": status, "again": "", **more}
    if "HX-Request" in request.headers:
        return render_block(request, template, "content", context, status=status)
    return render(request, template, context, status=status)


def _at_any_rate(request: HttpRequest, status: int) -> HttpResponse:
    """Show the page in the browser's language; when even that fails, one plain line."""
    try:
        with translation.override(translation.get_language_from_request(request)):
            return show(request, status)
    except Exception:
        log.exception("The page of trouble itself failed")
        return HttpResponse(f"{status}: please try again later\n", status=status, content_type="text/plain")
