"""Which operator this is: one frozen tree, read from profile.toml and checked to the last key.

Everyone asks for it, so this room re-exports its public names: `profile.current()`.
"""

from abonent.profile.backends import check_backends
from abonent.profile.errors import ProfileError
from abonent.profile.queries import current, is_open, midnight, today, using
from abonent.profile.reading import load
from abonent.profile.tree import Profile

__all__ = ["Profile", "ProfileError", "check_backends", "current", "is_open", "load", "midnight", "today", "using"]
