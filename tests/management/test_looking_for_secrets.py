"""The doctor finds what should be sealed and is not, what is under an old key, and secrets that lie about in clear."""

import base64
from pathlib import Path

import pytest
from pytest_django import Settings

from abonent.journal.actions import record
from abonent.management.examination.findings import Level
from abonent.management.examination.sealed import in_clear, keys, unsealed
from abonent.modules.internet.models import Device, Line
from abonent.people.models import Account
from abonent.post.models import Message
from tests.modules import internet
from tests.people import NOON
from tests.web.desk.things import letter

pytestmark = pytest.mark.django_db
NEW = "new:" + base64.b64encode(bytes(range(32))).decode()
PASSWORD = "kx7m-p3qd-w9ha"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ABONENT_DATA = tmp_path
    (tmp_path / "log").mkdir()
    return tmp_path


@pytest.fixture
def line(account: Account) -> Line:
    return internet.line(account, password=PASSWORD)


def test_all_is_well_where_everything_is_sealed(line: Line) -> None:
    internet.device()

    findings = [*keys(), *unsealed(), *in_clear()]

    assert [(finding.level, finding.says.partition(" in the")[0]) for finding in findings[:1]] == [
        (Level.OK, "All 2 secrets")
    ]
    assert findings[-1].says.startswith("None of 2 secrets is in clear in ")
    assert {finding.level for finding in findings} == {Level.OK}


def test_an_older_key_and_one_that_is_gone_are_named(line: Line, settings: Settings) -> None:
    old = settings.ABONENT_KEYS
    settings.ABONENT_KEYS = f"{NEW}\n{old}"
    (older,) = keys()
    settings.ABONENT_KEYS = NEW
    (gone,) = keys()

    assert (older.level, older.says) == (Level.WARN, "1 secrets are still sealed with an older key: test.")
    assert (gone.level, gone.says) == (Level.BAD, "1 secrets are sealed with a key that is not there: test.")


def test_what_was_put_there_in_clear_is_found(line: Line) -> None:
    device = internet.device()
    Device.objects.filter(pk=device.pk).update(secret="a secret by hand")

    assert [finding.says for finding in unsealed()] == ["1 rows of internet_device.secret are not sealed."]


def test_a_password_in_journal_letter_or_log_is_found_wherever_it_is(line: Line, folder: Path) -> None:
    record("line.changed", at=NOON, account=line.account_id, data={"what": [PASSWORD]})
    Message.objects.filter(pk=letter(line.account).pk).update(text=f"Hasło: {PASSWORD}")
    (folder / "log" / "work.log").write_text(f"ready\nsetting {PASSWORD}\n")
    (folder / "log" / "radius.log").write_text('(0)   User-Password = "somebody typed this"\n')
    (folder / "log" / "portal.log").write_text("nothing here\n")

    (found,) = in_clear()

    assert found.level is Level.BAD
    assert found.says == (
        "A secret is in clear in the table journal_event_rest, the table post_message, "
        f"the log {folder}/log/radius.log, the log {folder}/log/work.log."
    )
    assert PASSWORD not in str(found)
