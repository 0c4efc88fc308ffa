"""Who PostgreSQL runs as: it refuses root, so root lends it another name without adding a user.

In a user namespace of its own the server sees itself as `nobody` while every file stays the
starter's: nothing is given away and no folder is opened. Where a container forbids that, the
server really becomes `nobody`, owns its data folder, and may walk through closed folders to it.
"""

import functools
import os
import pwd
import shutil
import subprocess
from pathlib import Path

# The server goes down with its guard, whatever killed that.
DIES_WITH_ITS_PARENT = ("setpriv", "--pdeathsig", "INT", "--")


def command(*words: str | Path) -> list[str]:
    """Return the words prefixed so that they run under a name that PostgreSQL accepts."""
    lasting = DIES_WITH_ITS_PARENT if shutil.which("setpriv") else ()
    if not _needs_another_name():
        return [*lasting, *map(str, words)]
    if _may_map():
        return [*_mapped(), *lasting, *map(str, words)]
    return [*_lowered(), *lasting[1:], *map(str, words)]


def give(folder: Path) -> None:
    """Make the folder and all in it belong to whoever the server really is."""
    owner = _nobody().pw_uid if _needs_another_name() and not _may_map() else os.geteuid()
    if folder.stat().st_uid == owner:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, -1, follow_symlinks=False)


def _needs_another_name() -> bool:
    """Tell whether this is root, or a number without a name (containers), which initdb refuses too."""
    return os.geteuid() == 0 or not _has_name(os.geteuid())


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _mapped() -> list[str]:
    nobody = _nobody()
    return ["unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}", "--"]


@functools.cache
def _may_map() -> bool:
    try:
        return subprocess.run([*_mapped(), "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _lowered() -> list[str]:
    nobody = _nobody()
    names = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    return ["setpriv", *names, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
