"""Disconnect: what that means, and with a press the router is told to. The page of the line then tells how it goes."""

from contextlib import suppress
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from abonent.modules.internet.actions import SessionOver, drop_session
from abonent.modules.internet.portal.lines import one_line
from abonent.modules.internet.queries.connections import session_of
from abonent.modules.internet.queries.lines import lines_of
from abonent.web.page import CustomerRequest, customer_page

FREE = Decimal(0)


@customer_page(act="lines.disconnect")
@require_http_methods(["GET", "HEAD", "POST"])
def disconnect_line(request: CustomerRequest, line: int) -> HttpResponse:
    """Show what is about to happen, and with a press end that very connection; pressed twice it is ended once."""
    found, _several = one_line(request, line)
    if request.method == "POST":
        return _disconnect(request, found.pk)
    now = found.online and session_of(request.account, found.pk, str(found.online.pk))
    if now is None:
        return redirect("line", line=found.pk)
    kept = lines_of(request.account).get(pk=found.pk)
    context = {"line": found, "now": now, "address": kept.address4 is not None, "free": FREE}
    return render(request, "internet/disconnect.html", context)


def _disconnect(request: CustomerRequest, line: int) -> HttpResponse:
    """End the connection that the page had shown; another one that began meanwhile goes on."""
    there = reverse("line", kwargs={"line": line})
    session = session_of(request.account, line, request.POST.get("session", ""))
    if session is None:
        return redirect(there)
    with suppress(SessionOver):  # then the page of the line says since when
        drop_session(session, at=request.at, by=request.user.pk)
    return redirect(f"{there}?ended={session.pk}")
