"""Where a demo lives: its folder, ports and secrets, and the environment that its programs are given."""

import base64
import os
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from abonent.embedded.server import Server

FILE = "profile.toml"
PACKAGE = Path(__file__).parents[1]
PROFILES = PACKAGE.parents[1] / "profiles"
OURS = ("ABONENT_", "DATABASE_", "DJANGO_", "GRANIAN_", "PG")
"""What the demo's programs must not inherit from whoever starts it."""


@dataclass
class Place:
    """A demo's folder and addresses. `database` is set once PostgreSQL runs."""

    folder: Path
    profile: Path
    recipient: str
    port: int
    bank_port: int
    mail_port: int
    radius_port: int = 0
    database: Server | None = field(default=None)

    @staticmethod
    def find_profile(wanted: str) -> Path | None:
        """Return the folder of a profile, by its name or its path."""
        path = Path(wanted).absolute()
        folders = (PROFILES / wanted, path.parent if path.name == FILE else path)
        return next((folder for folder in folders if (folder / FILE).is_file()), None)

    @staticmethod
    def known_profiles() -> list[str]:
        """Return the names of the profiles that come with the house."""
        return sorted(found.parent.name for found in PROFILES.glob(f"*/{FILE}"))

    @property
    def url(self) -> str:
        """The portal's address."""
        return f"http://localhost:{self.port}"

    @cached_property
    def environment(self) -> dict[str, str]:
        """What the programs are told, the application's login included."""
        assert self.database  # noqa: S101
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return inherited | {
            "ABONENT_PROFILE": str(self.profile),
            "ABONENT_URL": self.url,
            "ABONENT_DEMO": str(self.folder),
            "ABONENT_DATA": str(self.folder),
            "ABONENT_SMTP": f"smtp://127.0.0.1:{self.mail_port}",
            "ABONENT_BOUNCES": f"maildir:{quote(str(self.returned))}",
            "ABONENT_BANK_URL": f"http://localhost:{self.bank_port}",
            "ABONENT_BANK_SECRET_FILE": str(self.secret("bank")),
            "ABONENT_STAFF_SECOND_STEP": "no",
            "ABONENT_SECRET_KEY_FILE": str(self.secret("key")),
            "ABONENT_KEYS_FILE": str(self.secret("keys")),
            "DATABASE_URL": self.database.app_url,
            "ABONENT_RADIUS_DATABASE_URL": self.database.radius_url,
            **({"ABONENT_DEMO_RADIUS": f"127.0.0.1:{self.radius_port}"} if self.radius_port else {}),
            "PYTHONPATH": str(PACKAGE.parent),
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def owner_environment(self) -> dict[str, str]:
        """The same for migrations, which run under the owner's login."""
        assert self.database  # noqa: S101
        return self.environment | {"DATABASE_OWNER_URL": self.database.owner_url}

    @property
    def returned(self) -> Path:
        """The Maildir to which mail comes back."""
        return self.folder / "returned"

    def secret(self, name: str) -> Path:
        """Return the file of a secret, made when it is not there; nobody else may read it."""
        path = self.folder / "secrets" / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            with open(path, "x", opener=_private) as file:
                file.write(f"demo:{_random()}" if name == "keys" else secrets.token_urlsafe(64))
        return path


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
