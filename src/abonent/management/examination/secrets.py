"""The doctor looks at the secrets: there, long enough, readable by nobody else."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from abonent import vault
from abonent.management.examination.findings import Finding, Look, bad, judged, ok

SHORTEST = 50
OTHERS = stat.S_IRWXG & ~stat.S_IRGRP | stat.S_IRWXO


def secret_key() -> Iterator[Finding]:
    """What sessions and forms are signed with."""
    yield judged(
        len(settings.SECRET_KEY) >= SHORTEST and len(set(settings.SECRET_KEY)) > SHORTEST // 10,
        "The secret key is long enough.",
        f"The secret key is missing or shorter than {SHORTEST} characters: sessions could be forged.",
        'Put one into the file that ABONENT_SECRET_KEY_FILE names: python3 -c "import secrets; print(secrets.token_urlsafe(64))"',
    )


def vault_keys() -> Iterator[Finding]:
    """What secrets in the database are sealed with."""
    try:
        fits = vault.open_sealed(vault.seal(b"doctor", bound_to="doctor"), bound_to="doctor") == b"doctor"
    except vault.WrongKeys as wrong:
        yield bad(
            f"The keys of the vault cannot be used: {wrong}",
            'Put a line id:key into the file that ABONENT_KEYS_FILE names; a key is "openssl rand -base64 32". Keep a copy.',
        )
    else:
        yield judged(
            fits, "The keys of the vault seal and open.", "The vault does not open what it sealed.", "Call us."
        )


def files() -> Iterator[Finding]:
    """Who else can read the files that hold secrets."""
    named = {
        name: Path(path)
        for name, path in os.environ.items()
        if name.startswith(("ABONENT_", "DATABASE_")) and name.endswith("_FILE")
    }
    open_ones = {name: path for name, path in named.items() if path.stat().st_mode & OTHERS}
    for name, path in open_ones.items():
        yield bad(f"Others on this machine can read or change {path} ({name}).", f"chmod 600 {path}")
    if named and not open_ones:
        yield ok("The files with secrets are closed to others.")


ALWAYS: tuple[Look, ...] = (secret_key, vault_keys, files)
