"""The units for systemd in deploy/: systemd understands them, and what they start is there."""

import re
import subprocess
from pathlib import Path

from abonent.management.main import USAGE

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
PROGRAM = "/opt/abonent/.venv/bin/abonent"


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        here = (
            unit.read_text()
            .replace(PROGRAM, "/bin/true")
            .replace("WorkingDirectory=/opt/abonent", "WorkingDirectory=/")
        )
        (tmp_path / unit.name.replace("@.", "@1.")).write_text(here)

    units = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )

    told = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "abonent" in line]
    assert (done.returncode, told) == (0, [])


def test_what_the_units_start_is_a_command() -> None:
    started = {word for unit in UNITS for word in re.findall(rf"{re.escape(PROGRAM)} ([a-z-]+)", unit.read_text())}

    assert started == {"serve", "work", "radius", "bill", "verify", "backup"}
    assert all(re.search(rf"^  {word}\b", USAGE, re.MULTILINE) for word in started)
