"""How the office reaches the customer: e-mail addresses and telephone numbers of the account."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abonent.people import queries as people
from abonent.people.models import Contact
from abonent.web.door.step_up import stepped_up
from abonent.web.me.confirming import Way, adding, confirming, done, removing, rows, sending_again
from abonent.web.page import CustomerRequest, customer_page

WAY = Way(
    home="my_contact",
    change="change_contact",
    confirm="confirm_contact",
    again="send_contact_code",
    remove="remove_contact",
    part="contact",
    whose=lambda request: request.account.pk,  # type: ignore[attr-defined]  # only on pages of an account
)


@customer_page(act="contact.see")
@require_safe
def my_contact(request: CustomerRequest) -> HttpResponse:
    """Show how the customer is reached, and what of it counts."""
    may = people.may(request.access.role, "contact.change")
    found = list(rows(request, WAY, may=may))
    context = {
        "may": may,
        "mails": [row for row in found if row.kind == Contact.Kind.MAIL],
        "phones": [row for row in found if row.kind == Contact.Kind.PHONE],
        "place": request.account.post_place,
        "done": done(request),
    }
    return render(request, "me/contact.html", context)


@customer_page(act="contact.change")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def add_mail(request: CustomerRequest) -> HttpResponse:
    """Add an e-mail address."""
    return adding(request, WAY, Contact.Kind.MAIL)


@customer_page(act="contact.change")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def add_phone(request: CustomerRequest) -> HttpResponse:
    """Add a telephone number."""
    return adding(request, WAY, Contact.Kind.PHONE)


@customer_page(act="contact.change")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def change_contact(request: CustomerRequest, contact: int) -> HttpResponse:
    """Put another address in the place of one."""
    instead = WAY.contact(request, contact)
    return adding(request, WAY, instead.kind, instead)


@sensitive_post_parameters()
@customer_page(act="contact.change")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_contact(request: CustomerRequest, contact: int) -> HttpResponse:
    """Type the code that was sent."""
    return confirming(request, WAY, WAY.contact(request, contact))


@customer_page(act="contact.change")
@require_POST
def send_contact_code(request: CustomerRequest, contact: int) -> HttpResponse:
    """Have another code sent."""
    return sending_again(request, WAY, WAY.contact(request, contact))


@customer_page(act="contact.change")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def remove_contact(request: CustomerRequest, contact: int) -> HttpResponse:
    """Use an address no more."""
    return removing(request, WAY, WAY.contact(request, contact))
