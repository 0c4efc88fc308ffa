"""The agreements of the demonstration: for how long people are bound, who has renewed, and the papers that were signed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from abonent import profile
from abonent.backends.documents.typesetting import typeset
from abonent.contracts.actions import renew_agreement
from abonent.contracts.bulk import change_tariffs
from abonent.contracts.calendar import after_months
from abonent.contracts.models import Agreement
from abonent.contracts.queries import AgreementShown, agreements, terms_sheet
from abonent.demo.cast import Customer
from abonent.demo.script import month, script
from abonent.language import written
from abonent.people.models import Account
from abonent.post.actions import keep_document

HERE = Path(__file__).parent / "papers"
PAPERS_ARE_IN = "pl"
A_DAY = timedelta(days=1)
OFFICE_OPENS = timedelta(hours=10)


def term(customer: Customer) -> tuple[date | None, date | None]:
    """Return until when a customer's first agreement binds, and until when it holds (none: for an indefinite time)."""
    said = _said(customer.number)
    lot = Random(f"{profile.current().name}:{customer.number}:term")  # noqa: S311 - the same at every start, not a secret
    months = int(said.get("months", 0) if said else script().drawn("term", lot))
    bound = after_months(customer.since, months) if months else None
    return bound, bound if said.get("ends") else None


def sign(opened: Iterable[tuple[Account, Customer]], *, now: datetime) -> None:
    """Put the signed papers of those who have a name with their accounts, renew what they renewed, order what they ordered."""
    for account, customer in opened:
        if said := _said(customer.number):
            _keep_paper(account, now=now)
            _renew(account, said, now=now)
            if "next" in said:
                on = month(profile.today(now), back=-said["next"]["in_months"])
                change_tariffs([(account.pk, said["next"]["plan"])], slot="plan", at=profile.midnight(on))


def _said(number: str) -> Mapping[str, Any]:
    """Return what the script says of somebody's agreement; nothing for those without a name."""
    found = next((account for account in script().accounts if account["number"] == number), {})
    return dict(found.get("agreement", {}))


def _renew(account: Account, said: Mapping[str, Any], *, now: datetime) -> None:
    """Renew so that so many days of the new minimum term are left today."""
    if "renewed" not in said:
        return
    free = profile.today(now) + (said["renewed"]["left_days"] + 1) * A_DAY
    since = after_months(free, -said["renewed"]["months"])
    first = Agreement.objects.get(account=account)
    if since > first.valid.lower:
        at = profile.midnight(since) - A_DAY + OFFICE_OPENS
        renew_agreement(first, number=f"U/{since.year}/{account.number}/2", since=since, minimum_until=free, at=at)
        _keep_paper(account, now=now)


def _keep_paper(account: Account, *, now: datetime) -> None:
    """Keep the paper of the newest agreement, as it was scanned on the day it was signed."""
    signed_on = Agreement.objects.filter(account=account).latest("signed_on").signed_on
    at = min(profile.midnight(signed_on) + OFFICE_OPENS, now)
    newest = max(agreements(account, at=at), key=lambda agreement: agreement.signed_on)
    keep_document(
        account.pk,
        subject=newest.subject,
        kind="AGREEMENT",
        title=f"Umowa nr {newest.number}",
        content=typeset("agreement", _drawn(account, newest), made_on=signed_on, folder=HERE),
        language=PAPERS_ARE_IN,
        at=at,
    )


def _drawn(account: Account, agreement: AgreementShown) -> dict[str, Any]:
    sheet, say = terms_sheet(account, agreement, language=PAPERS_ARE_IN), written(PAPERS_ARE_IN)
    signed = agreement.signed_on
    return {
        "title": f"Umowa o świadczenie usług nr {agreement.number}",
        "date": {"year": signed.year, "month": signed.month, "day": signed.day},
        "signed": f"zawarta {say.day(signed)} w biurze {profile.current().name}",
        "footer": f"{agreement.number} · wymyślony klient wersji demonstracyjnej",
        "seller": _party(sheet["seller"]),
        "customer": _party(sheet["customer"]),
        "articles": [
            ("Przedmiot umowy", _services(sheet)),
            ("Czas trwania", [_duration(agreement)]),
            ("Wypowiedzenie", [sheet["notice"]]),
            ("Reklamacje", [sheet["complaint"]]),
        ],
        "for_seller": "E. Iskra",
        "roles": ["za dostawcę usług", "abonent"],
    }


def _party(who: Mapping[str, Any]) -> dict[str, Any]:
    tax_id = [f"NIP {who['tax_id']}"] if who.get("tax_id") else []
    return {"name": who["name"], "lines": [*who["address"], *tax_id]}


def _services(sheet: Mapping[str, Any]) -> list[str]:
    say, currency = written(PAPERS_ARE_IN), sheet["currency"]
    lines = ["Dostawca zapewnia abonentowi pod podanym adresem:"]
    for line in sheet["lines"]:
        for service in line["services"]:
            fee = say.money(Decimal(service["monthly"] or 0), currency)
            lines.append(f"– {service['name'][PAPERS_ARE_IN]}: {fee} miesięcznie z VAT")
    return [*lines, f"Razem {say.money(Decimal(sheet['monthly']), currency)} miesięcznie, płatne z góry."]


def _duration(agreement: AgreementShown) -> str:
    say = written(PAPERS_ARE_IN)
    since = say.day(agreement.since)
    if agreement.last_day:
        return f"Umowa obowiązuje od {since} do {say.day(agreement.last_day)}."
    if agreement.bound_until:
        return f"Umowa obowiązuje od {since}, na czas nieokreślony, z okresem minimalnym do {say.day(agreement.bound_until)}."
    return f"Umowa obowiązuje od {since}, na czas nieokreślony, bez okresu minimalnego."
