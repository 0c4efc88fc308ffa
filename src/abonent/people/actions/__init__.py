"""What may be done with people and accounts: one file a journey."""

from abonent.people.actions.codes import SpentCode, WrongCode, make_code, make_link, seen_link, try_code, use_link
from abonent.people.actions.letters import notify, warn
from abonent.people.actions.locking import lock_account
from abonent.people.actions.signing_in import change_password, sign_out_elsewhere, speak

__all__ = [
    "SpentCode",
    "WrongCode",
    "change_password",
    "lock_account",
    "make_code",
    "make_link",
    "notify",
    "seen_link",
    "sign_out_elsewhere",
    "speak",
    "try_code",
    "use_link",
    "warn",
]
