"""What the vault promises: only the right key, for the right owner, unaltered."""

import base64

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from abonent import vault

OLD = "2025:" + base64.b64encode(bytes(range(32))).decode()
NEW = "2026:" + base64.b64encode(bytes(range(32, 64))).decode()


@pytest.fixture(autouse=True)
def _keys(settings: LazySettings) -> None:
    settings.ABONENT_KEYS = OLD


def test_what_was_sealed_opens_again() -> None:
    sealed = vault.seal("zażółć".encode(), bound_to="line:17:secret")

    assert vault.open_sealed(sealed, bound_to="line:17:secret") == "zażółć".encode()


def test_an_empty_secret_is_a_secret_too() -> None:
    assert vault.open_sealed(vault.seal(b"", bound_to="x"), bound_to="x") == b""


def test_the_text_names_its_form_and_key_and_hides_the_rest() -> None:
    sealed = vault.seal(b"hunter2", bound_to="line:17:secret")

    version, name, body = sealed.split(":")
    assert (version, name) == ("v1", "2025")
    assert len(base64.b64decode(body)) == 12 + len(b"hunter2") + 16
    assert b"hunter2" not in base64.b64decode(body)


def test_the_same_secret_is_never_sealed_the_same_way() -> None:
    assert len({vault.seal(b"hunter2", bound_to="x") for _ in range(1000)}) == 1000


def test_a_secret_moved_to_another_row_does_not_open() -> None:
    sealed = vault.seal(b"hunter2", bound_to="line:17:secret")

    with pytest.raises(vault.AlteredSecret):
        vault.open_sealed(sealed, bound_to="line:18:secret")


@given(place=st.integers(0, 34), bit=st.integers(0, 7))
def test_one_bit_altered_anywhere_does_not_open(place: int, bit: int) -> None:
    version, name, body = vault.seal(b"hunter2", bound_to="x").split(":")
    altered = bytearray(base64.b64decode(body))
    altered[place] ^= 1 << bit

    with pytest.raises(vault.AlteredSecret):
        vault.open_sealed(f"{version}:{name}:{base64.b64encode(altered).decode()}", bound_to="x")


@pytest.mark.parametrize(
    "text",
    ["", "v1", "v1:2025", "v1:2025:", "v1:2025:!!!", "v1:2025:AAAA", "v2:2025:" + "A" * 64, "żółć", "v1:2025:żółć"],
)
def test_what_is_no_sealed_text_is_refused(text: str) -> None:
    with pytest.raises(vault.AlteredSecret):
        vault.open_sealed(text, bound_to="x")


def test_a_secret_cannot_be_passed_off_as_sealed_with_another_key(settings: LazySettings) -> None:
    sealed = vault.seal(b"hunter2", bound_to="x")
    settings.ABONENT_KEYS = f"{NEW}\n{OLD}"

    with pytest.raises(vault.AlteredSecret):
        vault.open_sealed(sealed.replace("2025", "2026"), bound_to="x")


def test_a_secret_whose_key_is_gone_is_not_opened(settings: LazySettings) -> None:
    sealed = vault.seal(b"hunter2", bound_to="x")
    settings.ABONENT_KEYS = NEW

    with pytest.raises(vault.AlteredSecret, match="no key '2025'"):
        vault.open_sealed(sealed, bound_to="x")


def test_after_rotation_old_secrets_open_and_new_ones_use_the_new_key(settings: LazySettings) -> None:
    old = vault.seal(b"hunter2", bound_to="x")
    settings.ABONENT_KEYS = f"{NEW}\n{OLD}"

    assert vault.open_sealed(old, bound_to="x") == b"hunter2"
    assert vault.key_of(vault.seal(b"hunter2", bound_to="x")) == "2026"


def test_resealing_moves_a_secret_to_the_new_key_once(settings: LazySettings) -> None:
    old = vault.seal(b"hunter2", bound_to="x")
    settings.ABONENT_KEYS = f"{NEW}\n{OLD}"

    new = vault.reseal(old, bound_to="x")

    settings.ABONENT_KEYS = NEW
    assert vault.open_sealed(new, bound_to="x") == b"hunter2"
    assert vault.reseal(new, bound_to="x") == new


def test_resealing_does_not_rescue_what_was_altered() -> None:
    with pytest.raises(vault.AlteredSecret):
        vault.reseal(vault.seal(b"hunter2", bound_to="x"), bound_to="y")
