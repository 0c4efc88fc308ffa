"""Addresses of the staff's desk. Where one address could be read as another, the narrower one stands first."""

from django.urls import URLPattern, path

from abonent.web.desk import customer_overview, sign_in, today

urlpatterns: list[URLPattern] = [
    path("", today.desk, name="desk"),
    path("signin/", sign_in.desk_sign_in, name="desk_sign_in"),
    # Pages of one customer; what else stands directly under customers/ stands above.
    path("customers/<slug:number>/", customer_overview.desk_customer, name="desk_customer"),
]
