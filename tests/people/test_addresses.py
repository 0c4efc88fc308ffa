"""E-mail addresses and telephone numbers: what is taken, how it is kept and shown."""

import pytest

from abonent.people.addresses import ForeignNumber, NoAddress, NoNumber, NotMobile, mail, masked, phone, shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  olena@example.com ", "olena@example.com"),
        ("Olena.P+dom@EXAMPLE.Com", "Olena.P+dom@example.com"),
        ("biuro@Żółw.pl", "biuro@żółw.pl"),
        ("biuro@z\u0307o\u0301łw.pl", "biuro@żółw.pl"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
        ("olena@exa\u00admple.com", "olena@example.com"),
        ("olena@ⓔxample.com", "olena@example.com"),
        ("biuro@xn--w-uga1v8h.pl", "biuro@żółw.pl"),
    ],
)
def test_an_address_is_kept_without_what_does_not_matter(typed: str, kept: str) -> None:
    assert mail(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "olena",
        "olena@",
        "@example.com",
        "olena@localhost",
        "olena@[127.0.0.1]",
        "olena@example..com",
        "olena @example.com",
        "olena@example.com\nBcc: marek@example.com",
        "olena@example.com, marek@example.com",
        "Olena <olena@example.com>",
        "олена@example.com",
        "o@" + "a" * 60 + "." + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + ".example.com",
        "olena\x00@example.com",
    ],
)
def test_what_is_no_address_is_not_kept(typed: str) -> None:
    with pytest.raises(NoAddress):
        mail(typed)


@pytest.mark.parametrize(
    "typed", ["501234567", "501 234 567", "+48 501-234-567", "0048 501 234 567", "tel:+48501234567", "(501) 234 567"]
)
def test_a_number_is_kept_in_one_way(typed: str) -> None:
    assert phone(typed) == "+48501234567"


def test_a_number_of_another_country_that_the_profile_names() -> None:
    assert phone("+380 50 123 45 67") == "+380501234567"


@pytest.mark.parametrize("typed", ["", "112", "501", "999 000 111", "olena", "501234567 ext. 5", "+", "5" * 40])
def test_what_is_no_number_is_not_kept(typed: str) -> None:
    with pytest.raises(NoNumber):
        phone(typed)


@pytest.mark.parametrize("typed", ["+44 7911 123456", "+1 202 555 0123", "+7 912 345 67 89", "+380 50 123 45 678"])
def test_no_sms_goes_to_countries_that_the_profile_does_not_name(typed: str) -> None:
    with pytest.raises(NoNumber):
        phone(typed)


def test_a_foreign_number_is_told_from_none() -> None:
    with pytest.raises(ForeignNumber):
        phone("+44 7911 123456")


@pytest.mark.parametrize("typed", ["22 621 00 00", "+48 700 123 456", "800 123 456"])
def test_numbers_that_take_no_sms_and_dear_ones_are_refused(typed: str) -> None:
    with pytest.raises(NotMobile):
        phone(typed)


def test_a_number_is_shown_as_at_home() -> None:
    assert shown("+48501234567") == "501\u00a0234\u00a0567"
    assert shown("+380501234567") == "+380\u00a050\u00a0123\u00a04567"
    assert shown("olena@example.com") == "olena@example.com"
    assert shown("something old") == "something old"


def test_what_others_may_see() -> None:
    assert masked("olena@example.com") == "o***@example.com"
    assert masked("+48501234567") == "***\u00a0567"
