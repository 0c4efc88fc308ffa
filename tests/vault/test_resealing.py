"""After a change of the key everything is sealed anew: in batches, whoever is killed, and nothing said meanwhile is lost."""

import base64
import json
from collections import Counter

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import models
from pytest_django import Settings

from abonent import vault
from abonent.audit.models import Change
from abonent.management.sealed import columns
from abonent.modules.internet.models import Line
from abonent.modules.internet.queries.secrets import sealed
from abonent.people.models import Account, User
from abonent.post.actions import queue
from abonent.post.models import Message
from abonent.vault.resealing import keys_in_use, reseal_column
from tests import people
from tests.modules import internet
from tests.people import NOON

pytestmark = pytest.mark.django_db
OLD = "old:" + base64.b64encode(bytes(range(32))).decode()
NEW = "new:" + base64.b64encode(bytes(range(32, 64))).decode()


@pytest.fixture
def lines(account: Account, settings: Settings) -> list[Line]:
    """Five lines with passwords under the old key; then a new one is put on top."""
    settings.ABONENT_KEYS = OLD
    for _ in range(4):
        people.line(account, people.tariff())
    delivered = account.subscriptions.order_by("pk")
    made = [internet.line(account, login=f"l{each.pk}", subscription=each) for each in delivered]
    settings.ABONENT_KEYS = f"{NEW}\n{OLD}"
    return made


def _open(line: Line) -> str:
    line.refresh_from_db()
    return vault.open_sealed(line.secret, bound_to=f"line:{line.pk}:secret").decode()


def test_it_goes_on_where_it_was_killed_and_leaves_what_is_new(lines: list[Line]) -> None:
    column = next(sealed())
    killed = reseal_column(column, some=2)
    assert next(killed).anew == 2
    killed.close()
    assert keys_in_use(column) == Counter(old=3, new=2)

    batches = list(reseal_column(column, some=2))

    assert [batch.anew for batch in batches] == [2, 1, 0]
    assert keys_in_use(column) == Counter(new=5)
    assert {_open(line) for line in lines} == {internet.PASSWORD}


def test_what_is_set_while_it_runs_stays(lines: list[Line]) -> None:
    reader = reseal_column(next(sealed()), some=1)
    next(reader)
    mine = vault.seal(b"set-meanwhile", bound_to=f"line:{lines[1].pk}:secret")
    Line.objects.filter(pk=lines[1].pk).update(secret=mine)

    assert sum(batch.anew for batch in reader) == 3
    assert _open(lines[1]) == "set-meanwhile"


def test_the_command_does_the_whole_house(
    lines: list[Line], olena: User, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ABONENT_KEYS = OLD
    letter = {"channel": "MAIL", "language": "en", "at": NOON, "context": {}}
    queue("recover", to="olena@example.com", key="one", secret={"link": "x"}, **letter)  # type: ignore[arg-type]
    bound_to = f"user:{olena.pk}:second-step"
    data = {"seed": vault.seal(b"seed", bound_to=bound_to), "used_mask": 3}
    app = Authenticator.objects.create(user=olena, type="recovery_codes", data=data)
    settings.ABONENT_KEYS = f"{NEW}\n{OLD}"

    before = Change.objects.count()

    call_command("reseal")

    settings.ABONENT_KEYS = NEW
    app.refresh_from_db()
    assert vault.open_sealed(app.data["seed"], bound_to=bound_to) == b"seed"
    assert app.data["used_mask"] == 3
    message = Message.objects.get()
    assert json.loads(vault.open_sealed(message.secret, bound_to=f"message:{message.key}")) == {"link": "x"}
    assert {_open(line) for line in lines} == {internet.PASSWORD}
    assert Change.objects.count() == before, "nobody has changed anything"
    said = capsys.readouterr().out
    assert "OK    internet_line.secret: 5 sealed, 5 of them anew\n" in said
    assert "Everything in the database is under new." in said


def test_what_does_not_open_is_named_and_stays_as_it_is(lines: list[Line], capsys: pytest.CaptureFixture[str]) -> None:
    broken = lines[0].secret[:-8] + "AAAAAAA="
    Line.objects.filter(pk=lines[0].pk).update(secret=broken)

    with pytest.raises(SystemExit):
        call_command("reseal")

    assert f"BAD   internet_line.secret: 5 sealed, 4 of them anew, not to be opened: 1 (row {lines[0].pk})" in (
        capsys.readouterr().out
    )
    assert Line.objects.get(pk=lines[0].pk).secret == broken


def test_every_column_of_the_house_that_is_called_a_secret_is_known() -> None:
    from django.apps import apps  # noqa: PLC0415 - models are known by now

    called = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name == "secret" and isinstance(field, models.TextField)
    }

    assert called <= {str(column) for column in columns()}
    assert len(called) == 3


def test_keys_that_cannot_be_read_are_told_in_words(settings: Settings) -> None:
    settings.ABONENT_KEYS = "no key"

    with pytest.raises(CommandError, match=r"^Nothing was sealed anew: ABONENT_KEYS, line 1: needs the form id:base64"):
        call_command("reseal")
