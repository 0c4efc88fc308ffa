"""What may be done with lines, devices and sessions."""

from abonent.modules.internet.actions.addressing import (
    BadSetting,
    ChangedMeanwhile,
    LineSettings,
    NothingNew,
    TakenSetting,
    change_line,
    settings_of,
)
from abonent.modules.internet.actions.devices import add_device, change_device, end_device, set_device_secret
from abonent.modules.internet.actions.making import make_lines
from abonent.modules.internet.actions.passwords import BadLinePassword, SetMeanwhile, set_line_password

__all__ = [
    "BadLinePassword",
    "BadSetting",
    "ChangedMeanwhile",
    "LineSettings",
    "NothingNew",
    "SetMeanwhile",
    "TakenSetting",
    "add_device",
    "change_device",
    "change_line",
    "end_device",
    "make_lines",
    "set_device_secret",
    "set_line_password",
    "settings_of",
]
