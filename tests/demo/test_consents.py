"""How the demonstration's customers are reached, and what they agreed to."""

from datetime import UTC, datetime, timedelta

from abonent.demo import data
from abonent.people.models import Account, Consent, Contact
from abonent.people.queries import agrees, consent_history, consents

NOW = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)


def live(customers: int = 30) -> None:
    data.fill(customers, at=NOW, progress=lambda _: None, months=2)


def account(number: str) -> Account:
    return Account.objects.get(number=number)


def test_what_was_agreed_to_has_the_words_of_its_time(db: None) -> None:
    live()

    anna = consents(account("100234"))["mail-offers"]
    assert (anna.given, anna.via, anna.wording.version) == (True, "office", "2020-10")
    assert anna.wording.text["en"]["title"] == "Offers by e-mail"
    assert consents(account("100352"))["mail-works"].wording.version == "2026-01"
    assert not Consent.objects.filter(at__gt=NOW).exists()


def test_one_has_taken_a_consent_back_in_the_panel(db: None) -> None:
    live()

    grace = account("100377")
    assert not agrees(grace, "mail-offers")
    newest = next(iter(consent_history(grace)))
    assert (newest.given, newest.via, newest.at) == (False, "web", NOW - timedelta(days=7))
    assert newest.user is not None
    assert newest.user.login == "grace.hughes"


def test_those_with_a_name_have_a_number_and_one_address_is_not_confirmed(db: None) -> None:
    live()

    assert Contact.objects.get(account__number="100234", kind="PHONE").value == "+48500100234"
    waiting = Contact.objects.get(confirmed_at=None)
    assert (waiting.account.number, waiting.value) == ("100310", "piotr@zielinscy.example")


def test_most_agree_to_be_told_of_works_and_few_to_offers_by_sms(db: None) -> None:
    live(80)

    def share(code: str) -> float:
        return Consent.objects.filter(code=code, given=True).count() / Account.objects.exclude(pk=0).count()

    assert share("mail-works") > 0.8
    assert share("sms-offers") < 0.3
