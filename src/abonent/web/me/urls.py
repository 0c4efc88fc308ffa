"""Addresses of what customers settle about themselves and their account."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
