"""The password of a line: proposed in the clear, checked, set. From then on nobody reads it, here or anywhere."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.modules.internet.actions import SetMeanwhile, set_line_password
from abonent.modules.internet.forms import LinePasswordForm
from abonent.modules.internet.models import Line
from abonent.modules.internet.queries.lines import is_connected, is_over, line_name, line_of_account
from abonent.web.door.forms import status
from abonent.web.door.step_up import stepped_up
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.calculation import named


@sensitive_post_parameters("password")
@customer_page(act="lines.password")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def line_password(request: CustomerRequest, line: int) -> HttpResponse:
    """Propose a password or take one, show what follows, and with a second press set it."""
    found = line_of_account(request.account, line)
    if found is None or is_over(found, on=profile.today(request.at)):
        raise Http404
    context = _about(found)
    if request.method != "POST" and "done" in request.GET:
        return render(request, "internet/password_done.html", {**context, "dropped": request.GET["done"] == "drop"})
    form = LinePasswordForm(request.POST if request.method == "POST" else None, line=found)
    if form.is_valid() and "confirm" in request.POST:
        return _set(request, found, form)
    page = "choose" if not form.is_valid() or "edit" in request.POST else "check"
    return render(request, f"internet/password_{page}.html", {**context, "form": form}, status=status(form))


def _set(request: CustomerRequest, line: Line, form: LinePasswordForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        set_line_password(
            line, password=said["password"], shown_at=said["seen"], drop=said["drop"],
            at=request.at, by=request.user.pk,
        )  # fmt: skip
    except SetMeanwhile as meanwhile:
        return render(request, "internet/password_meanwhile.html", _about(meanwhile.line), status=409)
    return redirect(f"{request.path}?done={'drop' if said['drop'] else '1'}")


def _about(line: Line) -> dict[str, Any]:
    rules = profile.current().internet
    return {
        "line": line,
        "name": line_name(line),
        "connected": is_connected(line),
        "router": named(rules.router) if rules else "",
    }
