"""What is typed of a notice: in each of the operator's languages, from when until when by the operator's clocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language_info, ngettext, pgettext_lazy
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from abonent import profile
from abonent.language import lengths
from abonent.news.actions import LONGEST_SLUG, SLUG, slug_of
from abonent.news.drafts import UNSHOWN, Draft
from abonent.news.models import Notice
from abonent.news.places import MOST, NotAPlace, Spot, TooManyPlaces, of_kept, spots
from abonent.news.queries import TROUBLE

LONGEST = {"title": lengths.TITLE, "lead": 400, "text": 20_000}
"""Characters of each part."""
LONGEST_PLACES = 20_000
TYPED = "%Y-%m-%dT%H:%M"
"""How browsers send an instant without a zone (HTML, input type=datetime-local)."""
UNSHOWABLE = _("There is a character in it that no page can show. Please type it anew.")


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of one language, for the page: its code and name, and the three fields."""

    code: str
    name: str
    title: forms.BoundField
    lead: forms.BoundField
    text: forms.BoundField


class Instant(forms.CharField):
    """An instant by the operator's clocks. One that they skip in spring is none."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def clean(self, value: object) -> Any:
        typed = str(super().clean(value))
        if not typed:
            return None
        try:
            said = datetime.fromisoformat(typed)
        except ValueError:
            said = None
        if said is None or said.tzinfo is not None or not 1 < said.year < 9999:  # noqa: PLR2004
            raise forms.ValidationError(_("Please give a day and a time, as 2026-11-27 08:00."), code="no instant")
        return _by_our_clocks(said)


class NoticeForm(forms.Form):
    """A notice as it is typed. `notice` is the one that is changed; its address stays."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind, kind) for kind in Notice.Kind.values],
        error_messages={"required": _("Please choose a kind."), "invalid_choice": _("Please choose a kind.")},
    )
    since = Instant(label=_("Shown from"), required=False)
    until = Instant(label=_("Shown until"), required=False)
    begins = Instant(label=_("Works or outage from"), required=False)
    ends = Instant(label=_("Works or outage until"), required=False)
    places = forms.CharField(
        label=_("Places"),
        required=False,
        max_length=LONGEST_PLACES,
        error_messages={"max_length": _("These are too many places: leave houses or streets out.")},
    )
    letters = forms.ChoiceField(
        label=_("Who is written to"),
        required=False,
        choices=[("", ""), ("NEW", "NEW"), ("ALL", "ALL")],
        error_messages={"invalid_choice": _("Please choose who is written to.")},
    )
    slug = forms.CharField(
        label=_("Address of the page"),
        required=False,
        max_length=LONGEST_SLUG,
        error_messages={"max_length": _("An address has at most 80 characters.")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, notice: Notice | None, at: datetime, typed: Any = None) -> None:
        """Take what was sent in, or show what was `typed` so far without judging it."""
        super().__init__(data, initial=typed or _initial(notice))
        self.notice, self.at = notice, at
        for code in profile.current().languages:
            self.fields |= _fields(code)

    @property
    def parts(self) -> list[Part]:
        names = profile.current().languages
        return [Part(code, name_of(code), *(self[f"{part}_{code}"] for part in LONGEST)) for code in names]

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, to be sent along through the check."""
        return {name: str(self.data.get(name, "")) for name in self.fields}

    def clean_places(self) -> tuple[Spot, ...]:
        try:
            return spots(str(self.cleaned_data["places"]))
        except TooManyPlaces:
            text = ngettext("A notice has at most %(num)s place.", "A notice has at most %(num)s places.", MOST)
            raise forms.ValidationError(text % {"num": MOST}, code="too many") from None
        except NotAPlace as wrong:
            facts = {"number": wrong.number, "line": wrong.line}
            text = say("Line %(number)s is no place: “%(line)s”. Please write it as in the example.")
            raise forms.ValidationError(text % facts, code="no place") from None

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug and not SLUG.fullmatch(slug):
            raise forms.ValidationError(
                _("An address is made of small letters without accents, digits and hyphens."), code="no slug"
            )
        return slug

    def clean(self) -> None:
        """See whether the times fit, and make the address of the title where none was typed."""
        said = self.cleaned_data
        if self.errors:
            return
        said["since"] = said["since"] or (self.notice and self.notice.shown.lower) or self.at
        said["until"] = said["until"] or said["ends"]
        if said["begins"] and said["ends"] and said["ends"] <= said["begins"]:
            self.add_error("ends", _("The end has to come after the beginning."))
        if said["letters"] and said["kind"] not in TROUBLE:
            self.add_error("letters", _("Customers agreed to letters about works and outages, not about other news."))
        if said["until"] is not None and said["until"] <= said["since"]:
            self.add_error("until", _("The end has to come after the beginning."))
        elif said["until"] is not None and not self.notice and said["until"] <= self.at:
            self.add_error("until", _("This end is over already: nobody would see the notice."))
        said["slug"] = self.notice.slug if self.notice else said["slug"] or slug_of(said[f"title_{self._first}"])
        if not said["slug"]:
            self.add_error("slug", _("No address can be made of this title. Please type one."))

    def draft(self) -> Draft:
        """Return what is to be told."""
        said = self.cleaned_data
        title, lead, text = (self._in_all(part) for part in LONGEST)
        return Draft(
            kind=said["kind"],
            slug=said["slug"],
            title=title,
            lead=lead,
            text=text,
            since=said["since"],
            until=said["until"],
            places=said["places"],
            happens=(said["begins"], said["ends"]),
            letters=said["letters"],
        )

    def _in_all(self, part: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{part}_{code}"] for code in profile.current().languages}

    @property
    def _first(self) -> str:
        return profile.current().languages[0]


def name_of(code: str) -> str:
    """Return what a language is called by those who speak it."""
    name = str(get_language_info(code)["name_local"])
    return name[:1].upper() + name[1:]


def as_typed(at: datetime | None) -> str:
    """Write an instant as a browser's field takes it."""
    return at.astimezone(profile.current().zone).strftime(TYPED) if at else ""


def _by_our_clocks(said: datetime) -> datetime:
    at = said.replace(tzinfo=profile.current().zone)
    if as_typed(datetime.fromtimestamp(at.timestamp(), at.tzinfo)) != said.strftime(TYPED):
        raise forms.ValidationError(_("Our clocks skip this time: they are put forward then."), code="skipped")
    return at


def _fields(code: str) -> Iterator[tuple[str, forms.Field]]:
    """Yield the fields of one language. What is missing is told with the name of the language."""
    name = {"language": name_of(code)}
    title = say("The title is missing (%(language)s).") % name
    lead = say("The lead is missing (%(language)s).") % name
    yield f"title_{code}", _words("title", pgettext_lazy("notice", "Title"), {"required": title})
    yield f"lead_{code}", _words("lead", _("Lead"), {"required": lead}, required=True)
    yield f"text_{code}", _words("text", _("Text"), {}, required=False)


def _words(part: str, label: Any, errors: dict[str, Any], *, required: bool = True) -> forms.CharField:
    too_long = say("At most %(limit)s characters, please.") % {"limit": LONGEST[part]}
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST[part],
        validators=[_showable],
        error_messages=errors | {"max_length": too_long},
    )


def _showable(typed: str) -> None:
    if UNSHOWN.search(typed):
        raise forms.ValidationError(UNSHOWABLE, code="unshowable")


def _initial(notice: Notice | None) -> dict[str, Any]:
    if notice is None:
        return {"kind": Notice.Kind.NEWS}
    words = {f"{part}_{code}": text for part in LONGEST for code, text in getattr(notice, part).items()}
    times = {"since": as_typed(notice.shown.lower), "until": as_typed(notice.shown.upper)}
    if notice.happens:
        times |= {"begins": as_typed(notice.happens.lower), "ends": as_typed(notice.happens.upper)}
    places = "\n".join(map(str, of_kept(notice.places)))
    letters = "NEW" if notice.edition and not notice.told_at else ""
    seen = notice.changed_at.isoformat()
    return {
        "kind": notice.kind,
        "slug": notice.slug,
        "seen": seen,
        "places": places,
        "letters": letters,
        **times,
        **words,
    }
