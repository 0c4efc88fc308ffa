"""What may be done with lines, devices and sessions."""

from abonent.modules.internet.actions.addressing import (
    BadSetting,
    ChangedMeanwhile,
    LineSettings,
    NothingNew,
    TakenSetting,
    change_line,
    plain_settings,
    settings_of,
)
from abonent.modules.internet.actions.devices import add_device, change_device, end_device, set_device_secret
from abonent.modules.internet.actions.dropping import SessionOver, bring_line, drop_line, drop_session
from abonent.modules.internet.actions.making import make_lines
from abonent.modules.internet.actions.passwords import (
    BadLinePassword,
    SetMeanwhile,
    bring_passwords,
    set_line_password,
)
from abonent.modules.internet.actions.settling import enter_replies

__all__ = [
    "BadLinePassword",
    "BadSetting",
    "ChangedMeanwhile",
    "LineSettings",
    "NothingNew",
    "SessionOver",
    "SetMeanwhile",
    "TakenSetting",
    "add_device",
    "bring_line",
    "bring_passwords",
    "change_device",
    "change_line",
    "drop_line",
    "drop_session",
    "end_device",
    "enter_replies",
    "make_lines",
    "plain_settings",
    "set_device_secret",
    "set_line_password",
    "settings_of",
]
