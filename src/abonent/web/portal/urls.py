"""Addresses of the customer's pages."""

from django.urls import URLPattern, path

from abonent.web.door import me

# The overview comes with its room; until then its address leads to the person's own page.
urlpatterns: list[URLPattern] = [path("overview/", me.me, name="overview")]
