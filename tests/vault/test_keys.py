"""Reading the keys of the vault: wrong ones are refused without being shown."""

import base64

import pytest

from abonent.vault import Keys, WrongKeys

KEY = base64.b64encode(bytes(32)).decode()


def test_the_first_key_seals_and_all_open() -> None:
    keys = Keys.read(f"# since January\nnew:{KEY}\n\nold:{KEY}\n")

    assert keys.sealing == "new"
    assert list(keys.ciphers) == ["new", "old"]


@pytest.mark.parametrize("text", ["", "\n# nothing\n", f"a:{KEY}\na:{KEY}"])
def test_there_is_at_least_one_key_and_each_id_once(text: str) -> None:
    with pytest.raises(WrongKeys, match="at least one line"):
        Keys.read(text)


@pytest.mark.parametrize(
    "line", [KEY, f":{KEY}", "a:", "a:AAAA", f"a b:{KEY}", f"a:{KEY[:-1]}", f"a:{KEY}{KEY}", f"a:{KEY}\u00a0x"]
)
def test_a_wrong_key_is_named_by_its_line_and_not_shown(line: str) -> None:
    with pytest.raises(WrongKeys) as caught:
        Keys.read(f"good:{KEY}\n{line}")

    assert "line 2" in str(caught.value)
    assert KEY not in str(caught.value)
