"""The office corrects a customer's data: old beside new, a press, a letter; of two at once the second is told."""

from typing import Any

import pytest
from django.test import Client

from abonent import profile
from abonent.billing.models import Invoice, Payer
from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.journal.models import Event
from abonent.people import actions as at_the_door
from abonent.people.models import Account, Consent, Contact, Place, User
from abonent.post.models import Message
from tests import people

NAME, ADDRESS, INVOICE, CONSENTS, CONTACT = (
    f"/desk/customers/100234/{page}/" for page in ("change", "address", "invoice-data", "consents", "contact")
)
MARRIED = {
    "holder": "Olena Kowalska",
    "kind": "PERSON",
    "tax_id": "",
    "language": "pl",
    "reason": "married",
    "follow": "on",
}
MOVED = {"street": "ul. Leśna", "house": "5", "flat": "", "post_code": "16999", "town": "Gródek Leśny"}
OTHER = {"name": "Olena K.", "street": "ul. Leśna 5", "town": "16-999 Gródek Leśny", "tax_id": ""}


def was(page: Any) -> str:
    """Return the mark of what a check page has shown."""
    text: str = page.content.decode()
    return text.partition('name="was" value="')[2].partition('"')[0]


def do(clerk: Client, url: str, said: dict[str, str]) -> Any:
    return clerk.post(url, said | {"confirm": "1", "was": was(clerk.post(url, said))})


def test_a_name_is_changed_with_old_and_new_beside_each_other(
    clerk: Client, clerk_user: User, account: Account
) -> None:
    bill = people.bill(account)
    check = clerk.post(NAME, MARRIED)
    answer = do(clerk, NAME, MARRIED)

    account.refresh_from_db()
    assert "Olena Petrenko" in check.content.decode()
    assert "Olena Kowalska" in check.content.decode()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{NAME}?done=1")
    assert "data were changed" in clerk.get(f"{NAME}?done=1").content.decode()
    assert (account.holder, Payer.objects.get(account=account).name) == ("Olena Kowalska", "Olena Kowalska")
    assert Invoice.objects.get(pk=bill.pk).sheet == bill.sheet
    assert set(Event.objects.filter(account_id=account.pk, via="desk").exclude(kind="customer.seen").values_list("kind", "by_id")) == {
        ("customer.changed", clerk_user.pk), ("invoice_data.changed", clerk_user.pk),
    }  # fmt: skip
    assert sorted(Message.objects.values_list("template", flat=True)) == ["customer_changed", "invoice_data_changed"]


def test_invoices_follow_only_where_that_is_ticked(clerk: Client, account: Account) -> None:
    do(clerk, NAME, {name: value for name, value in MARRIED.items() if name != "follow"})

    assert Payer.objects.get(account=account).name == "Olena Petrenko"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"holder": ""}, "Please type the name."),
        ({"holder": "x" * 10_000}, "At most 160"),
        ({"holder": "Olena\u202eevil"}, "cannot be printed"),
        ({"holder": "Olena გ"}, "Bills and letters cannot show: გ."),
        ({"holder": "Olena\0"}, "Null characters"),
        ({"reason": ""}, "Please type the reason."),
        ({"kind": "COMPANY"}, "invoice bears it"),
        ({"tax_id": "123"}, "no valid tax number"),
        ({"language": "xx"}, "not one of the available choices"),
        ({"holder": "Olena Petrenko"}, "Everything is so already."),
    ],
)
def test_what_cannot_be_a_customer_is_said(clerk: Client, account: Account, more: dict[str, str], said: str) -> None:
    answer = clerk.post(NAME, MARRIED | more | {"confirm": "1"})

    account.refresh_from_db()
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert account.holder == "Olena Petrenko"


@pytest.mark.parametrize(("url", "said"), [(NAME, MARRIED), (ADDRESS, MOVED), (INVOICE, OTHER)])
def test_a_double_click_changes_once_and_says_so(
    clerk: Client, account: Account, url: str, said: dict[str, str]
) -> None:
    sent = said | {"confirm": "1", "was": was(clerk.post(url, said))}

    answers = [clerk.post(url, sent) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [f"{url}?done=1"] * 2
    kinds = Event.objects.filter(account_id=account.pk, via="desk").exclude(kind="customer.seen").values_list("kind")
    assert len(kinds) == len(set(kinds))


def test_what_somebody_else_changed_meanwhile_is_shown_first(clerk: Client, account: Account) -> None:
    looked_at = was(clerk.post(NAME, MARRIED))
    Account.objects.filter(pk=account.pk).update(holder="Olena Lis")

    answer = clerk.post(NAME, MARRIED | {"confirm": "1", "was": looked_at})

    account.refresh_from_db()
    assert answer.status_code == 409
    assert "Somebody else has changed it meanwhile" in answer.content.decode()
    assert "Olena Lis" in answer.content.decode()
    assert account.holder == "Olena Lis"


def test_back_to_the_form_nothing_typed_is_lost(clerk: Client, account: Account) -> None:
    page = clerk.post(NAME, MARRIED | {"edit": "1"}).content.decode()

    assert 'value="Olena Kowalska"' in page
    assert 'value="married"' in page


def test_letters_go_elsewhere_and_the_service_stays(clerk: Client, account: Account) -> None:
    place = Place.objects.create(street="ul. Polna", house="3", post_code="16-999", town="Gródek Leśny")
    Account.objects.filter(pk=account.pk).update(post_place=place)

    do(clerk, ADDRESS, MOVED)

    account.refresh_from_db()
    assert str(account.post_place) == "ul. Leśna 5, 16-999 Gródek Leśny"
    assert account.subscriptions.get().place_id != account.post_place_id
    assert Event.objects.get(kind="address.changed").via == "desk"
    assert [letter.template for letter in Message.objects.all()] == ["address_changed"]


def test_an_address_with_hidden_signs_is_refused(clerk: Client, account: Account) -> None:
    answer = clerk.post(ADDRESS, MOVED | {"town": "Gródek\u202e"})

    assert answer.status_code == 422
    assert "cannot be printed" in answer.content.decode()


def test_invoice_data_are_changed(clerk: Client, account: Account) -> None:
    do(clerk, INVOICE, OTHER)

    payer = Payer.objects.get(account=account)
    assert (payer.name, payer.address) == ("Olena K.", ["ul. Leśna 5", "16-999 Gródek Leśny"])
    assert Event.objects.get(kind="invoice_data.changed").via == "desk"


def test_what_the_customer_asked_for_and_waits_is_pointed_out(clerk: Client, account: Account) -> None:
    old = {"name": "Olena Petrenko", "address": ["a", "b"], "tax_id": ""}
    order = cases.ask(account, Order.Kind.INVOICE_DATA, old=old, new=old | {"name": "O."}, at=people.NOON, by=None)

    assert f"/desk/changes/{order.ref}/" in clerk.get(INVOICE).content.decode()


def test_consents_are_given_and_taken_back_at_the_counter(clerk: Client, clerk_user: User, account: Account) -> None:
    at_the_door.enter_wordings(profile.current(), at=people.LONG_AGO)
    given = clerk.post(CONSENTS, {"consent": "mail-works", "say": "yes", "version": "2026-01"})
    page = clerk.get(given.headers["Location"]).content.decode()
    clerk.post(CONSENTS, {"consent": "mail-works", "say": "no", "version": "2026-01"})

    said = Consent.objects.filter(account=account).order_by("pk").values_list("given", "via", "user_id")
    assert "Written down" in page
    assert list(said) == [(True, "desk", clerk_user.pk), (False, "desk", clerk_user.pk)]


def test_words_that_changed_meanwhile_are_shown_first_and_e_invoices_are_not_switched_here(
    clerk: Client, account: Account
) -> None:
    at_the_door.enter_wordings(profile.current(), at=people.LONG_AGO)

    assert clerk.post(CONSENTS, {"consent": "mail-works", "say": "yes", "version": "2019"}).status_code == 409
    assert clerk.post(CONSENTS, {"consent": "e-invoice", "say": "yes", "version": "2026-01"}).status_code == 400
    assert clerk.post(CONSENTS, {"consent": "x\0", "say": "yes"}).status_code == 400
    assert clerk.post(CONSENTS, {"consent": "mail-works", "say": "maybe"}).status_code == 400
    assert not Consent.objects.filter(account=account).exists()


def test_an_address_is_added_on_the_customers_word(clerk: Client, account: Account) -> None:
    said = {"value": "new@example.com", "seen": ""}
    check = clerk.post(f"{CONTACT}mail/", said)
    do(clerk, f"{CONTACT}mail/", said)
    page = clerk.get(CONTACT).content.decode()

    assert "once the customer confirms it" in check.content.decode()
    assert Contact.objects.get(value="new@example.com").confirmed_at is None
    assert "not confirmed" in page


def test_a_telephone_that_takes_no_sms_needs_somebody_who_knows(clerk: Client, account: Account) -> None:
    answer = clerk.post(f"{CONTACT}phone/", {"value": "85 999 01 23", "seen": ""})
    do(clerk, f"{CONTACT}phone/", {"value": "85 999 01 23", "seen": "called back"})

    assert answer.status_code == 422
    assert Contact.objects.get(value="+48859990123").confirmed_at is not None


def test_an_address_is_confirmed_corrected_and_removed(clerk: Client, account: Account) -> None:
    do(clerk, f"{CONTACT}mail/", {"value": "new@example.con", "seen": ""})
    wrong = Contact.objects.get(value="new@example.con")
    do(clerk, f"{CONTACT}{wrong.pk}/", {"value": "new@example.com", "seen": ""})
    right = Contact.objects.get(value="new@example.com")

    empty = clerk.post(f"{CONTACT}{right.pk}/confirm/", {"seen": ""})
    clerk.post(f"{CONTACT}{right.pk}/confirm/", {"seen": "identity card"})
    clerk.post(f"{CONTACT}{right.pk}/remove/")

    wrong.refresh_from_db()
    right.refresh_from_db()
    assert empty.status_code == 422
    assert wrong.ended_at is not None
    assert right.confirmed_at is not None
    assert right.ended_at is not None


def test_the_last_address_is_removed_only_after_the_page_has_said_so(clerk: Client, account: Account) -> None:
    last = Contact.objects.get(account=account)

    unknowing = clerk.post(f"{CONTACT}{last.pk}/remove/")
    page = unknowing.content.decode()
    last.refresh_from_db()
    assert (unknowing.status_code, last.ended_at) == (409, None)
    assert "This is the last e-mail address that counts" in page

    clerk.post(f"{CONTACT}{last.pk}/remove/", {"last": "1"})
    last.refresh_from_db()
    assert last.ended_at is not None


def test_anothers_address_is_not_there(clerk: Client, account: Account, neighbour: Account) -> None:
    theirs = people.mail(neighbour, None, "marek@example.com")

    for page in ("", "confirm/", "remove/"):
        assert clerk.get(f"{CONTACT}{theirs.pk}/{page}").status_code == 404
        assert clerk.post(f"{CONTACT}{theirs.pk}/{page}", {"seen": "x", "value": "x@example.com"}).status_code == 404


def test_whoever_has_no_password_yet_gets_the_link_again_from_here(
    clerk: Client, account: Account, olena: User
) -> None:
    olena.set_unusable_password()
    olena.save()

    assert "Waiting for the first password" in clerk.get(CONTACT).content.decode()
