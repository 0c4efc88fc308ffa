"""What is done with access devices: one is added, changed, given another secret, ended. Each time checked before it is done."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from abonent.modules.internet.actions import devices as actions
from abonent.modules.internet.desk.device_form import DeviceForm, NewDeviceForm, SecretForm, as_it_is
from abonent.modules.internet.desk.devices import device_of, vendor_in_words
from abonent.modules.internet.models import Device
from abonent.modules.internet.queries.devices import connected_at, mark_of
from abonent.web.addresses import address
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.door.forms import status


@staff_page(act="devices.change")
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_add_device(request: StaffRequest) -> HttpResponse:
    """Take a device in a form that proposes a secret, show it once more, and with a second press let it ask RADIUS."""
    form = NewDeviceForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and "confirm" in request.POST:
        try:
            added = actions.add_device(
                form.facts(), secret=form.cleaned_data["secret"], at=request.at, by=request.user.pk
            )
            return _to(added, "added")
        except (actions.NameTaken, actions.AddressTaken) as taken:
            form.refuse(taken)
    if not form.is_valid() or "edit" in request.POST:
        return render(request, "internet/desk_add_device.html", {"device": None, "form": form}, status=status(form))
    return _checked(request, "internet/desk_check_device.html", form, device=None)


@staff_page(act="devices.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change_device(request: StaffRequest, device: int) -> HttpResponse:
    """Take what is different in a form, show both, and with a second press change it."""
    found = device_of(device)
    if found.ended_at:
        return _to(found, "already")
    begin = as_it_is(found) | {"seen": mark_of(found)}
    form = DeviceForm(request.POST if request.method == "POST" else None, initial=begin)
    if form.is_valid() and "confirm" in request.POST:
        try:
            seen = form.cleaned_data["seen"]
            actions.change_device(found, form.facts(), seen=seen, at=request.at, by=request.user.pk)
            return _to(found, "changed")
        except (actions.NameTaken, actions.AddressTaken) as taken:
            form.refuse(taken)
        except (actions.DeviceChanged, actions.DeviceEnded):
            return _meanwhile(request, found)
    if not form.is_valid() or "edit" in request.POST:
        context = {"device": found, "form": form}
        return render(request, "internet/desk_change_device.html", context, status=status(form))
    return _checked(request, "internet/desk_check_device.html", form, device=found)


@staff_page(act="devices.change")
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_device_secret(request: StaffRequest, device: int) -> HttpResponse:
    """Propose another secret, say what it means, and with a second press set it; afterwards nobody is shown it."""
    found = device_of(device)
    if found.ended_at:
        return _to(found, "already")
    form = SecretForm(request.POST if request.method == "POST" else None, seen=mark_of(found))
    if form.is_valid() and "confirm" in request.POST:
        try:
            said = form.cleaned_data
            actions.set_device_secret(found, said["secret"], seen=said["seen"], at=request.at, by=request.user.pk)
            return _to(found, "secret")
        except (actions.DeviceChanged, actions.DeviceEnded):
            return _meanwhile(request, found)
    if not form.is_valid() or "edit" in request.POST:
        context = {"device": found, "form": form}
        return render(request, "internet/desk_device_secret.html", context, status=status(form))
    return _checked(request, "internet/desk_check_secret.html", form, device=found)


@staff_page(act="devices.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_end_device(request: StaffRequest, device: int) -> HttpResponse:
    """Say what ends with a device, and with a press end it."""
    found = device_of(device)
    if found.ended_at:
        return _to(found, "already")
    if request.method == "POST":
        try:
            return _to(actions.end_device(found, at=request.at, by=request.user.pk), "ended")
        except actions.DeviceEnded:
            return _to(found, "already")
    return render(
        request,
        "internet/desk_end_device.html",
        {"device": found, "connected": connected_at([found.pk]).get(found.pk, 0)},
    )


def _checked(request: StaffRequest, template: str, form: forms.Form, *, device: Device | None) -> HttpResponse:
    """Show what is about to be done; what was typed goes along."""
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    said = form.cleaned_data
    words = {
        "vendor_words": vendor_in_words(said.get("vendor", "")),
        "old_vendor": vendor_in_words(device.vendor if device else ""),
    }
    return render(request, template, {"device": device, "said": said, "sent": sent, **words})


def _meanwhile(request: StaffRequest, device: Device) -> HttpResponse:
    """Tell that a colleague was quicker; the page of the device says what they did."""
    return render(
        request,
        "internet/desk_device_meanwhile.html",
        {"device": device, "title": _("Somebody was quicker")},
        status=409,
    )


def _to(device: Device, done: str) -> HttpResponse:
    return redirect(f"{address('desk_device', device=device.pk)}?done={done}")
