"""What a profile names has to be there."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from abonent import profile

ISP = profile.load(Path(__file__).parents[2] / "profiles" / "isp")
FOUND = replace(
    ISP,
    backends=replace(
        ISP.backends, payment=("json.decoder",), sms="json.decoder.JSONDecoder", documents="abonent.profile"
    ),
    billing=replace(ISP.billing, charges=()),
)


def test_modules_and_names_inside_modules_are_found() -> None:
    profile.check_backends(FOUND)


def test_all_that_is_missing_is_named_with_its_line() -> None:
    wrong = replace(
        FOUND,
        modules=("rockets",),
        backends=replace(FOUND.backends, payment=("json.decoder", "json.nothing"), sms="nowhere.at.all"),
    )

    with pytest.raises(profile.ProfileError) as caught:
        profile.check_backends(wrong)

    assert [re.sub(r"^.*profile.toml, line \d+: ", "", line) for line in str(caught.value).splitlines()] == [
        'backends.payment.2 is "json.nothing"; allowed is a module that is installed, and there is none of that name',
        'backends.sms is "nowhere.at.all"; allowed is a module that is installed, and there is none of that name',
        'modules.1 is "abonent.modules.rockets"; allowed is a module that is installed, and there is none of that name',
    ]


def test_a_backend_whose_own_needs_are_missing_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "needy.py").write_text("import not_installed_anywhere\n")
    (tmp_path / "broken.py").write_text("from json import nothing_of_the_kind\n")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(profile.ProfileError) as caught:
        profile.check_backends(replace(FOUND, backends=replace(FOUND.backends, sms="needy", documents="broken")))

    assert 'backends.sms is "needy", which needs not_installed_anywhere, and that is not installed' in str(caught.value)
    assert 'backends.documents is "broken", which cannot be imported: cannot import name' in str(caught.value)
