"""The desk's pages about mail that does not arrive."""

from datetime import timedelta

from abonent.people.models import Account, Contact
from abonent.post.models import Message, Printing
from tests.browser import scenes
from tests.browser.views import view
from tests.browser.views_of_messages import letter
from tests.browser.visitor import Visitor
from tests.web.desk.things import returned

LONG = "ksiegowosc.wspolnoty.mieszkaniowej.przy.mlynskiej@poczta-spoldzielni.example.com"


def _gone(address: str = "stary@example.com", *, days: int = 3) -> Contact:
    """A customer whose address is not there any more."""
    of = scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska").account
    contact = returned(of, address)
    contact.bounced_at = scenes.now() - timedelta(days=days)
    contact.save()
    return contact


@view("desk_mail")
def addresses_that_mail_comes_back_from(visitor: Visitor) -> None:
    for days in range(3):
        _gone(LONG if days else "stary@example.com", days=days)
    visitor.sign_in(scenes.colleague()).go("/desk/mail/")


@view("desk_unconfirmed", lasting=False)
def addresses_that_nobody_confirmed(visitor: Visitor) -> None:
    Contact.objects.create(account=scenes.customer().account, kind="MAIL", value=LONG, added_at=scenes.now())
    visitor.sign_in(scenes.colleague()).go("/desk/mail/unconfirmed/")


@view("desk_trouble", lasting=False)
def letters_that_did_not_arrive(visitor: Visitor) -> None:
    olena = scenes.customer()
    letter(olena.user, olena.account, state="FAILED", sent_at=None, trouble="SMTPRecipientsRefused 550")
    letter(olena.user, olena.account, state="BOUNCED", trouble="5.2.2", to=LONG)
    visitor.sign_in(scenes.colleague()).go("/desk/mail/trouble/")


@view("desk_letter", lasting=False)
def a_letter_about_nobodys_account(visitor: Visitor) -> None:
    nobody = Account.objects.get(pk=0)
    found = letter(None, nobody, state="FAILED", sent_at=None, trouble="SMTPRecipientsRefused 550", to=LONG)
    visitor.sign_in(scenes.colleague()).go(f"/desk/mail/trouble/{found.pk}/")


@view("desk_returned")
def an_address_that_mail_comes_back_from(visitor: Visitor) -> None:
    contact = _gone()
    Contact.objects.create(account=contact.account, kind="PHONE", value="+48501234567", confirmed_at=scenes.now())
    letter(None, contact.account, state="BOUNCED", to=contact.value)
    visitor.sign_in(scenes.colleague()).go(f"/desk/mail/{contact.pk}/")


def _on_paper() -> Message:
    """A letter that waits to be printed."""
    of = scenes.customer("Katarzyna Brzęczyszczykiewicz-Wiśniewska").account
    return letter(None, of, state="WAITING", sent_at=None, channel="PAPER", to=f"16-999 Gródek Leśny, {of.holder}")


def _in_a_file() -> Printing:
    made = Printing.objects.create(made_at=scenes.now(), letters=1, made_by_id=None)
    waiting = _on_paper()
    waiting.printing = made
    waiting.save()
    return made


@view("desk_print", lasting=False)
def letters_that_wait_for_the_printer(visitor: Visitor) -> None:
    _on_paper()
    _in_a_file()
    visitor.sign_in(scenes.colleague()).go("/desk/money/print/")


@view("desk_printing", lasting=False)
def a_print_file_whose_letters_were_posted(visitor: Visitor) -> None:
    made = _in_a_file()
    made.posted_on = scenes.today()
    made.save()
    visitor.sign_in(scenes.colleague()).go(f"/desk/money/print/{made.pk}/?done=posted")


@view("desk_print_posted", lasting=False)
def a_day_on_which_nothing_can_have_been_posted(visitor: Visitor) -> None:
    page = visitor.sign_in(scenes.colleague()).go(f"/desk/money/print/{_in_a_file().pk}/posted/")
    page.fill("[name=on]", "1999-01-01")
    page.click("main form[method=post] button")
