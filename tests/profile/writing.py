"""Profiles with words replaced, and what is said of those that are refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from abonent import profile

ISP = Path(__file__).parents[2] / "profiles" / "isp"
type Written = Callable[..., Path]


def refusal(path: Path) -> str:
    """What is said about the profile, without the folder."""
    with pytest.raises(profile.ProfileError) as caught:
        profile.load(path)
    return str(caught.value).replace(f"{path.parent}/", "")
