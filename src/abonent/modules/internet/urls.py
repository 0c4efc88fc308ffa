"""Addresses of the module's pages. Where one address could be read as another, the narrower one stands first."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
