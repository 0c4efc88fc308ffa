"""A profile that a test may write otherwise."""

from pathlib import Path

import pytest

from tests.profile.writing import ISP, Written


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """The isp profile with words replaced: `written(old, new, old, new)`."""

    def write(*words: str) -> Path:
        text = (ISP / "profile.toml").read_text(encoding="utf-8")
        for old, new in zip(words[::2], words[1::2], strict=True):
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / "profile.toml").write_text(text, encoding="utf-8")
        (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
        (tmp_path / "pages").symlink_to(ISP / "pages")
        return tmp_path / "profile.toml"

    return write
