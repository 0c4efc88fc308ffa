"""The text of the Polish banks' code, against the recommendation's limits."""

from decimal import Decimal

import pytest

from abonent.billing.transfer import zbp

NIP = "5260250274"
NRB = "61109010140000071219812874"
AMOUNT = Decimal("54.90")


def test_a_transfer_is_written_field_by_field() -> None:
    written = zbp(NIP, NRB, AMOUNT, "Iskra Net sp. z o.o.", "FV/2026/11/0042 100234")

    assert written == f"{NIP}|PL|{NRB}|005490|Iskra Net sp. z o.o.|FV/2026/11/0042 100234|||"


def test_a_person_has_no_tax_number() -> None:
    assert zbp("", NRB, AMOUNT, "Jan Kowalski", "czynsz") == f"|PL|{NRB}|005490|Jan Kowalski|czynsz|||"


def test_numbers_may_be_written_as_people_write_them() -> None:
    written = zbp("PL 526-025-02-74", "PL 61 1090 1014 0000 0712 1981 2874", AMOUNT, "Iskra", "1")

    assert written.startswith(f"{NIP}|PL|{NRB}|")


@pytest.mark.parametrize(
    ("amount", "written"),
    [("0", "000000"), ("0.01", "000001"), ("9999.99", "999999"), ("10000.00", "1000000"), ("50.000000", "005000")],
)
def test_amounts_are_whole_grosze_of_at_least_six_digits(amount: str, written: str) -> None:
    assert zbp("", NRB, Decimal(amount), "Iskra", "1").split("|")[3] == written


def test_a_long_recipient_is_cut_without_a_trailing_space() -> None:
    assert zbp("", NRB, AMOUNT, "Ciepłownia Miejska w Gródku", "1").split("|")[4] == "Ciepłownia Miejska w"


def test_letters_the_code_does_not_know_lose_their_marks_or_go() -> None:
    written = zbp("", NRB, AMOUNT, "Café „Львів” – Łódź|Ltd", "FV|1\n2").split("|")

    assert written[4:6] == ["Cafe - ŁódźLtd", "FV1 2"]
    assert len(written) == 9


@pytest.mark.parametrize(
    ("nip", "nrb", "amount", "recipient", "title", "said"),
    [
        ("123", NRB, AMOUNT, "Iskra", "1", "nip '123'"),
        ("", NRB[:-1], AMOUNT, "Iskra", "1", "26 digits"),
        ("", NRB[:-1] + "5", AMOUNT, "Iskra", "1", "check digits"),
        ("", NRB, Decimal("-0.01"), "Iskra", "1", "amount -0.01"),
        ("", NRB, Decimal("0.001"), "Iskra", "1", "amount 0.001"),
        ("", NRB, Decimal("NaN"), "Iskra", "1", "amount NaN"),
        ("", NRB, Decimal("1E+120"), "Iskra", "1", "the code holds 160"),
        ("", NRB, AMOUNT, "Полтава", "1", "recipient 'Полтава'"),
        ("", NRB, AMOUNT, "Iskra", "", "title ''"),
        ("", NRB, AMOUNT, "Iskra", "x" * 33, "1 to 32"),
    ],
)
def test_what_cannot_be_paid_is_refused_by_name(
    nip: str, nrb: str, amount: Decimal, recipient: str, title: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        zbp(nip, nrb, amount, recipient, title)
