"""The words of names and addresses, learned each night."""

from abonent.billing.models import Payer
from abonent.people.learning import learn_words
from abonent.people.models import Account, Place, User, Word
from abonent.people.queries.finding import spellings
from tests import people

EVERYTHING = (Account, User, Place, Payer)


def known() -> dict[str, int]:
    return dict(Word.objects.values_list("word", "weight"))


def learned() -> dict[str, int]:
    Account.objects.filter(pk=0).delete()
    learn_words(EVERYTHING)
    return known()


def test_words_are_learned_once_with_how_often_they_are_there(db: None) -> None:
    for number in range(8):
        people.account(str(200_000 + number), "Jan Kowalski")
    people.person("m.nowak7", "Mária Nowak-Lis")
    Place.objects.create(street="ul. 3 Maja", house="5A", town="Łódź")

    found = learned()

    assert {word: found[word] for word in ("kovalski", "ian", "maria", "lis", "lodz", "maia")} == {
        "kovalski": 4,  # eight accounts and their eight payers: two to the fourth
        "ian": 4,
        "maria": 0,
        "lis": 0,
        "lodz": 0,
        "maia": 0,
    }
    assert not [word for word in found if not word.isalpha() or len(word) < 2]


def test_what_nobody_is_called_any_more_is_forgotten(db: None) -> None:
    account = people.account("200001", "Jan Kowalski")
    assert "kovalski" in learned()

    for table in (Account.objects.filter(pk=account.pk), Payer.objects.filter(account=account)):
        table.update(**{"holder" if table.model is Account else "name": "Ewa Nowak"})

    assert "kovalski" not in learned()
    assert "novak" in known()


def test_learning_again_changes_nothing(db: None) -> None:
    people.account("200001", "Jan Kowalski")
    learned()

    assert learn_words(EVERYTHING) == 0


def test_a_frequent_word_is_no_slip_and_a_rare_one_may_be(db: None) -> None:
    for number in range(8):
        people.account(str(200_000 + number), "Jan Kowalski")
    people.account("200900", "Ewa Kowalska")
    learned()

    assert spellings(["kovalski"]) == [["kovalski"]]
    assert spellings(["kovalska"]) == [["kovalska", "kovalski"]]
    assert spellings(["kovlaski", "5"]) == [["kovlaski", "kovalski"], ["5"]]
    assert spellings(["zzz"]) == [["zzz"]]
