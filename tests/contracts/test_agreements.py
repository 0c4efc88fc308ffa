"""What can be asked of agreements, and the confirmation of their terms."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from pytest_django import Settings

from abonent import profile
from abonent.contracts.actions import ConfirmedTooOften, NotInForce, confirm_terms, renew_agreement
from abonent.contracts.models import Agreement
from abonent.contracts.queries import AgreementShown, agreements, terms_sheet
from abonent.people.models import Account
from abonent.post import keeping
from abonent.post.models import Document
from tests import people
from tests.database import House
from tests.people import NOON
from tests.web.doors import kinds


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.ABONENT_DATA = tmp_path


def only(account: Account) -> AgreementShown:
    (found,) = agreements(account, at=NOON)
    return found


def test_those_in_force_come_first_then_coming_then_ended_the_newest_of_each_first(account: Account) -> None:
    for signed, until in ((date(2026, 12, 1), None), (date(2026, 5, 1), None), (date(2023, 1, 1), date(2026, 11, 21))):
        since = datetime.combine(signed, NOON.timetz())
        agreement = people.line(account, people.tariff(), since=since).subscription.agreement
        Agreement.objects.filter(pk=agreement.pk).update(valid=DateRange(signed, until))

    found = agreements(account, at=NOON)

    assert [(each.state, each.signed_on) for each in found] == [
        ("in_force", date(2026, 5, 1)),
        ("in_force", date(2024, 1, 1)),
        ("coming", date(2026, 12, 1)),
        ("ended", date(2023, 1, 1)),
    ]


def test_nothing_of_another_account_is_among_it(account: Account, neighbour: Account) -> None:
    assert {line.ref for each in agreements(account, at=NOON) for line in each.lines} == {
        subscription.ref for subscription in account.subscriptions.all()
    }


def test_what_was_withdrawn_never_was(account: Account) -> None:
    account.holdings.update(withdrawn_at=NOON)

    assert only(account).lines[0].held == ()


def test_what_changed_twice_in_a_day_is_told_once(account: Account) -> None:
    line, noon = account.subscriptions.get(), NOON - timedelta(days=30)
    people.hold(line, people.tariff("A1"), slot="x", since=noon, until=noon + timedelta(hours=2))

    assert (len(only(account).lines[0].held), only(account).lines[0].before) == (1, ())


def test_the_sheet_has_plain_values_only(account: Account) -> None:
    Agreement.objects.filter(account=account).update(minimum_until=date(2027, 3, 13))

    sheet = terms_sheet(account, only(account), language="pl")

    assert sheet["lines"] == [
        {
            "where": "",
            "services": [
                {
                    "name": {"pl": "Internet A2", "uk": "Інтернет A2", "en": "Internet A2"},
                    "since": "2024-01-01",
                    "monthly": "60.00",
                    "speeds": None,
                }
            ],
        }
    ]
    assert (sheet["monthly"], sheet["bound_until"], sheet["last_day"]) == ("60.00", "2027-03-12", None)
    assert (sheet["made_on"], sheet["account"]) == ("2026-11-21", "100\u00a0234")
    assert sheet["customer"] == {"name": "Olena Petrenko", "address": [], "tax_id": ""}


def test_the_confirmation_is_in_the_language_asked_for_and_is_the_same_all_day(account: Account) -> None:
    first = confirm_terms(account, only(account), language="pl", at=NOON, by=7)
    evening = confirm_terms(account, only(account), language="pl", at=NOON + timedelta(hours=9))
    other = confirm_terms(account, only(account), language="uk", at=NOON)

    assert evening == first
    assert first.subject == f"agreement:{only(account).number}"
    assert (first.language, first.kept_by_id, other.language) == ("pl", 7, "uk")
    assert keeping.content(first).startswith(b"%PDF-")
    assert kinds() == ["document.kept", "document.kept"]


def test_the_limit_is_of_a_day_and_of_an_account(account: Account, neighbour: Account) -> None:
    languages = ["pl", "uk", "en"]
    for day in (0, 1):
        at = NOON + timedelta(days=day)
        (shown,) = agreements(account, at=at)
        for number in range(profile.current().panel.contract.confirmations_a_day):
            Account.objects.filter(pk=account.pk).update(holder=f"Olena {number}")
            confirm_terms(account, shown, language=languages[number % 3], at=at)
        Account.objects.filter(pk=account.pk).update(holder=f"Olena of day {day}")
        with pytest.raises(ConfirmedTooOften), transaction.atomic():
            confirm_terms(account, shown, language="pl", at=at)

    assert confirm_terms(neighbour, only(neighbour), language="pl", at=NOON).account_id == neighbour.pk
    assert Document.objects.filter(account_id=account.pk).count() == 10


def test_what_has_ended_is_not_confirmed(account: Account) -> None:
    Agreement.objects.filter(account=account).update(valid=DateRange(date(2024, 1, 1), date(2026, 11, 21)))

    with pytest.raises(NotInForce):
        confirm_terms(account, only(account), language="pl", at=NOON)

    assert not Document.objects.exists()


def test_a_renewed_agreement_takes_over_what_is_delivered(account: Account) -> None:
    old = Agreement.objects.get(account=account)

    new = renew_agreement(
        old, number="U/2026/2", since=date(2026, 12, 1), minimum_until=date(2027, 12, 1), at=NOON, by=7
    )

    old.refresh_from_db()
    assert (old.valid.upper, new.valid.lower, new.signed_on) == (
        date(2026, 12, 1),
        date(2026, 12, 1),
        date(2026, 11, 21),
    )
    assert account.subscriptions.get().agreement == new
    shown = agreements(account, at=NOON + timedelta(days=20))
    assert [(each.number, each.state, len(each.lines)) for each in shown] == [
        ("U/2026/2", "in_force", 1),
        (old.number, "ended", 0),
    ]
    assert kinds() == ["agreement.renewed"]


@pytest.mark.parametrize("since", [date(2024, 1, 1), date(2023, 1, 1)])
def test_nothing_is_renewed_before_it_began(account: Account, since: date) -> None:
    old = Agreement.objects.get(account=account)

    with pytest.raises(NotInForce):
        renew_agreement(old, number="U/2", since=since, minimum_until=None, at=NOON)

    assert Agreement.objects.count() == 1


def test_what_is_over_is_not_renewed(account: Account) -> None:
    Agreement.objects.update(valid=DateRange(date(2024, 1, 1), date(2025, 1, 1)))

    with pytest.raises(NotInForce):
        renew_agreement(Agreement.objects.get(), number="U/2", since=date(2026, 1, 1), minimum_until=None, at=NOON)


def test_ten_at_once_make_one_document(committed: House) -> None:
    account = people.account("100234", "Olena Petrenko")
    people.line(account, people.tariff())
    shown = only(account)

    def confirm(_: int) -> str:
        try:
            return confirm_terms(account, shown, language="pl", at=NOON).ref
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        refs = set(threads.map(confirm, range(10)))

    assert len(refs) == Document.objects.count() == 1
    assert kinds("document.kept") == ["document.kept"]
