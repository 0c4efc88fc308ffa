"""What a demonstration prints of its network, so that anybody can play a router: where RADIUS is, and a line that may connect."""

import os
from collections.abc import Iterator

from abonent import vault
from abonent.demo.lines import line_password_of
from abonent.demo.script import script
from abonent.modules.internet.models import Device, Line

RADIUS = "ABONENT_DEMO_RADIUS"
"""Where the demo says that FreeRADIUS listens: HOST:PORT."""
HERE = "127.0.0.1"


def left_alone() -> str:
    """Return the login of the line that is printed: no router of the demonstration connects it, so that whoever tries it may.

    It belongs to somebody with a name who is not restricted, and stays the same whatever is done to it.
    """
    calm = [each["number"] for each in script().accounts if "since_months" in each and not each.get("restricted")]
    line = Line.objects.filter(account__number__in=calm).exclude(secret="").order_by("account__number").last()
    return line.login if line else ""


def printed() -> Iterator[str]:
    """Yield how to reach RADIUS, if it runs, and a line with its password."""
    device = Device.objects.filter(address=HERE, ended_at=None).first()
    if device and (address := os.environ.get(RADIUS)):
        secret = vault.open_sealed(device.secret, bound_to=f"device:{device.pk}:secret").decode()
        yield f"radius {address} {secret}"
    if login := left_alone():
        yield f"line {login} {line_password_of(login)}"
