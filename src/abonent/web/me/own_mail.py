"""A person's own e-mail addresses, whosever account they look at: news about their sign-in goes there, and nothing else."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abonent.people.models import OPERATOR, Contact
from abonent.people.queries import mail_addresses_of
from abonent.web.door.step_up import stepped_up
from abonent.web.me.confirming import Way, adding, confirming, done, removing, rows, sending_again
from abonent.web.page import PersonRequest, person_page

WAY = Way(
    home="my_mail",
    change="change_own_mail",
    confirm="confirm_own_mail",
    again="send_own_mail_code",
    remove="remove_own_mail",
    part="own_contact",
    whose=lambda request: OPERATOR,  # noqa: ARG005 - the same for everybody
)


@person_page(act="me.mail")
@require_safe
def my_mail(request: PersonRequest) -> HttpResponse:
    """Show where news about the person's sign-in goes."""
    own = list(rows(request, WAY))
    theirs = {row.shown for row in own}
    context = {
        "own": own,
        "others": [each.to for each in mail_addresses_of(request.user) if each.to not in theirs],
        "done": done(request),
    }
    return render(request, "me/own_mail.html", context)


@person_page(act="me.mail")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def add_own_mail(request: PersonRequest) -> HttpResponse:
    """Add an address."""
    return adding(request, WAY, Contact.Kind.MAIL)


@person_page(act="me.mail")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def change_own_mail(request: PersonRequest, own_contact: int) -> HttpResponse:
    """Put another address in the place of one."""
    return adding(request, WAY, Contact.Kind.MAIL, WAY.contact(request, own_contact))


@sensitive_post_parameters()
@person_page(act="me.mail")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_own_mail(request: PersonRequest, own_contact: int) -> HttpResponse:
    """Type the code that was sent."""
    return confirming(request, WAY, WAY.contact(request, own_contact))


@person_page(act="me.mail")
@require_POST
def send_own_mail_code(request: PersonRequest, own_contact: int) -> HttpResponse:
    """Have another code sent."""
    return sending_again(request, WAY, WAY.contact(request, own_contact))


@person_page(act="me.mail")
@stepped_up
@require_http_methods(["GET", "HEAD", "POST"])
def remove_own_mail(request: PersonRequest, own_contact: int) -> HttpResponse:
    """Use an address no more."""
    return removing(request, WAY, WAY.contact(request, own_contact))
