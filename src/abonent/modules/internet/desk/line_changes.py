"""What is done with a line at the desk: it is disconnected, its addresses and registered devices are set."""

import json
from dataclasses import asdict
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.modules.internet import actions
from abonent.modules.internet.actions import LineSettings, plain_settings, settings_of
from abonent.modules.internet.desk.line import about_line
from abonent.modules.internet.models import Line, Session
from abonent.modules.internet.queries import line_name, mac_written
from abonent.web.addresses import address
from abonent.web.desk.customer import Customer
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.door.forms import status

LONGEST = 2000


class LineForm(forms.Form):
    """Which addresses a line gets and whose cards may connect; `shown` is what stood there when the page was opened."""

    address4 = forms.CharField(label=_("Fixed IPv4 address"), required=False, max_length=40)
    prefix6 = forms.CharField(label=_("Fixed IPv6 prefix"), required=False, max_length=60)
    pool = forms.CharField(label=_("Pool of its own"), required=False, max_length=60)
    macs = forms.CharField(label=_("Registered devices (MAC)"), required=False, max_length=LONGEST)
    mac_bound = forms.BooleanField(label=_("Only these devices may connect"), required=False)
    drop = forms.BooleanField(required=False)
    shown = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)

    def clean(self) -> None:
        """Keep what is wanted as it will be written."""
        said = self.cleaned_data
        typed = tuple(said.get("macs", "").replace(",", "\n").splitlines())
        names = {name: said.get(name, "") for name in ("address4", "prefix6", "pool", "mac_bound")}
        try:
            self.wanted = plain_settings(LineSettings(**names, macs=typed))
        except actions.BadSetting as bad:
            self.add_error(bad.field, bad.said)

    def seen(self) -> LineSettings:
        """Return what stood there; what cannot be read was nothing."""
        try:
            said = json.loads(self.cleaned_data["shown"])
            return LineSettings(**said | {"macs": tuple(said["macs"])})
        except (ValueError, TypeError, KeyError):
            return LineSettings()


@staff_page(act="lines.drop")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_disconnect_line(request: StaffRequest, line: int) -> HttpResponse:
    """Say what disconnecting means, and with a press have the access device do it."""
    found, about = about_line(request, line)
    if request.method == "POST":
        dropped = actions.drop_line(found, at=request.at, by=request.user.pk, via="desk")
        return _to(found, "dropped" if dropped else "not_online")
    context = {"customer": about, "line": found, "name": line_name(found), "sessions": _open(found)}
    return render(request, "internet/desk_disconnect_line.html", context)


@staff_page(act="lines.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change_line(request: StaffRequest, line: int) -> HttpResponse:
    """Take what a line shall have in a form, show it beside what it has, and with a second press set it."""
    found, about = about_line(request, line)
    form = LineForm(request.POST if request.method == "POST" else None, initial=_as_it_is(found))
    if form.is_valid() and "confirm" in request.POST:
        try:
            return _change(request, found, form)
        except actions.BadSetting as bad:
            form.add_error(bad.field, bad.said)
        except actions.ChangedMeanwhile as told:
            return _form(request, found, about, form, meanwhile=told.now)
        except actions.NothingNew:
            return _to(found, "same")
    if not form.is_valid() or "edit" in request.POST:
        return _form(request, found, about, form)
    sent = {name: form[name].value() or "" for name in form.fields if form[name].value()}
    context = {
        "customer": about,
        "line": found,
        "name": line_name(found),
        "sent": sent,
        "drop": form.cleaned_data["drop"],
    }
    sides = {"old": _in_words(settings_of(found)), "new": _in_words(form.wanted)}
    return render(request, "internet/desk_check_line.html", {**context, **sides, "sessions": _open(found)})


def _change(request: StaffRequest, line: Line, form: LineForm) -> HttpResponse:
    drop = form.cleaned_data["drop"] and request.may("lines.drop")
    actions.change_line(
        line, wanted=form.wanted, shown=form.seen(), at=request.at, by=request.user.pk, via="desk", drop=drop
    )
    return _to(line, "changed_and_dropped" if drop else "changed")


def _form(
    request: StaffRequest, line: Line, about: Customer, form: LineForm, *, meanwhile: LineSettings | None = None
) -> HttpResponse:
    """Show the form. Where somebody was faster, what is there now is said, and the next press knows of it."""
    rules = profile.current().internet
    context = {
        "customer": about,
        "line": line,
        "name": line_name(line),
        "form": form,
        "shown": _kept(meanwhile) if meanwhile else form["shown"].value() or "",
        "meanwhile": _in_words(meanwhile) if meanwhile else None,
        "pool": rules.pool if rules else "",
        "online": bool(_open(line)) and request.may("lines.drop"),
    }
    return render(request, "internet/desk_change_line.html", context, status=409 if meanwhile else status(form))


def _as_it_is(line: Line) -> dict[str, Any]:
    now = settings_of(line)
    macs = "\n".join(mac_written(mac) for mac in now.macs)
    return {**asdict(now), "macs": macs, "shown": _kept(now)}


def _kept(settings: LineSettings) -> str:
    return json.dumps(asdict(settings))


def _in_words(settings: LineSettings) -> list[Any]:
    """Return settings as the check page shows them, in the order of the form."""
    bound = str(_("yes")) if settings.mac_bound else str(_("no"))
    return [settings.address4, settings.prefix6, settings.pool, [mac_written(mac) for mac in settings.macs], bound]


def _open(line: Line) -> list[Session]:
    return list(Session.objects.filter(line=line, ended_at=None).select_related("device"))


def _to(line: Line, done: str) -> HttpResponse:
    return redirect(f"{address('desk_network_line', line=line.pk)}?done={done}")
