"""Everything about the code that a program can judge: `./run check` does all of it, `./run check types` one.

Every step runs, whatever the others said; two at a time; the slowest begins.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

TEMPLATES = ["src/abonent/templates", *map(str, Path("src/abonent/modules").glob("*/templates"))]
STEPS = {
    "types": ["-m", "mypy"],
    "floors": ["-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache", "--no-logo"],
    "templates": ["-m", "djlint", *TEMPLATES, "--check", "--lint"],
    "migrations": ["-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "django": ["-m", "django", "check", "--fail-level", "WARNING"],  # linear migrations, too
    "words": ["tools/words.py", "check"],
    "style": ["-m", "ruff", "check", "--quiet"],
    "format": ["-m", "ruff", "format", "--check", "--quiet"],
}
# Django needs settings to look at itself; nothing of it is used, the database least of all.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "abonent.settings",
    "ABONENT_PROFILE": "profiles/isp",
    "ABONENT_SECRET_KEY": "only-for-looking-at-the-code",
    "DATABASE_URL": "postgresql://abonent_app@/abonent?host=/nowhere",
}


@dataclass(frozen=True)
class Done:
    """What a step said, and how long it took in seconds."""

    name: str
    passed: bool
    said: str
    seconds: float


def main(names: list[str]) -> None:
    """Run the steps, print each as it ends, and exit with 1 when one has failed."""
    if unknown := set(names) - set(STEPS):
        sys.exit(f"No step is called {', '.join(sorted(unknown))}; there are {', '.join(STEPS)}.")
    with ThreadPoolExecutor(2) as workers:
        done = [report(step) for step in workers.map(run, names or STEPS)]
    sys.exit(0 if all(step.passed for step in done) else 1)


def run(name: str) -> Done:
    """Do one step."""
    began = time.monotonic()
    command = [sys.executable, *STEPS[name]]
    ended = subprocess.run(
        command, env=os.environ | SETTINGS, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return Done(name, ended.returncode == 0, ended.stdout.strip(), time.monotonic() - began)


def report(step: Done) -> Done:
    """Print how a step ended; what it said only when it failed."""
    print(f"{'ok  ' if step.passed else 'FAIL'} {step.name:<10} {step.seconds:5.1f} s", flush=True)
    if not step.passed:
        print(f"{step.said}\n", flush=True)
    return step


if __name__ == "__main__":
    main(sys.argv[1:])
