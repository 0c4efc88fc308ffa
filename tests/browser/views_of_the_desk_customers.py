"""The pages of one customer at the desk, in every state they have."""

from datetime import timedelta
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from abonent.cases import actions as cases
from abonent.contracts.models import Restriction
from abonent.people.actions import ask_lost_step
from abonent.people.models import Account, Contact, User
from tests import people
from tests.browser import scenes
from tests.browser.scenes import Customer
from tests.browser.views import view
from tests.browser.visitor import Visitor
from tests.web.desk import things

_keys = count(1)
LONG_NAME = "Katarzyna Brzęczyszczykiewicz-Wiśniewska z domu Grzegżółkowska"


def at(visitor: Visitor, of: Customer, tab: str = "", *, role: str = "CLERK") -> Visitor:
    """Somebody of the staff opens a page of a customer."""
    visitor.sign_in(scenes.colleague(role)).go(f"/desk/customers/{of.account.number}/{tab}")
    return visitor


def busy() -> Customer:
    """A customer about whom there is a lot to say."""
    olena = scenes.customer(LONG_NAME, pays_cash=True, delivery="PAPER")
    account, now = olena.account, scenes.now()
    scenes.bills(account, 3)
    scenes.money(account, "90.00", days_ago=2)
    scenes.restricted(account)
    Restriction.objects.create(
        account=account, reason="OFFICE", level="SUSPENDED", placed_at=now - timedelta(days=90),
        lifted_at=now - timedelta(days=80), note="Łącze dzielone z sąsiadem",
    )  # fmt: skip
    for kind, value in (("PHONE", "+48501234567"), ("MAIL", "ksiegowosc.wspolnoty.mieszkaniowej@example.com")):
        Contact.objects.create(account=account, user=olena.user, kind=kind, value=value, added_at=now)
    things.returned(account, "stary.adres@nie-ma.example")
    things.note(account, scenes.colleague(), "Dzwonić po osiemnastej.\nPies na podwórku.", at=now)
    cases.ask(account, "PAPER_BILLS", old={"on": True}, new={"on": False}, at=now - timedelta(days=9), by=olena.user)
    ask_lost_step(olena.user, at=now)
    letters(olena.user, account)
    return olena


def letters(user: User, account: Account, more: int = 0) -> None:
    """Letters in every state, and so many more."""
    now = scenes.now() - timedelta(minutes=5)
    later = now + timedelta(days=1)
    things.letter(account, user, at=now, key=f"seen:{next(_keys)}")
    for state, trouble in (("WAITING", ""), ("FAILED", "SMTPRecipientsRefused 550"), ("BOUNCED", "5.1.1 no such user")):
        facts = {"state": state, "trouble": trouble, "next_try_at": later, "key": f"seen:{next(_keys)}"}
        things.letter(account, user, at=now, sent_at=None, bounced_at=now, **facts)
    for number in range(more):
        things.letter(account, user, at=now - timedelta(hours=number), key=f"seen:{next(_keys)}")


@view("desk_customer")
def a_customer_who_has_just_come(visitor: Visitor) -> None:
    at(visitor, scenes.customer())


@view("desk_customer")
def a_customer_with_a_lot_to_say(visitor: Visitor) -> None:
    at(visitor, busy())


@view("desk_customer")
def a_customer_as_the_technician_sees_them(visitor: Visitor) -> None:
    at(visitor, busy(), role="TECHNICIAN")


@view("desk_customer", lasting=False)
def a_customer_and_all_that_can_be_done(visitor: Visitor) -> None:
    at(visitor, scenes.customer()).page.locator(".do summary").click()


@view("desk_customer_money")
def a_customers_money_before_the_first_bill(visitor: Visitor) -> None:
    at(visitor, scenes.customer(), "money/")


@view("desk_customer_money")
def a_customers_ledger_on_two_pages(visitor: Visitor) -> None:
    olena = busy()
    for days in range(60):
        scenes.money(olena.account, "1.00", days_ago=days + 1)
    at(visitor, olena, "money/")


@view("desk_customer_contract")
def a_customers_contract(visitor: Visitor) -> None:
    olena = busy()
    line = olena.account.subscriptions.get()
    gone = DateTimeTZRange(people.LONG_AGO, people.LONG_AGO + timedelta(days=90))
    people.hold(line, people.tariff("IP4", "10.00", kind="EXTRA"), since=gone.lower, until=gone.upper)
    people.line(olena.account, people.tariff("A1", "35.00"))
    over = olena.account.agreements.order_by("pk").last()
    assert over
    over.valid = DateRange(people.FIRST_DAY, people.FIRST_DAY + timedelta(days=400))
    over.save()
    at(visitor, olena, "contract/")


@view("desk_customer_contract")
def a_customer_without_a_contract(visitor: Visitor) -> None:
    user = scenes.somebody()
    olena = Customer(user, people.account(f"9{next(_keys):05}", "Olena Petrenko", user))
    at(visitor, olena, "contract/")


@view("desk_customer_messages")
def a_customers_messages_on_two_pages(visitor: Visitor) -> None:
    olena = scenes.customer()
    letters(olena.user, olena.account, 60)
    at(visitor, olena, "messages/")


@view("desk_customer_message")
def a_customers_letter(visitor: Visitor) -> None:
    olena = scenes.customer()
    found = things.letter(olena.account, olena.user, at=scenes.now(), key=f"seen:{next(_keys)}")
    at(visitor, olena, f"messages/{found.pk}/")


@view("desk_customer_message")
def a_customers_letter_that_came_back(visitor: Visitor) -> None:
    olena = scenes.customer()
    facts = {"state": "BOUNCED", "trouble": "5.1.1 no such user", "bounced_at": scenes.now(), "text": ""}
    found = things.letter(olena.account, olena.user, at=scenes.now(), key=f"seen:{next(_keys)}", **facts)
    at(visitor, olena, f"messages/{found.pk}/")


@view("desk_customer_documents")
def a_customer_without_documents(visitor: Visitor) -> None:
    at(visitor, scenes.customer(), "documents/")


@view("desk_customer_documents")
def a_customers_documents(visitor: Visitor) -> None:
    olena = scenes.customer()
    things.document(olena.account, title="Umowa o świadczenie usług telekomunikacyjnych z załącznikami nr 1–7")
    things.document(olena.account, b"%PDF-1.7 inner", subject="", kind="OTHER", title="Notatka ze spotkania")
    at(visitor, olena, "documents/")


@view("desk_add_document")
def a_document_to_add(visitor: Visitor) -> None:
    at(visitor, scenes.customer(), "documents/new/")


@view("desk_add_document", lasting=False)
def a_document_that_is_none(visitor: Visitor) -> None:
    assert _choose(visitor, b"MZ a program") == 422


@view("desk_add_document", lasting=False)
def a_document_checked(visitor: Visitor) -> None:
    assert _choose(visitor, b"%PDF-1.7 signed") == 200


def _choose(visitor: Visitor, content: bytes) -> int:
    at(visitor, scenes.customer(), "documents/new/")
    file = {"name": "umowa.pdf", "mimeType": "application/pdf", "buffer": content}
    visitor.page.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]
    return visitor.send()


@view("desk_customer_people")
def people_of_a_customer(visitor: Visitor) -> None:
    olena = busy()
    things.delegate(olena.account, f"nadia{next(_keys)}")
    gone = scenes.somebody("Marek Wójcik")
    people.access(olena.account, gone, "PAYS", until=scenes.now() - timedelta(days=9))
    things.invited(olena.account, olena.user, f"guest{next(_keys)}@example.com")
    at(visitor, olena, "people/")


@view("desk_invite_person")
def somebody_to_be_given_access(visitor: Visitor) -> None:
    at(visitor, scenes.customer(), "people/invite/")


@view("desk_invite_person", lasting=False)
def somebody_to_be_given_access_without_an_address(visitor: Visitor) -> None:
    at(visitor, scenes.customer(), "people/invite/")
    assert visitor.send(name="Jan Petrenko", mail="jan@") == 422


@view("desk_invite_person", lasting=False)
def somebody_to_be_given_access_checked(visitor: Visitor) -> None:
    at(visitor, scenes.customer(), "people/invite/").page.check("[name=role][value=OWNER]")
    assert visitor.send(name="Jan Petrenko", mail="jan@example.com") == 200


@view("desk_end_right")
def an_access_to_end(visitor: Visitor) -> None:
    olena = scenes.customer()
    right = things.delegate(olena.account, f"nadia{next(_keys)}")
    at(visitor, olena, f"people/rights/{right.pk}/end/")


@view("desk_end_right")
def an_access_of_the_last_owner(visitor: Visitor) -> None:
    olena = scenes.customer()
    at(visitor, olena, f"people/rights/{olena.account.accesses.get().pk}/end/")


@view("desk_first_access")
def a_link_to_a_password(visitor: Visitor) -> None:
    olena = scenes.customer()
    at(visitor, olena, f"people/{olena.user.pk}/password/")


@view("desk_first_access")
def a_link_to_a_password_that_cannot_be_sent(visitor: Visitor) -> None:
    olena = scenes.customer()
    Contact.objects.filter(account=olena.account).delete()
    at(visitor, olena, f"people/{olena.user.pk}/password/")


@view("desk_add_note")
def a_note_to_pin(visitor: Visitor) -> None:
    at(visitor, scenes.customer(), "notes/")


@view("desk_add_note", lasting=False)
def a_note_without_words(visitor: Visitor) -> None:
    at(visitor, scenes.customer(), "notes/")
    assert visitor.send() == 422


@view("desk_remove_note")
def a_note_to_remove(visitor: Visitor) -> None:
    olena = scenes.customer()
    note = things.note(olena.account, scenes.colleague(), "Dzwonić po osiemnastej.", at=scenes.now())
    at(visitor, olena, f"notes/{note.pk}/remove/")


@view("desk_remove_note")
def a_note_that_was_removed_before(visitor: Visitor) -> None:
    olena = scenes.customer()
    note = things.note(olena.account, scenes.colleague(), "Dzwonić po osiemnastej.", at=scenes.now())
    note.removed_at = scenes.now()
    note.save()
    at(visitor, olena, f"notes/{note.pk}/remove/")


@view("desk_customer_history")
def a_customers_history(visitor: Visitor) -> None:
    at(visitor, busy(), "history/")
