"""Olena's account with a bill, money that came and a payment; and everybody who may ask for its pages."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from abonent.billing import actions, queries
from abonent.billing.models import Payment
from abonent.contracts.queries import subject
from abonent.people.actions import Guest, add_contact, invite
from abonent.people.models import Account, Invitation, User
from abonent.post.actions import keep_document
from abonent.web.brand import logo_url, theme_url
from abonent.web.door.sessions import seal
from abonent.web.icons import icon_url
from tests import people
from tests.modules import internet
from tests.news import notice
from tests.web.letters import letter
from tests.web.walking import addresses


@dataclass
class Scene:
    """Olena's account with a bill, money that came, a payment; and everybody of the table."""

    account: Account
    everybody: dict[str, User | None]
    numbers: dict[str, str]
    parts: dict[str, Any]

    def address(self, name: str) -> str:
        if name in ("theme", "logo"):
            return theme_url() if name == "theme" else logo_url()
        wanted = next(each for each in addresses() if each.name == name).pattern.converters
        return reverse(name, kwargs={part: self.parts[part] for part in wanted})


def set_scene(account: Account, olena: User, neighbour: Account, marek: User) -> Scene:
    """Let all that happen which addresses speak of, and say how their parts are called."""
    paula, sonia = people.person("paula", "Paula Maj"), people.person("sonia", "Sonia Lis")
    right = people.access(account, paula, "PAYS")
    people.access(account, sonia, "SEES")
    bill = people.bill(account)
    receipt = people.receipt(account, "10.00")
    actions.post_receipt(receipt, at=people.NOON)
    payment = Payment.objects.create(
        ref="a-reference-of-22-signs", once="once", account=account, gateway="sandbox", amount="10.00", started_at=people.NOON
    )  # fmt: skip
    everybody = {"nobody": None, "olena": olena, "marek": marek, "paula": paula, "sonia": sonia}
    numbers = dict.fromkeys(everybody, account.number) | {"marek": neighbour.number}
    parts = {"slug": queries.slug(bill.number), "pk": receipt.pk, "ref": payment.ref, "gateway": "sandbox"}
    parts |= {"language": "en", "notice": notice().slug}
    parts |= {"begun": payment.ref, "icon": icon_url("touch").removeprefix("/icon-").removesuffix(".png")}
    parts["message"] = letter(olena, account).pk
    parts |= {"passkey": 1, "session": _session_of(olena)}
    parts["entry"] = bill.entries.get().pk
    parts["token"] = "a-token-that-nobody-made"
    parts["takeout"] = "an-archive-of-nobody"
    parts |= {"right": right.pk, "invitation": _invited(account, olena).pk}
    parts["contact"] = add_contact(account.pk, "MAIL", "druga@example.com", by=olena, at=people.NOON).pk
    parts["own_contact"] = add_contact(0, "MAIL", "prywatna@example.com", by=olena, at=people.NOON).pk
    agreement = account.agreements.get()
    paper = keep_document(
        account.pk, subject=subject(agreement.number), kind="OTHER", title="Paper", content=b"%PDF-", at=people.NOON
    )
    parts |= {"document": paper.ref, "agreement": agreement.number.replace("/", "-")}
    parts["line"] = internet.line(account).pk
    return Scene(account, everybody, numbers, parts)


def _invited(account: Account, olena: User) -> Invitation:
    """Somebody whom Olena asks to join her account."""
    return invite(account, Guest("Nadia Koval", "nadia@example.com", "SEES"), at=people.NOON, by=olena)


def _session_of(user: User) -> str:
    """Sign somebody in elsewhere; return what addresses call that session."""
    browser = Client()
    browser.force_login(user)
    return seal(str(browser.session.session_key))
