"""What the environment says while tests run. Loaded before Django's settings are (pytest's `-p`)."""

import base64
import os
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache"

os.environ.update(
    ABONENT_PROFILE=str(ROOT / "profiles" / "isp"),
    ABONENT_SECRET_KEY="only for tests, " * 4,
    ABONENT_KEYS="test:" + base64.b64encode(b"thirty-two bytes for tests only.").decode(),
    ABONENT_URL="http://localhost:8000",
    ABONENT_DATA=str(CACHE / "test-data"),
    ABONENT_STATIC=str(CACHE / "test-static"),
    ABONENT_SMTP="smtp://127.0.0.1:9",
    ABONENT_BANK_URL="http://127.0.0.1:9",
    ABONENT_BANK_SECRET="a secret between two programs of one test",
)
for name in ("ABONENT_DEMO", "DATABASE_URL", "DATABASE_OWNER_URL"):
    os.environ.pop(name, None)
