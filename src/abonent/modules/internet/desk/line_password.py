"""The password of a line is set at the desk, for somebody on the telephone or by the technician in the flat."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.modules.internet.actions import SetMeanwhile, set_line_password
from abonent.modules.internet.forms import LinePasswordForm
from abonent.modules.internet.models import Line
from abonent.modules.internet.queries.lines import is_connected, is_over, line_name
from abonent.web.addresses import address_if_there
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.door.forms import status


@sensitive_post_parameters("password")
@staff_page(act="lines.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_line_password(request: StaffRequest, line: int) -> HttpResponse:
    """Propose a password or take one, show what follows, and with a second press set it."""
    found = _line(request, line)
    context = _about(found)
    if request.method != "POST" and "done" in request.GET:
        return render(request, "internet/desk_password_done.html", {**context, "done": request.GET["done"]})
    form = LinePasswordForm(request.POST if request.method == "POST" else None, line=found)
    if form.is_valid() and "confirm" in request.POST:
        return _set(request, found, form)
    page = "choose" if not form.is_valid() or "edit" in request.POST else "check"
    return render(request, f"internet/desk_password_{page}.html", {**context, "form": form}, status=status(form))


def _line(request: StaffRequest, pk: int) -> Line:
    """Return a line that has not ended, and write down that its customer was looked at."""
    found = Line.objects.select_related("account", "subscription__place").filter(pk=pk).first()
    if found is None or is_over(found, on=profile.today(request.at)):
        raise Http404
    seen(request, found.account)
    return found


def _set(request: StaffRequest, line: Line, form: LinePasswordForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        set_line_password(
            line, password=said["password"], shown_at=said["seen"], drop=said["drop"],
            at=request.at, by=request.user.pk, via="desk",
        )  # fmt: skip
    except SetMeanwhile as meanwhile:
        context = {**_about(meanwhile.line), "done": "meanwhile"}
        return render(request, "internet/desk_password_done.html", context, status=409)
    return redirect(f"{request.path}?done={'drop' if said['drop'] else '1'}")


def _about(line: Line) -> dict[str, Any]:
    page = address_if_there("desk_network_line", line=line.pk)
    return {"line": line, "name": line_name(line), "connected": is_connected(line), "line_page": page}
