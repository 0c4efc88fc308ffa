"""Addresses of the module's pages. Where one address could be read as another, the narrower one stands first."""

from django.urls import URLPattern

from abonent.modules.internet.desk import urls as desk_urls

urlpatterns: list[URLPattern] = [
    *desk_urls.urlpatterns,
]
