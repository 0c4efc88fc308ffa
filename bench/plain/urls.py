"""Addresses of the plain page."""

from django.contrib import admin
from django.urls import path

from bench.plain.customers import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", views.overview, name="overview"),
    path("bills/", views.overview, name="bills"),
    path("bills/<int:pk>/", views.overview, name="bill"),
]
