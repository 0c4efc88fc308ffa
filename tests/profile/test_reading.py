"""A profile is read whole or not at all, and a wrong one says what is wrong in the words of its file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from abonent import profile
from tests.profile.writing import ISP, Written, refusal


def test_a_profile_is_read_by_its_folder_or_its_file() -> None:
    assert profile.load(ISP) == profile.load(ISP / "profile.toml") == profile.load(str(ISP))


def test_values_have_their_types() -> None:
    isp = profile.load(ISP)

    assert (isp.name, isp.languages, isp.zone.key) == ("Iskra Net", ("pl", "uk", "en"), "Europe/Warsaw")
    assert isp.brand.logo == ISP / "logo.svg"
    assert isp.acts["bills.pay"].roles == frozenset({"OWNER", "PAYS"})
    assert isp.payments.online_needs == frozenset({"E_INVOICE_ON", "CASH_OFF"})
    assert isp.billing.vat[0].rate == Decimal(23)
    assert isp.billing.vat[2].rate is None
    assert isp.tariffs[1].name == {
        "pl": "Internet A2 100\u00a0Mb/s",
        "uk": "Інтернет A2 100\u00a0Мбіт/с",
        "en": "Internet A2 100\u00a0Mb/s",
    }
    assert isp.tariffs[1].prices[0].amount == Decimal("60.00")
    assert isp.tariffs[1].prices[0].since == date(2020, 10, 1)
    assert isp.source == ISP / "profile.toml"


def test_a_whole_number_is_an_amount_too(written: Written) -> None:
    assert profile.load(written("amount = 35.00", "amount = 35")).tariffs[0].prices[0].amount == Decimal(35)


def test_an_unknown_key_is_refused_and_the_known_ones_are_named(written: Written) -> None:
    path = written('colour = "#0b6e4f"', 'color = "#0b6e4f"')
    line = path.read_text(encoding="utf-8").splitlines().index("[brand]") + 1

    assert refusal(path).splitlines() == [
        f"profile.toml, line {line + 1}: brand.color is not known (is colour meant?); allowed here: colour, logo",
        f"profile.toml, line {line}: brand.colour is missing; it has to be a colour written #rrggbb",
    ]


def test_what_the_reader_sets_cannot_be_written(written: Written) -> None:
    assert "source is not known" in refusal(written('name = "Iskra Net"', 'name = "Iskra Net"\nsource = "x"'))


def test_a_missing_table_is_named_with_its_keys(written: Written) -> None:
    said = refusal(written("[mail]", "[post]"))

    assert "profile.toml: mail is missing; it has to be a table with sender_name, sender_address, reply_to" in said
    assert "post is not known" in said


def test_all_faults_are_told_at_once(written: Written) -> None:
    said = refusal(
        written(
            'country = "PL"',
            'country = "Poland"',
            "bill_day = 3",
            "bill_day = 31",
            'sms = "abonent.backends.sms.console"',
            "sms = 1",
        )
    ).splitlines()

    assert [line.split(": ")[1].split()[0] for line in said] == ["country", "backends.sms", "billing.cycles.1.bill_day"]


def test_a_file_that_is_not_toml_says_where(written: Written) -> None:
    assert refusal(written("[brand]", "[brand")).startswith("profile.toml: is not TOML: ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert (
        refusal(tmp_path / "profile.toml")
        == "profile.toml: there is no such file; ABONENT_PROFILE names a profile.toml or its folder"
    )


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_bytes(b"\xff\xfe")

    assert refusal(tmp_path / "profile.toml").startswith("profile.toml: cannot be read: ")
