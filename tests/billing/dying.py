"""A process that hears a callback and is killed at a named point: `python -m tests.billing.dying POINT PAYMENT`.

POINT is "before:" or "after:" and the dotted name of a function that the journey calls; the process kills itself
there with SIGKILL, as a power cut would. Without a POINT ("never") it goes through.
"""

import importlib
import os
import signal
import sys
from typing import Any

import django


def kill_at(point: str) -> None:
    """Let this process die when it comes to the point."""
    when, _, name = point.partition(":")
    module_name, _, function_name = name.rpartition(".")
    module = importlib.import_module(module_name)
    function = getattr(module, function_name)

    def last(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(module, function_name, last)


def main(point: str, ref: str) -> None:
    django.setup()
    from abonent.billing import actions  # noqa: PLC0415 - needs Django
    from abonent.billing.models import Payment  # noqa: PLC0415
    from tests.billing.test_hearing import said  # noqa: PLC0415
    from tests.people import NOON  # noqa: PLC0415

    if point != "never":
        kill_at(point)
    for _ in range(2):
        actions.hear("sandbox", said(Payment.objects.get(ref=ref)), at=NOON)


if __name__ == "__main__":
    main(*sys.argv[1:])
