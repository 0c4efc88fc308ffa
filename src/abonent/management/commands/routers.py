"""The demo's own command: play the routers behind its access device."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone


class Command(BaseCommand):
    help = "Play the routers of the demonstration until the process is ended."
    requires_system_checks = ()

    def handle(self, *_: Any, **__: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented routers are for a demo only.")
        routers = import_module("abonent.demo.routers")
        device = import_module("abonent.modules.internet.models").Device.objects.get(
            address=routers.ADDRESS, ended_at=None
        )
        with routers.listen(device) as ear:
            routers.serve(routers.Routers(device, clock=timezone.now), ear)
