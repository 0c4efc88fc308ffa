"""The addresses of the demonstration: there only where settings.DEMO is on."""

from django.urls import path

from abonent.demo import outbox

urlpatterns = [
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<slug:key>/", outbox.sent, name="sent"),
]
