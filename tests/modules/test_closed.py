"""A module that the profile does not list is not there: no page, no menu, no tab, no job; what it has kept is told to its owner."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent import profile
from abonent.journal.actions import Happening, react, record, record_all
from abonent.management import housekeeping
from abonent.people.models import Account, User
from abonent.profile import Profile
from abonent.takeout.catalogue import subjects
from abonent.web.module import installed
from tests import people
from tests.environment import ROOT
from tests.management.conftest import Start, start
from tests.people import NOON
from tests.web.desk.conftest import at_work, one_step

__all__ = ["one_step", "start"]

MODULES = {module.label: module for module in installed()}
ITS_ADDRESS = r'href="((?:/lines/|/desk/network/|[^"]*/network/)[^"]*)"'
WHAT_RUNS = """
import django
django.setup()
from procrastinate.contrib.django import app
from abonent.takeout.catalogue import subjects
print(*sorted({task.partition(".")[0] for task in app.tasks}))
print(*sorted(subject.name for subject in subjects()))
"""


@pytest.fixture
def closed() -> Iterator[Profile]:
    with profile.using(replace(profile.current(), modules=())) as made:
        yield made


def addresses(label: str) -> Iterator[str]:
    """Every address of a module, whatever stands in its places."""
    patterns: list[URLPattern] = import_module(f"{MODULES[label].name}.urls").urlpatterns
    for pattern in patterns:
        converters = pattern.pattern.converters
        yield reverse(str(pattern.name), kwargs=dict.fromkeys(converters, 100234))


def reactions() -> set[str]:
    """The rooms and modules that are going to react to something."""
    jobs = ProcrastinateJob.objects.filter(task_name="journal.react")
    return {".".join(job.args["reaction"].split(".")[:3]) for job in jobs}


@pytest.mark.parametrize("label", MODULES)
def test_none_of_its_pages_is_there(account: Account, olena: User, one_step: None, closed: Profile, label: str) -> None:
    customer, admin, stranger = Client(), at_work(people.staff("ADMIN")), Client()
    customer.force_login(olena)

    found = {
        (address, answer.status_code)
        for address in addresses(label)
        for browser in (customer, admin, stranger)
        for answer in (browser.get(address), browser.post(address))
    }

    assert {code for _, code in found} == {404}, found


def test_no_menu_tab_or_panel_leads_to_it(account: Account, olena: User, one_step: None) -> None:
    customer, technician = Client(), at_work(people.staff("TECHNICIAN"))
    customer.force_login(olena)
    pages = [
        (customer, "/overview/"),
        (technician, "/desk/"),
        (technician, f"/desk/customers/{account.number}/contract/"),
    ]

    there = [browser.get(page).content.decode() for browser, page in pages]
    with profile.using(replace(profile.current(), modules=())):
        gone = [browser.get(page).content.decode() for browser, page in pages]

    assert [bool(re.search(ITS_ADDRESS, page)) for page in there] == [True, True, True]
    assert [re.findall(ITS_ADDRESS, page) for page in gone] == [[], [], []]


def test_what_happens_is_not_told_to_it(account: Account, closed: Profile) -> None:
    record("restriction.placed", at=NOON, account=account.pk)
    record_all([Happening("restriction.lifted", NOON, account.pk)])

    assert not {name for name in reactions() if name.startswith("abonent.modules")}


def test_what_was_told_before_it_was_closed_comes_to_nothing(account: Account) -> None:
    event = record("restriction.placed", at=NOON, account=account.pk)
    (job,) = ProcrastinateJob.objects.filter(args__reaction__startswith="abonent.modules.internet")

    with profile.using(replace(profile.current(), modules=())):
        react(job.args["reaction"], at=NOON, event=event.pk)
        react("abonent.modules.internet.jobs.of_another_version", at=NOON, event=event.pk)


@pytest.fixture
def without(tmp_path: Path) -> Path:
    """The folder of an operator like ours without modules."""
    text = (ROOT / "profiles/isp/profile.toml").read_text()
    text = re.sub(r"(?ms)^\[+internet\b.*?(?=^\[+(?!internet\b))", "", text).replace(
        'modules = ["internet"]', "modules = []"
    )
    folder = tmp_path / "isp"
    folder.mkdir()
    for each in (ROOT / "profiles/isp").iterdir():
        (folder / each.name).symlink_to(each)
    (folder / "profile.toml").unlink()
    (folder / "profile.toml").write_text(text)
    assert "\n[internet" not in text
    return folder


def test_jobs_that_waited_when_it_was_closed_are_left_out_and_none_fails(start: Start, without: Path) -> None:
    app.configure_task("internet.bring", queue="now").defer(line=7, because="")
    app.configure_task("internet.reconcile").defer(timestamp=0)
    other = app.configure_task("billing.ask").defer(payment=0)

    assert start("work", "--once", ABONENT_PROFILE=str(without)).wait() == 0

    left = ProcrastinateJob.objects.exclude(status="succeeded")
    assert list(left.values_list("pk", "status")) == [(other, "todo")]  # tried again later
    assert not ProcrastinateJob.objects.filter(task_name__startswith="internet.").exists()


def test_jobs_of_an_open_module_stay(account: Account) -> None:
    app.configure_task("internet.reconcile").defer(timestamp=0)

    assert housekeeping.leave_out_closed() == 0
    assert ProcrastinateJob.objects.filter(task_name="internet.reconcile").exists()


def test_a_worker_does_none_of_its_jobs_and_an_archive_still_tells_what_it_keeps(without: Path) -> None:
    environment = os.environ | {"ABONENT_PROFILE": str(without), "PYTHONPATH": str(ROOT / "src")}
    said = subprocess.run(
        [sys.executable, "-c", WHAT_RUNS], env=environment, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert "internet" not in said[0].split()
    assert {"billing", "journal"} <= set(said[0].split())
    assert said[1].split() == sorted(subject.name for subject in subjects())
