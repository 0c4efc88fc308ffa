"""Who stands on a document: the operator that issues it and the customer that it is for, as every template draws them.

Documents that were issued are made again with this: another look is another function, beside these.
"""

from collections.abc import Mapping
from typing import Any

from abonent.backends.documents.wording import Words

type Sheet = Mapping[str, Any]


def contact(seller: Sheet, say: Words) -> str:
    """Return how the seller is reached, as the foot of a page says it; `phone` and `email` may be absent."""
    phone = say("phone", phone=seller["phone"]) if seller.get("phone") else ""
    return " · ".join(filter(None, [phone, seller.get("email")]))


def party(who: Sheet, say: Words) -> dict[str, Any]:
    """Return a name with the lines below it: the address, and the tax number where there is one."""
    tax_id = [say("tax_id", tax_id=who["tax_id"])] if who.get("tax_id") else []
    return {"name": who["name"], "lines": [*who["address"], *tax_id]}
