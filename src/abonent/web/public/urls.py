"""Addresses of the pages that everybody can read."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
