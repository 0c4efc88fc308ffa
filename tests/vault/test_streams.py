"""Long things at rest: what was sealed opens whole, and only as it was."""

import io

import pytest

from abonent.vault import AlteredSecret
from abonent.vault.streams import PIECE, Sealer, opened

BOUND = "takeout:one"
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17]


def sealed(plain: bytes, *, bound_to: str = BOUND, step: int = 10_000) -> bytes:
    file = io.BytesIO()
    sealer = Sealer(file, bound_to=bound_to)
    for start in range(0, len(plain), step):
        assert sealer.write(plain[start : start + step]) == len(plain[start : start + step])
    sealer.close()
    return file.getvalue()


def read(found: bytes, *, bound_to: str = BOUND) -> bytes:
    return b"".join(opened(io.BytesIO(found), bound_to=bound_to))


def body(found: bytes) -> int:
    """Return where the pieces begin."""
    return found.index(b"\n") + 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [1_000, PIECE, 10 * PIECE])
def test_what_was_sealed_opens(size: int, step: int) -> None:
    plain = bytes(place % 251 for place in range(size))

    found = sealed(plain, step=step)

    assert read(found) == plain
    assert plain[:40] not in found or size < 2


def test_it_opens_for_nothing_else() -> None:
    with pytest.raises(AlteredSecret):
        read(sealed(b"mine"), bound_to="takeout:two")


@pytest.mark.parametrize("cut", [1, 16, 17, PIECE, PIECE + 16, PIECE + 17])
def test_what_is_cut_off_is_noticed(cut: int) -> None:
    with pytest.raises(AlteredSecret):
        read(sealed(b"x" * (2 * PIECE + 5))[:-cut])


def test_a_whole_last_piece_that_is_missing_is_noticed() -> None:
    found = sealed(b"x" * (2 * PIECE))

    with pytest.raises(AlteredSecret):
        read(found[: -(PIECE + 16)])


def test_pieces_in_another_order_are_noticed() -> None:
    found = sealed(b"a" * PIECE + b"b" * PIECE + b"c")
    start, long = body(found), PIECE + 16
    first, second, rest = found[start : start + long], found[start + long : start + 2 * long], found[start + 2 * long :]

    with pytest.raises(AlteredSecret):
        read(found[:start] + second + first + rest)


@pytest.mark.parametrize("place", [3, 80, -1, 40_000])
def test_an_altered_byte_is_noticed(place: int) -> None:
    found = bytearray(sealed(b"x" * (PIECE + 100)))
    found[place] ^= 1

    with pytest.raises(AlteredSecret):
        read(bytes(found))


@pytest.mark.parametrize("rubbish", [b"", b"\n", b"PK\x03\x04", b"v1:test:\n", b"\xff" * 500])
def test_what_is_no_sealed_file_is_noticed(rubbish: bytes) -> None:
    with pytest.raises(AlteredSecret):
        read(rubbish)


def test_what_follows_the_end_is_noticed() -> None:
    with pytest.raises(AlteredSecret):
        read(sealed(b"x") + b"more")


def test_the_first_piece_comes_before_the_last_is_read() -> None:
    file = io.BytesIO(sealed(b"x" * (10 * PIECE)))

    assert next(opened(file, bound_to=BOUND)) == b"x" * PIECE
    assert file.tell() < 4 * PIECE
