"""Lines of keys in TOML."""

from abonent.profile.lines import lines_of


def test_keys_are_found_under_their_tables() -> None:
    text = 'a = 1\n\n[b]\nc = 2\n"d.e" = 3\n[b.f]\ng.h = 4\n[[i]]\nj = 5\n[[i]]\n  j = 6\n[i.k]\nl = 7\n'

    assert lines_of(text) == {
        "a": 1,
        "b": 3,
        "b.c": 4,
        "b.d.e": 5,
        "b.f": 6,
        "b.f.g.h": 7,
        "i.1": 8,
        "i.1.j": 9,
        "i.2": 10,
        "i.2.j": 11,
        "i.2.k": 12,
        "i.2.k.l": 13,
    }
