"""Where the whole house keeps sealed texts: rooms and modules, also those that the profile does not list any more."""

from collections.abc import Iterator

from abonent.post.writing import MESSAGE_KEY
from abonent.vault.resealing import Column
from abonent.web.door.adapter import bound_to as second_step
from abonent.web.module import installed


def columns() -> Iterator[Column]:
    """Give every column with sealed texts."""
    yield Column("post_message", "secret", MESSAGE_KEY.format, by="key")
    yield Column("mfa_authenticator", "data", second_step, by="user_id", keys=("secret", "seed"))
    for module in installed():
        yield from module.lent("sealed")()
