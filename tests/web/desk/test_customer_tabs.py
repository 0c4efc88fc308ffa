"""The tabs of one customer that only show: the contract, what was sent, what happened."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.contracts.models import Agreement, Restriction
from abonent.journal.actions import record
from abonent.journal.kinds import SENTENCES
from abonent.people.models import Account, User
from abonent.web.desk.customer_history import GROUPS, LOOKS
from tests import people
from tests.people import LONG_AGO, NOON
from tests.web.desk import things
from tests.web.doors import text

HERE = "/desk/customers/100234/"
NOBODYS = {"job", "audit", "device", "notice", "printing", "run", "staff", "system"}
"""What happens to no account."""


def statements(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


# ── The contract ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_contract_shows_what_is_held_and_was_held(clerk: Client, account: Account) -> None:
    line = account.subscriptions.get()
    people.hold(line, people.tariff("IP4", "10.00", kind="EXTRA"), since=LONG_AGO, until=NOON - timedelta(days=30))
    number = Agreement.objects.get(account=account).number

    said = text(clerk.get(f"{HERE}contract/"))

    assert f"Agreement {number}" in said
    assert "Internet A2 plan 1 Jan 2024 – PLN 60.00" in said
    assert "Internet IP4 extra service 1 Jan 2024 22 Oct 2026" in said
    assert "Together a month PLN 60.00" in said


def test_the_technician_sees_the_contract_without_prices(technician: Client, account: Account) -> None:
    said = text(technician.get(f"{HERE}contract/"))

    assert "Internet A2 plan" in said
    assert "A month" not in said
    assert "60.00" not in said


def test_every_restriction_is_told_with_its_reason(clerk: Client, account: Account) -> None:
    Restriction.objects.create(
        account=account, reason="OFFICE", level="LIMITED", placed_at=NOON, note="Shared the line"
    )
    Restriction.objects.create(
        account=account, reason="DEBT", level="SUSPENDED", placed_at=LONG_AGO, lifted_at=LONG_AGO + timedelta(days=2)
    )

    said = text(clerk.get(f"{HERE}contract/"))

    assert "service limited by the office Shared the line since" in said
    assert "service switched off debt from" in said


def test_an_account_without_an_agreement_says_what_will_come(clerk: Client, db: None) -> None:
    people.account("100999", "Nowy Klient")

    said = text(clerk.get("/desk/customers/100999/contract/"))

    assert "No agreement yet" in said
    assert "Nothing was ever restricted." in said


def test_many_lines_are_shown_when_they_are_asked_for(clerk: Client, account: Account) -> None:
    agreement = Agreement.objects.get(account=account)
    few = statements(clerk, f"{HERE}contract/")
    for number in range(44):
        agreement.subscriptions.create(account=account, kind="line", ref=f"L{number}", valid=agreement.valid)

    page, whole = text(clerk.get(f"{HERE}contract/")), text(clerk.get(f"{HERE}contract/?all"))

    assert "Show 5 more lines" in page
    assert ("L43" in page, "L43" in whole) == (False, True)
    assert statements(clerk, f"{HERE}contract/?all") == few


# ── What was sent ────────────────────────────────────────────────────────────────────────────────────────────────


def test_letters_stand_with_their_state_and_whole_address(clerk: Client, account: Account, olena: User) -> None:
    things.letter(account, olena, subject="It went")
    things.letter(
        account, None, subject="It came back", state="BOUNCED", trouble="550 no such user", to="x@example.com"
    )
    things.letter(account, None, channel="SMS", to="+48501234567", subject="", template="confirm_phone", text="")

    said = text(clerk.get(f"{HERE}messages/"))

    assert "It went e-mail olena@example.com sent" in said
    assert "It came back e-mail x@example.com came back 550 no such user" in said
    assert "Code for confirming a telephone number SMS +48501234567 sent" in said


def test_letters_about_a_persons_sign_in_are_among_them_and_those_of_other_accounts_not(
    clerk: Client, account: Account, neighbour: Account, olena: User, marek: User
) -> None:
    things.letter(None, olena, subject="", template="new_device", text="")
    things.letter(neighbour, olena, subject="About the neighbour")
    people.access(neighbour, olena, "SEES")
    things.letter(None, marek, subject="About Marek's sign-in")

    said = text(clerk.get(f"{HERE}messages/"))

    assert "Signed in on a new device" in said
    assert "About" not in said.replace("About this customer", "")


def test_whose_right_has_ended_gets_no_letters_here(clerk: Client, account: Account, marek: User) -> None:
    people.access(account, marek, "PAYS", until=NOON - timedelta(days=90))
    things.letter(None, marek, subject="After he left")

    assert "After he left" not in text(clerk.get(f"{HERE}messages/"))


def test_a_letter_is_read_as_it_was_sent(clerk: Client, account: Account, olena: User) -> None:
    found = things.letter(account, olena, text="Line one.\n\n<b>Line two</b>")

    answer = clerk.get(f"{HERE}messages/{found.pk}/")

    assert "Line one." in text(answer)
    assert "&lt;b&gt;Line two&lt;/b&gt;" in answer.content.decode()


def test_a_code_is_nowhere_to_be_read(clerk: Client, account: Account, olena: User) -> None:
    sent = things.letter(account, olena, template="recover", subject="", text="", context={"minutes": 30})
    waits = things.letter(
        account, olena, template="recover", subject="", text="", state="WAITING", secret="sealed-words"
    )

    for found, told in ((sent, "Neither was kept"), (waits, "codes and links never are")):
        answer = clerk.get(f"{HERE}messages/{found.pk}/")
        assert told in text(answer)
        assert "sealed-words" not in answer.content.decode()


def test_whoever_may_not_see_money_does_not_read_letters(technician: Client, account: Account, olena: User) -> None:
    found = things.letter(account, olena)

    listed, read = technician.get(f"{HERE}messages/"), technician.get(f"{HERE}messages/{found.pk}/")

    assert "Payment received" in text(listed)
    assert "The words of letters are for those who may see money" in text(read)
    for answer in (listed, read):
        assert "54,90" not in answer.content.decode()


@pytest.mark.parametrize("whose", ["the neighbour's", "nobody's", "none"])
def test_anothers_letter_is_not_here(clerk: Client, account: Account, neighbour: Account, whose: str) -> None:
    found = {
        "the neighbour's": lambda: things.letter(neighbour).pk,
        "nobody's": lambda: things.letter(None).pk,
        "none": lambda: 1 << 70,
    }[whose]()

    assert clerk.get(f"{HERE}messages/{found}/").status_code == 404


def test_many_letters_ask_as_much_as_one(clerk: Client, account: Account, olena: User) -> None:
    things.letter(account, olena)
    few = statements(clerk, f"{HERE}messages/")
    for number in range(70):
        things.letter(account, olena, at=NOON + timedelta(minutes=number))

    assert statements(clerk, f"{HERE}messages/") == few
    assert few <= 14


# ── What happened ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_history_says_who_did_what_as_what_and_how(
    clerk: Client, account: Account, olena: User, marek: User, clerk_user: User
) -> None:
    people.access(account, marek, "PAYS")
    for by, kind, via in (
        (olena.pk, "address.changed", "web"),
        (marek.pk, "payment.started", "web"),
        (clerk_user.pk, "note.added", "desk"),
        (None, "restriction.lifted", "job"),
    ):
        record(kind, at=NOON, account=account.pk, by=by, via=via)
    why = {"reason": "She asked where her bills are", "until": "2026-11-21T11:15:00+00:00"}
    record("customer.viewed", at=NOON, account=account.pk, by=clerk_user.pk, via="desk", data=why)

    said = text(clerk.get(f"{HERE}history/"))

    assert "The address for letters was changed – Olena Petrenko (account owner) in the customer panel" in said
    assert "Payment started – Marek Wójcik (person who pays) in the customer panel" in said
    assert "The office wrote a note down – Zofia Clerk (customer service) at the desk" in said
    assert "The restriction was lifted – the system by itself" in said
    assert "She asked where her bills are, until 12:15 at the latest Zofia Clerk (customer service)" in said


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("restriction.placed", "DEBT", "The service was restricted debt the system"),
        ("restriction.placed", "REQUEST", "The service was restricted asked for by the customer the system"),
        ("agreement.end_entered", "CUSTOMER", "the customer has given notice the system"),
    ],
)
def test_a_reason_that_is_a_code_stands_there_in_words(
    clerk: Client, account: Account, kind: str, code: str, words: str
) -> None:
    record(kind, at=NOON, account=account.pk, via="job", data={"reason": code})

    said = text(clerk.get(f"{HERE}history/"))

    assert words in said
    assert code not in said


def test_the_history_is_narrowed_by_kind_by_person_and_by_day(
    clerk: Client, account: Account, olena: User, clerk_user: User
) -> None:
    record("address.changed", at=NOON, account=account.pk, by=olena.pk)
    record("payment.posted", at=NOON - timedelta(days=9), account=account.pk, via="bank")
    record("customer.seen", at=NOON - timedelta(days=5), account=account.pk, by=clerk_user.pk, via="desk")
    here = f"{HERE}history/"
    told = ("The address for letters was changed", "The money was posted", "The office looked at the account")

    def shown(query: str) -> list[bool]:
        rows = text(clerk.get(here + query)).partition("Details")[2]
        return [sentence in rows for sentence in told]

    assert shown("?what=data") == [True, False, False]
    assert shown("?what=money") == [False, True, False]
    assert shown("?what=looks") == [False, False, True]
    assert shown(f"?who={olena.pk}") == [True, False, False]
    assert shown("?who=system") == [False, True, False]
    assert shown("?at_to=2026-11-15") == [False, True, False]
    assert clerk.get(f"{here}?who={1 << 70}").status_code == 422


def test_the_history_goes_on_from_page_to_page_and_into_a_file(clerk: Client, account: Account, olena: User) -> None:
    for number in range(60):
        record("address.changed", at=NOON - timedelta(days=number), account=account.pk, by=olena.pk)

    first = clerk.get(f"{HERE}history/?what=data").content.decode()
    onward = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = text(clerk.get(onward)).partition("Details")[2]
    file = b"".join(clerk.get(f"{HERE}history.csv?what=data").streaming_content).decode()  # type: ignore[attr-defined]

    assert second.count("The address for letters was changed") == 10
    assert file.count("The address for letters was changed") == 60


def test_the_same_instant_is_parted_by_the_order_of_things(clerk: Client, account: Account, olena: User) -> None:
    for _ in range(60):
        record("address.changed", at=NOON, account=account.pk, by=olena.pk)

    first = clerk.get(f"{HERE}history/?what=data").content.decode()
    onward = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")

    assert text(clerk.get(onward)).count("The address for letters was changed") == 10


def test_a_long_history_asks_as_much_as_a_short_one(clerk: Client, account: Account, olena: User) -> None:
    record("address.changed", at=NOON, account=account.pk, by=olena.pk)
    few = statements(clerk, f"{HERE}history/")
    for number in range(80):
        record("note.added", at=NOON - timedelta(days=number), account=account.pk, by=olena.pk)

    assert statements(clerk, f"{HERE}history/") == few
    assert few <= 16


def test_every_kind_of_event_belongs_to_one_group() -> None:
    beginnings = [beginning for _, _, group in GROUPS for beginning in group]
    of_accounts = {kind.partition(".")[0] for kind in SENTENCES if kind not in LOOKS}

    assert len(beginnings) == len(set(beginnings))
    assert of_accounts - set(beginnings) - NOBODYS == set()


def test_months_long_ago_are_found(clerk: Client, account: Account, olena: User) -> None:
    record("agreement.renewed", at=LONG_AGO, account=account.pk, by=olena.pk)

    assert "The agreement was renewed" in text(clerk.get(f"{HERE}history/?at_to={date(2024, 2, 1)}"))


def test_nobody_is_led_to_a_page_that_they_may_not_see(
    clerk: Client, technician: Client, account: Account, olena: User
) -> None:
    for subject in ("invoice:FV/2026/11/0001", "order:Z-7F3K-92QD", "payment:abc", "document:x", "restriction:1"):
        record("order.placed", at=NOON, account=account.pk, by=olena.pk, subject=subject)
    here = f"{HERE}history/?what=data"

    led, not_led = (who.get(here).content.decode().partition("<tbody>")[2] for who in (clerk, technician))

    assert (led.count("<a href="), not_led.count("<a href=")) == (5, 1)
    assert f'href="{HERE}contract/"' in not_led
