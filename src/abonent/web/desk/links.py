"""Where at the desk things are shown: by what they are and their number; nothing where there is no such page."""

from collections.abc import Callable

from abonent.web.addresses import address_if_there

TABS = {
    "access": "desk_customer_people",
    "invitation": "desk_customer_people",
    "user": "desk_customer_people",
    "contact": "desk_customer_people",
    "document": "desk_customer_documents",
    "agreement": "desk_customer_contract",
    "restriction": "desk_customer_contract",
    "receipt": "desk_customer_money",
    "entry": "desk_customer_money",
    "line": "desk_customer_contract",
    "respite": "desk_customer_dunning",
    "reminder": "desk_customer_dunning",
}
"""What has no page of its own stands on a tab of its customer."""
ACTS = {
    **dict.fromkeys(("invoice", "payment", "proposal", "receipt", "entry"), "money.see"),
    **dict.fromkeys(("respite", "reminder"), "debtors.see"),
    "order": "changes.decide",
    "message": "messages.see",
    "document": "documents.see",
}
"""Which act it takes to see what; all others are seen by everybody who sees customers."""


def bill_page(number: str) -> str:
    """Return where a bill or correction is shown, by its number."""
    return address_if_there("desk_bill", slug=number.replace("/", "-"))


def receipt_page(receipt: int) -> str:
    """Return where money that came is shown."""
    return address_if_there("desk_receipt", receipt=receipt)


def payment_page(ref: str) -> str:
    """Return where a payment is shown that somebody set out to make."""
    return address_if_there("desk_payment", payment=ref)


def order_page(ref: str) -> str:
    """Return where a change that was asked for is shown."""
    return address_if_there("desk_change", order=ref)


def proposal_page(ref: str) -> str:
    """Return where a proposal to give money up or to pay it out is shown."""
    return address_if_there("desk_proposal", proposal=ref)


def page_of(subject: str, *, account: str, may: Callable[[str], bool]) -> str:
    """Return where the subject of an event is shown ("order:Z-7F3K-92QD", of the customer with an account number) to whoever may."""
    kind, _colon, ref = subject.partition(":")
    if not may(ACTS.get(kind, "customers.see")):
        return ""
    pages = {"invoice": bill_page, "payment": payment_page, "order": order_page, "proposal": proposal_page}
    if kind in pages:
        return pages[kind](ref)
    if kind == "message" and ref.isdecimal():
        return address_if_there("desk_customer_message", number=account, message=int(ref))
    return address_if_there(TABS[kind], number=account) if kind in TABS else ""
