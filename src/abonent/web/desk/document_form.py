"""The form by which the office adds a document: a file that waits, under its fingerprint, until it was checked."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from abonent.language import is_printable, lengths
from abonent.people.models import Account, User
from abonent.post import keeping
from abonent.post.models import Document
from abonent.web.portal.contract import PAPERS

KINDS = tuple(kind for kind in keeping.KINDS if kind != "TERMS")
"""What the office adds; TERMS is made by us."""
AN_HOUR = 3600
OFFICE = ""
"""Stands for no agreement: what belongs to none is shown to no customer."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was chosen and put away; it is nobody's document yet."""

    sha256: str
    size: int
    name: str

    def content(self) -> bytes:
        """Return the bytes. Raises DamagedDocument."""
        return keeping.content(Document(sha256=self.sha256, ref=self.name))


class PaperForm(forms.Form):
    """A file, or the one that was chosen before (`held`), with what it is and whose."""

    file = forms.FileField(
        label=_("File"), required=False, error_messages={"empty": _("This file is empty. Please choose another one.")}
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind, PAPERS[kind]) for kind in KINDS],
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")},
    )
    title = forms.CharField(
        label=pgettext_lazy("document", "Title"),
        required=False,
        max_length=lengths.TITLE,
        error_messages={"max_length": _("At most %(limit_value)d characters, please.")},
    )
    agreement = forms.ChoiceField(
        label=_("Agreement"), required=False, error_messages={"invalid_choice": _("Please choose one.")}
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, account: Account, user: User, agreements: list[str]
    ) -> None:
        super().__init__(data, files)
        self.chosen: File | None = None
        self.account, self.salt = account, f"desk.document:{account.pk}:{user.pk}"
        self.choices = [*((number, number) for number in agreements), (OFFICE, _("none: for the office only"))]
        self.fields["agreement"].choices = self.choices  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        title = " ".join(str(self.cleaned_data["title"]).split())
        if not is_printable(title):
            raise forms.ValidationError(_("There is a character in it that cannot be printed. Please type it anew."))
        return title

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "file" in said:
            self._take(said["file"], said.get("held", ""))
        return said

    def whole_title(self) -> str:
        """Return what was typed, or else the kind and the agreement, in the customer's language."""
        with translation.override(self.account.language):
            made = f"{PAPERS[self.cleaned_data['kind']]} {self.cleaned_data['agreement']}".strip()
        return self.cleaned_data["title"] or made[:1].upper() + made[1:]

    def token(self) -> str:
        """Return what the next form carries in place of the file: for this customer and this person alone, for an hour."""
        file = self.chosen
        return signing.dumps([file.sha256, file.size, file.name], salt=self.salt) if file else ""

    def _take(self, sent: "UploadedFile[Any] | None", held: str) -> None:
        try:
            self.chosen = self._put_away(sent) if sent else self._held(held)
        except forms.ValidationError as wrong:
            self.add_error("file", wrong)

    def _put_away(self, sent: "UploadedFile[Any]") -> File:
        if (sent.size or 0) > keeping.LARGEST:
            raise forms.ValidationError(_("This file is too large: at most 10 MB are kept."))
        content = sent.read()
        try:
            keeping.kind_of(content)
        except keeping.NotADocument:
            raise forms.ValidationError(
                _("This is neither a PDF nor a PNG or JPEG picture, whatever it is called. Please choose another file.")
            ) from None
        return File(keeping.put_away(content), len(content), str(sent.name)[:120])

    def _held(self, token: str) -> File:
        if not token:
            raise forms.ValidationError(gettext("Please choose a file."))
        try:
            return File(*signing.loads(token, salt=self.salt, max_age=AN_HOUR))
        except signing.BadSignature:
            raise forms.ValidationError(gettext("The file has waited too long. Please choose it again.")) from None
