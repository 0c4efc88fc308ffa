"""The staff's own way in: the machinery of the customers' door, and nobody but the staff passes."""

from django.http import HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from abonent.web import doors
from abonent.web.door import coming, passkeys
from abonent.web.page import OpenRequest, open_page


@sensitive_post_parameters()
@open_page()
def desk_sign_in(request: OpenRequest) -> HttpResponse:
    """Login and password."""
    doors.open_the_desks(request)
    return coming.come_in(request)


@open_page()
def desk_passkey_sign_in(request: OpenRequest) -> HttpResponse:
    """A passkey instead of login, password and second step."""
    doors.open_the_desks(request)
    return passkeys.come_in(request)


@open_page()
@require_POST
def desk_passkey_question(request: OpenRequest) -> HttpResponse:
    """What a browser has to sign."""
    doors.open_the_desks(request)
    return passkeys.ask_who(request)
