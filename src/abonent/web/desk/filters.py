"""What a list of the desk can be narrowed by: one of a few, days from–to, a few letters. Each is a GET parameter.

A filter of a long list has to be quick with a million rows: say in its page which index it uses, or how few rows it leaves.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from abonent import profile
from abonent.language import written

type Text = str | Promise
type Options = Mapping[str, tuple[Text, Q]]
DAYS = (date(1900, 1, 1), date(2199, 12, 31))
LETTERS = 80
ALL = pgettext_lazy("filter", "all")
_written = {
    "invalid": _("This is not a date."),
    "min_value": _("This is not a date."),
    "max_value": _("This is not a date."),
}


class Filter(Protocol):
    """One way to narrow a list. `where` and `said` are asked only for what was filled in and understood."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> Text: ...

    def fields(self) -> dict[str, forms.Field]:
        """Return the fields of the form, by GET parameter."""

    def where(self, cleaned: Mapping[str, Any]) -> Iterator[Q]:
        """Say which rows stay."""

    def said(self, cleaned: Mapping[str, Any], language: str) -> Iterator[tuple[str, Text, str]]:
        """Say what was chosen: parameter, label, value as people read it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few: `options` are, by value, what it is called and which rows it leaves. A function, if the profile says them."""

    name: str
    label: Text
    options: Options | Callable[[], Options]
    none: Text = ALL

    def fields(self) -> dict[str, forms.Field]:
        wrong = {"invalid_choice": _("There is no such choice.")}
        options = [("", self.none), *((value, text) for value, (text, _where) in self._options().items())]
        return {
            self.name: forms.ChoiceField(label=str(self.label), choices=options, required=False, error_messages=wrong)
        }

    def where(self, cleaned: Mapping[str, Any]) -> Iterator[Q]:
        if chosen := cleaned.get(self.name):
            yield self._options()[chosen][1]

    def said(self, cleaned: Mapping[str, Any], language: str) -> Iterator[tuple[str, Text, str]]:  # noqa: ARG002
        if chosen := cleaned.get(self.name):
            yield self.name, self.label, str(self._options()[chosen][0])

    def _options(self) -> Options:
        return self.options() if callable(self.options) else self.options


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both within. `instant`: the field holds instants, of which the operator's clocks say the day."""

    name: str
    label: Text
    until_label: Text
    field: str
    instant: bool = False

    def fields(self) -> dict[str, forms.Field]:
        labels = {self._since: self.label, self._until: self.until_label}
        return {name: _day_field(label) for name, label in labels.items()}

    def where(self, cleaned: Mapping[str, Any]) -> Iterator[Q]:
        if since := cleaned.get(self._since):
            yield Q((f"{self.field}__gte", self._value(since)))
        if until := cleaned.get(self._until):
            yield Q((f"{self.field}__lt", self._value(until + timedelta(days=1))))

    def said(self, cleaned: Mapping[str, Any], language: str) -> Iterator[tuple[str, Text, str]]:
        for name, label in ((self._since, self.label), (self._until, self.until_label)):
            if day := cleaned.get(name):
                yield name, label, written(language).short_day(day)

    def _value(self, day: date) -> date | datetime:
        return profile.midnight(day) if self.instant else day

    @property
    def _since(self) -> str:
        return f"{self.name}_from"

    @property
    def _until(self) -> str:
        return f"{self.name}_to"


@dataclass(frozen=True, slots=True)
class Letters:
    """A few letters or a number. `find` says which rows have them: by an index, so exactly or by how they begin."""

    name: str
    label: Text
    find: Callable[[str], Q]

    def fields(self) -> dict[str, forms.Field]:
        long = {"max_length": _("At most %(limit_value)d characters, please.")}
        return {
            self.name: forms.CharField(label=str(self.label), required=False, max_length=LETTERS, error_messages=long)
        }

    def where(self, cleaned: Mapping[str, Any]) -> Iterator[Q]:
        if typed := cleaned.get(self.name):
            yield self.find(typed)

    def said(self, cleaned: Mapping[str, Any], language: str) -> Iterator[tuple[str, Text, str]]:  # noqa: ARG002
        if typed := cleaned.get(self.name):
            yield self.name, self.label, typed


def _day_field(label: Text) -> forms.DateField:
    return forms.DateField(
        label=str(label),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(DAYS[0]), MaxValueValidator(DAYS[1])],
        error_messages=_written,
    )
