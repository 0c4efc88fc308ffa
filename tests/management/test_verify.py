"""`abonent verify` finds each kind of fault, made here by the owner's login, and finds none where all is well."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from abonent import profile
from abonent.billing import actions
from abonent.billing.bulk.clearing import rests
from abonent.billing.bulk.faults import RULES
from abonent.billing.bulk.sealing import ledger_hash
from abonent.billing.bulk.verifying import BILLS, DEBTORS, LEDGER, look
from abonent.journal import bulk as journal
from abonent.people.models import Account
from abonent.post.actions import keep_document
from abonent.post.keeping import FOLDER
from tests import people
from tests.database import House, use
from tests.management.conftest import Start
from tests.people import NOON


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    settings.ABONENT_DATA = tmp_path
    monkeypatch.setenv("ABONENT_DATA", str(tmp_path))


CHECKS = (*LEDGER, *BILLS, *DEBTORS)
PDF = b"%PDF-1.7 an agreement"

ORIGIN = "every entry has the document, the money or the decision that it is of"

OF_NOTHING = (
    (
        "INSERT INTO billing_entry (account_id, debit_id, credit_id, amount, kind, service, cause, value_on, booked_on,"
        " recorded_at, due_on, reverses_id)"
        " SELECT account.id, 3, 1, 5, entry, '', entry, '2026-11-20', '2026-11-20', now(), NULL, NULL"
        " FROM people_account account, unnest(ARRAY['PAYMENT', 'WRITE_OFF', 'TRANSFER']) entry WHERE number = '100777'"
    ),
    (
        "INSERT INTO billing_entry (account_id, debit_id, credit_id, amount, kind, service, cause, value_on, booked_on,"
        " recorded_at, due_on, reverses_id)"
        " SELECT account_id, 1, debit_id, 1, 'REVERSAL', '', 'r', value_on, booked_on, recorded_at, value_on, id"
        " FROM billing_entry WHERE kind = 'PAYMENT' AND amount = 70"
    ),
    "UPDATE billing_entry SET due_on = NULL",
    "UPDATE billing_entry SET due_on = due_on + 30",
    "UPDATE billing_entry SET kind = 'CORRECTION' WHERE kind = 'BILL'",
    "UPDATE billing_entry SET debit_id = 3 WHERE kind = 'PAYMENT' AND amount = 120",
)
"""Entries that no document, no money and no decision stands behind, or another one."""

FAULTS = {
    "UPDATE billing_allocation SET amount = 500": {
        "no credit pays more than it has",
        "no debt is paid more than it is",
    },
    "UPDATE billing_allocation SET credit_id = debit_id": {
        "only credits pay, and only debts",
        "no credit lies beside an open debt",
        "the balance that pages show is what is open, and the sum of the entries",
    },
    "DELETE FROM billing_allocation": {"no credit lies beside an open debt"},
    "UPDATE billing_receipt SET amount = 70.01": {"all other money that came is booked, whole"},
    "INSERT INTO billing_payment (ref, once, account_id, gateway, gateway_ref, bank_url, amount, wanted, state, started_at)"
    " SELECT 'r' || id, 'o', id, 'sandbox', '', '', 5, '[]', 'CONFIRMED', now() FROM people_account WHERE id > 0": {
        "payments are confirmed where money came for them, and only there"
    },
    "INSERT INTO billing_proposal (ref, account_id, kind, amount, reason, bank_account, recipient, takes_two, state,"
    " proposed_at, answer) SELECT 'P-' || id, id, 'REFUND', 5, '', '', '', false, 'DONE', now(), ''"
    " FROM people_account WHERE id > 0": {"what was agreed to be paid out or given up is booked once"},
    "UPDATE billing_entry SET amount = 61 WHERE kind = 'BILL'": {"every bill is what was booked for it"},
    "UPDATE billing_invoice SET sheet = jsonb_set(sheet, '{total}', '\"61.00\"')": {
        "every sheet is what was hashed",
        "every sheet says what its bill is",
    },
    "UPDATE billing_charge SET amount = 59": {
        "every line of a sheet is its charge, and no bill is below nothing",
        "every bill with VAT in its prices is its charges",
        "net and VAT of every bill come from its charges, rate by rate",
    },
    "UPDATE billing_invoice SET sheet = jsonb_set(sheet, '{lines,0,amount}', '\"600.00\"')": {
        "every sheet is what was hashed",
        "every line of a sheet is its charge, and no bill is below nothing",
    },
    **{what: {ORIGIN} for what in OF_NOTHING},
    "UPDATE billing_charge SET gross = false": {"net and VAT of every bill come from its charges, rate by rate"},
    "UPDATE billing_series SET next = next + 1": {"numbers have no gap"},
    "UPDATE billing_series SET next = next - 1": {"no number was given twice, or before its turn"},
    "UPDATE billing_batch SET state = 'WAITING'": {"every period that was issued is whole"},
    "UPDATE billing_batch SET total = total + 0.01": {"every period that was issued is whole"},
    "INSERT INTO contracts_restriction (account_id, reason, level, placed_at, note)"
    " SELECT id, 'DEBT', 'LIMITED', now(), '' FROM people_account WHERE number = '100777'": {
        "nobody is restricted for a debt without one that is overdue"
    },
    "INSERT INTO billing_reminder (account_id, step, kind, amount, oldest_due_on, taken_at)"
    " SELECT id, 1, 'REMINDER', 60, '2026-11-01', now() FROM people_account WHERE number = '100777'": {
        "no reminder is in force where nothing is owed, or ended before it was taken"
    },
    "INSERT INTO billing_reminder (account_id, step, kind, amount, oldest_due_on, taken_at)"
    " SELECT id, step, 'NOTICE', 60, '2026-10-17', now() - make_interval(days => step) FROM people_account,"
    " generate_series(1, 2) step WHERE number = '100234'": {"the steps of every ladder were taken in their order"},
    "INSERT INTO billing_respite (account_id, kind, plan, note, made_at, ended, answer)"
    " SELECT id, 'OFFICE', 'o', '', now(), 'KEPT', '' FROM people_account WHERE number = '100234'": {
        "every respite is of a debt of its account, and ended one way or not at all"
    },
}
"""What somebody with the owner's login does, and the checks that say so."""


def story() -> None:
    """Two who have bills of two months; one of them has paid all, the other a part."""
    olena, marek = people.person("olena", "Olena Petrenko"), people.person("marek", "Marek Wójcik")
    part, all_of_it = people.account("100234", "Olena", olena), people.account("100777", "Marek", marek)
    for account in (part, all_of_it):
        people.line(account, people.tariff())
    for month in (date(2026, 10, 1), date(2026, 11, 1)):
        people.bill_month(month)
    actions.post_receipt(people.receipt(part, "70.00"), at=NOON)
    actions.post_receipt(people.receipt(all_of_it, "120.00", source="till", book="till:office"), at=NOON)


def wrong() -> set[str]:
    return {check.says for check in CHECKS if look(check, on=date(2026, 11, 22)).wrong}


def test_each_kind_of_fault_is_found_by_the_checks_that_it_concerns(committed: House) -> None:
    story()
    use(committed.owner_url)

    assert wrong() == set()
    for what, says in FAULTS.items():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(what)
            assert (what, wrong() - {"every payment is booked, whole"}) == (what, says)
            transaction.set_rollback(True)
    assert set(FAULTS_OF_RULES) == set(RULES)


def test_numbers_that_are_written_without_a_stroke_are_numbers(account: Account) -> None:
    operator = profile.current()
    series = replace(operator.billing.series, bill="F{year}{month:02}{number:04}", correction="K{year}{number:06}")
    with profile.using(replace(operator, billing=replace(operator.billing, series=series))):
        bill = people.bill(account)
        actions.correct_invoice(bill, amounts={1: Decimal("30.00")}, reason="x", at=NOON)

    assert (bill.number, wrong()) == ("F2026110001", set())


FAULTS_OF_RULES = [rule for rule in RULES if any(RULES[rule] in check.wrong for check in CHECKS)]
"""Each rule of the ledger is asked."""


def test_what_lies_in_a_book_has_its_reason_or_is_named(db: None) -> None:
    story()
    over = people.account("100300", "Nadpłata")
    actions.post_receipt(people.receipt(over, "10.00"), at=NOON)

    found = {rest.book: (rest.amount, rest.unexplained) for rest in rests()}

    assert found["till:office"] == (Decimal("120.00"), Decimal("0.00"))
    assert found["bank:main"] == (Decimal("80.00"), Decimal("0.00"))
    assert found["refunds"] == found["unmatched"] == (Decimal("0.00"), Decimal("0.00"))

    actions.refund(over, amount=Decimal("10.00"), once="nobody agreed to it", at=NOON)
    assert [rest.unexplained for rest in rests() if rest.book == "refunds"] == [Decimal("-10.00")]


def test_it_tells_what_does_not_agree_and_ends_with_a_status(start: Start, committed: House, tmp_path: Path) -> None:
    journal.make_months(timezone.now(), ahead=1)
    story()
    account = people.account("100300", "Anna Nowak")
    kept = keep_document(account.pk, subject="", kind="OTHER", title="Umowa", content=PDF, at=NOON)
    told = ledger_hash()

    sound = start("verify")
    output, trouble = sound.communicate()
    assert (sound.returncode, trouble) == (0, ""), output
    assert f"ledger {told}\nNothing BAD" in output

    with psycopg.connect(committed.owner_url) as owner:
        owner.execute("UPDATE billing_batch SET bills = 3")
    place = tmp_path / FOLDER / kept.sha256[:2] / kept.sha256[2:]
    place.write_bytes(b"something else")
    damaged = start("verify")
    output, _ = damaged.communicate()
    assert damaged.returncode == 1
    assert "BAD   every period that was issued is whole: 2 rows, 2 wrong" in output
    assert "        100300       The file of document " in output
    assert "2 BAD" in output
