"""How long what people type may be is one number: columns, forms and commands agree on it."""

import re

import pytest
from django import forms
from django.db.models import Model

from abonent.billing.models import Payer, Proposal, Respite
from abonent.cases.models import Note, Order
from abonent.language import lengths
from abonent.people.models import Account, User
from abonent.web.desk.customer_notes import NoteForm
from abonent.web.desk.money_fields import reason_field
from abonent.web.desk.view_as import ReasonForm
from abonent.web.door.forms import PersonName
from tests.environment import ROOT


@pytest.mark.parametrize(
    ("model", "column", "longest"),
    [
        (Account, "holder", lengths.NAME),
        (User, "name", lengths.NAME),
        (Payer, "name", lengths.NAME),
        (Proposal, "recipient", lengths.NAME),
        (Proposal, "reason", lengths.REASON),
        (Order, "reason", lengths.REASON),
        (Note, "text", lengths.WORDS),
        (Respite, "note", lengths.WORDS),
        (Respite, "answer", lengths.WORDS),
    ],
)
def test_a_column_takes_what_may_be_typed(model: type[Model], column: str, longest: int) -> None:
    assert model._meta.get_field(column).max_length == longest  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        (reason_field(), lengths.REASON),
        (PersonName(required="!"), lengths.NAME),
        (NoteForm.base_fields["text"], lengths.WORDS),
        (ReasonForm.base_fields["reason"], lengths.SHORT_REASON),
    ],
)
def test_a_form_takes_exactly_so_much(field: forms.Field, longest: int) -> None:
    assert field.clean("x" * longest) == "x" * longest
    with pytest.raises(forms.ValidationError):
        field.clean("x" * (longest + 1))


def test_no_room_of_the_desk_has_a_number_of_its_own() -> None:
    own = re.compile(r"LONGEST_(?:NAME|REASON|TITLE|ANSWER|WORDS) = \d|max_length=(?:160|300)\b|longest=(?:160|300)\b")
    places = [*(ROOT / "src/abonent/web/desk").rglob("*.py"), *(ROOT / "src/abonent/management").rglob("*.py")]

    assert [str(file) for file in places if own.search(file.read_text())] == []
