"""Consents: each with its words, its time and its way; taken back as easily as given."""

from dataclasses import replace
from datetime import timedelta

import pytest

from abonent import profile
from abonent.journal.models import Event
from abonent.people import queries
from abonent.people.actions import ChangedWording, UnknownConsent, enter_wordings, give_consent, take_back_consent
from abonent.people.models import Account, Consent, User, Wording
from abonent.people.queries import consent_history
from abonent.profile import Profile
from abonent.profile.kinds import Words
from tests.people import NOON

HOUR = timedelta(hours=1)


def with_words(text: str, *, version: str) -> Profile:
    """The profile, whose first consent (mail-works) has other words."""
    operator = profile.current()
    first, *others = operator.panel.consents
    said = Words(dict.fromkeys(operator.languages, text))
    changed = replace(first, text=said, version=version)
    return replace(operator, panel=replace(operator.panel, consents=(changed, *others)))


def test_nothing_is_agreed_to_before_it_was_said(account: Account) -> None:
    assert queries.consents(account) == {}
    assert not queries.agrees(account, "mail-offers")


def test_what_is_given_is_kept_with_its_words_time_and_way(account: Account, olena: User) -> None:
    said = give_consent(account, "mail-offers", at=NOON, by=olena)

    assert queries.agrees(account, "mail-offers")
    assert (said.given, said.at, said.via, said.user) == (True, NOON, "web", olena)
    assert said.wording.version == "2026-01"
    assert said.wording.text["en"] == {
        "title": "Changes of the offer, by e-mail",
        "text": "I agree to receive commercial information by e-mail about changes of Iskra Net’s offer.",
    }
    event = Event.objects.get()
    assert (event.kind, event.subject, event.by_id) == ("consent.given", "consent:mail-offers", olena.pk)


def test_what_is_taken_back_holds_no_more_and_both_stay_in_the_history(account: Account, olena: User) -> None:
    give_consent(account, "mail-offers", at=NOON, by=olena)
    take_back_consent(account, "mail-offers", at=NOON + HOUR, by=olena)

    assert not queries.agrees(account, "mail-offers")
    assert [(each.given, each.at) for each in consent_history(account)] == [(False, NOON + HOUR), (True, NOON)]
    assert not queries.consents(account)["mail-offers"].given


def test_said_twice_is_said_once(account: Account, olena: User) -> None:
    for _ in range(2):
        give_consent(account, "mail-offers", at=NOON, by=olena)
    assert Consent.objects.count() == 1

    for _ in range(2):
        take_back_consent(account, "mail-offers", at=NOON + HOUR, by=olena)
    assert Consent.objects.count() == 2
    assert Event.objects.count() == 2


def test_what_was_never_given_is_not_taken_back(account: Account, olena: User) -> None:
    assert take_back_consent(account, "sms-offers", at=NOON, by=olena) is None

    assert Consent.objects.count() == 0
    assert Event.objects.count() == 0


def test_two_at_the_same_instant_count_in_their_order(account: Account, olena: User) -> None:
    give_consent(account, "sms-works", at=NOON, by=olena)
    take_back_consent(account, "sms-works", at=NOON, by=olena)

    assert not queries.agrees(account, "sms-works")
    assert not queries.consents(account)["sms-works"].given


def test_one_customers_consent_is_nobody_elses(account: Account, neighbour: Account, olena: User) -> None:
    give_consent(account, "mail-works", at=NOON, by=olena)

    assert not queries.agrees(neighbour, "mail-works")
    assert queries.consents(neighbour) == {}


def test_what_the_profile_does_not_ask_cannot_be_agreed_to(account: Account, olena: User) -> None:
    for say in (give_consent, take_back_consent):
        with pytest.raises(UnknownConsent):
            say(account, "anything", at=NOON, by=olena)

    assert Consent.objects.count() == 0


@pytest.mark.usefixtures("db")
def test_the_same_words_are_entered_once() -> None:
    before = Wording.objects.count()

    enter_wordings(profile.current(), at=NOON)

    assert Wording.objects.count() == before == len(profile.current().panel.consents)


@pytest.mark.usefixtures("db")
def test_other_words_need_another_version() -> None:
    before = Wording.objects.count()

    with pytest.raises(ChangedWording, match=r"'mail-works'.*'2026-01'.*new version"):
        enter_wordings(with_words("More.", version="2026-01"), at=NOON)
    assert Wording.objects.count() == before

    enter_wordings(with_words("More.", version="2026-12"), at=NOON)
    assert Wording.objects.count() == before + 1


def test_a_consent_to_earlier_words_holds_and_can_be_given_to_the_new_ones(account: Account, olena: User) -> None:
    give_consent(account, "mail-works", at=NOON, by=olena)
    newer = with_words("More.", version="2026-12")
    enter_wordings(newer, at=NOON)

    with profile.using(newer):
        assert queries.agrees(account, "mail-works")
        assert queries.consents(account)["mail-works"].wording.version == "2026-01"

        give_consent(account, "mail-works", at=NOON + HOUR, by=olena)

        assert queries.consents(account)["mail-works"].wording.version == "2026-12"
    assert Consent.objects.count() == 2


def test_what_is_taken_back_is_the_words_that_were_agreed_to(account: Account, olena: User) -> None:
    give_consent(account, "mail-works", at=NOON, by=olena)
    newer = with_words("More.", version="2026-12")
    enter_wordings(newer, at=NOON)

    with profile.using(newer):
        back = take_back_consent(account, "mail-works", at=NOON + HOUR, by=olena)

    assert back
    assert back.wording.version == "2026-01"
