"""The keys of the desk: what they are, and the switch for those who cannot have them (WCAG 2.2, 2.1.4)."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abonent.web.at_the_desk import DeskItem, keys_are_on, keys_cookie
from abonent.web.desk.page import StaffRequest, staff_page

YEAR = 365 * 24 * 60 * 60


@staff_page(act="desk.see")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_keys(request: StaffRequest) -> HttpResponse:
    """List the keys; switch them on or off in this browser."""
    if request.method == "POST":
        return _switched(request.POST.get("keys", ""))
    pages = [item for item in request.frame().menu if isinstance(item, DeskItem) and item.key]
    return render(request, "desk/keys.html", {"on": keys_are_on(request), "pages": pages, "others": _others()})


def _others() -> list[tuple[tuple[str, ...], str]]:
    return [
        (("/",), _("Search")),
        (("?",), _("Show these keys")),
        (("j",), _("To the next line of a list")),
        (("k",), _("To the line before")),
        (("Enter",), _("Open the line")),
        (("1", "…", "9"), _("To a tab of one customer")),
        ((".",), _("What can be done for the customer")),
        (("Esc",), _("Close what was opened")),
    ]


def _switched(to: str) -> HttpResponse:
    answer = redirect("desk_keys")
    if to in ("on", "off"):
        answer.set_cookie(keys_cookie(), to, max_age=YEAR, secure=settings.SECURE, httponly=True, samesite="Lax")
    return answer
