"""Programs that run together: watched, started again, and gone when we are, however we end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from abonent.management.processes import TIMES, Fallen, Household, command
from tests.environment import ROOT
from tests.listening import eventually

SLEEPS = "import time; time.sleep(600)"
HAS_A_CHILD = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "{SLEEPS}"])
print(child.pid, flush=True)
child.wait()
"""
A_PARENT = f"""
import sys
from pathlib import Path
from abonent.management.processes import Household, command
with Household(Path(sys.argv[1])) as household:
    household.start("sleeper", command("-c", "{SLEEPS}"), {{}})
    print(household.programs[0].process.pid, flush=True)
    sys.stdin.read()
"""


def lives(pid: int) -> bool:
    """Whether there is such a process that is not only waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int) -> bool:
    return not lives(pid)


def test_leaving_ends_programs_and_their_children(tmp_path: Path) -> None:
    with Household(tmp_path) as household:
        household.start("parent", command("-c", HAS_A_CHILD), os.environ)
        child = int(eventually((tmp_path / "parent.log").read_text))
        pid = household.programs[0].process.pid
        assert lives(child)

    eventually(lambda: gone(pid) and gone(child))


def test_a_program_that_falls_is_started_again(tmp_path: Path) -> None:
    with Household(tmp_path) as household:
        household.start("sleeper", command("-c", SLEEPS), os.environ)
        first = household.programs[0].process
        first.kill()

        told = eventually(household.look)

        assert told == [f"sleeper ended with status -9 and was started again; its log is {tmp_path}/sleeper.log"]
        assert household.programs[0].process.poll() is None
        assert household.programs[0].process.pid != first.pid


def test_a_program_that_falls_again_and_again_is_told_with_its_last_words(tmp_path: Path) -> None:
    with Household(tmp_path) as household:
        household.start("broken", command("-c", "raise SystemExit('no such bank')"), os.environ)
        for _ in range(TIMES):
            eventually(household.look)

        with pytest.raises(Fallen, match=r"(?s)broken ended again and again \(last status 1\).*no such bank"):
            eventually(household.look)


def test_killing_us_ends_what_we_started(tmp_path: Path) -> None:
    us = subprocess.Popen(
        [sys.executable, "-c", A_PARENT, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert us.stdout
    pid = int(us.stdout.readline())
    assert lives(pid)

    us.send_signal(signal.SIGKILL)

    us.communicate()
    eventually(lambda: gone(pid))
