"""Looking at the portal as a customer sees it: why, then it begins; and the button that ends it."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from abonent import profile
from abonent.language import lengths
from abonent.web import viewing
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.door.forms import status


class ReasonForm(forms.Form):
    """Why somebody looks."""

    reason = forms.CharField(
        max_length=lengths.SHORT_REASON,
        label=_("Why"),
        error_messages={
            "required": _("Please write why: the customer can read it."),
            "max_length": _("At most %(limit_value)d characters, please."),
        },
    )


@staff_page(act=viewing.ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_view_as(request: StaffRequest, number: str) -> HttpResponse:
    """Ask for the reason, then look through the customer's eyes."""
    customer = shown(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        viewing.begin(request, customer.account, reason=form.cleaned_data["reason"], at=request.at)
        return redirect("overview")
    minutes = profile.current().desk.viewing_minutes
    context = {
        "customer": customer,
        "form": form,
        "minutes": minutes,
        "over": "over" in request.GET,
        "longest": lengths.SHORT_REASON,
    }
    return render(request, "desk/view_as.html", context, status=status(form))


@staff_page(act=viewing.ACT)
@require_POST
def desk_end_view(request: StaffRequest) -> HttpResponse:
    """End it, and go back to the customer at the desk."""
    ended = viewing.end(request, at=request.at)
    return redirect(address("desk_customer", number=ended.account.number) if ended else address("desk"))
