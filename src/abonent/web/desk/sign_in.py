"""The staff's own way in."""

from django.http import HttpResponse
from django.shortcuts import redirect

from abonent.web.page import OpenRequest, open_page


@open_page()
def desk_sign_in(request: OpenRequest) -> HttpResponse:  # noqa: ARG001
    """Lead to the sign-in."""
    return redirect("account_login")
