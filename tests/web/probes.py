"""Pages that only tests have: one for each kind of act, so that what the door decides can be seen without any room."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from abonent.web.page import CustomerRequest, PersonRequest, customer_page, open_page, person_page


@customer_page(act="bills.pay")
def pay(request: CustomerRequest) -> HttpResponse:
    done = "paid" if request.method == "POST" else "asked"
    return HttpResponse(
        f"{done} {request.account.number} {request.user.login} {request.access.role} {request.at:%H:%M}"
    )


@customer_page(act="bills.see")
def see(request: CustomerRequest) -> HttpResponse:
    return HttpResponse(f"seen {request.account.number}")


@person_page(act="me.see")
def mine(request: PersonRequest) -> HttpResponse:
    return HttpResponse(f"{request.user.login} {len(request.keys)}")


@open_page()
def no_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the connection is closed")


@open_page()
def full_disk(request: HttpRequest) -> HttpResponse:
    raise OSError(28, "No space left on device")


@open_page()
def mistake(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("probe/pay/", pay),
    path("probe/see/", see),
    path("probe/mine/", mine),
    path("probe/no-database/", no_database),
    path("probe/full-disk/", full_disk),
    path("probe/mistake/", mistake),
    path("", include("abonent.urls")),
]
handler400 = "abonent.web.trouble.bad_request"
handler403 = "abonent.web.trouble.forbidden"
handler404 = "abonent.web.trouble.not_found"
handler429 = "abonent.web.trouble.too_often"
handler500 = "abonent.web.trouble.broken"
