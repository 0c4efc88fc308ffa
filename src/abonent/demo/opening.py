"""How customers of the demonstration come: people, accounts, lines and payers, many in a few statements."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from abonent import profile
from abonent.billing.bulk.once import Fee, charge_fees
from abonent.billing.models import Payer
from abonent.contracts.bulk import NewLine, open_lines
from abonent.demo import agreements, consents, e_invoices
from abonent.demo import lines as internet
from abonent.demo.cast import Customer, Person, login
from abonent.demo.script import script
from abonent.people import passwords
from abonent.people.bulk import Newcomer, Right, grant_all, open_accounts, reach, welcome
from abonent.people.models import Account, Place, User

SOME = 2_000
NO_PASSWORD = "!"  # noqa: S105 - Django's mark for a password that nothing matches
A_MONTH = timedelta(days=30)


def welcome_people(named: Iterable[Person], *, at: datetime) -> None:
    """Let those be known who have a name and are not yet; their rights come with the accounts."""
    known = set(User.objects.values_list("login", flat=True))
    welcome([_user(person, at) for person in named if person.login not in known])


def _user(person: Person, at: datetime) -> User:
    return User(
        login=person.login,
        name=person.name,
        language=person.language,
        joined_at=at,
        password=make_password(passwords.normal(person.password)) if person.password else NO_PASSWORD,
        password_is_long=passwords.is_long(person.password),
    )


def open_for(
    customers: Sequence[Customer], named: Sequence[Person], *, came_at: datetime, now: datetime
) -> list[Account]:
    """Open the accounts of customers who come at an instant, with everything that belongs to them."""
    accounts = open_accounts([_newcomer(customer) for customer in customers])
    slots = {tariff.code: tariff.slot for tariff in profile.current().tariffs}
    lines = [
        NewLine(account, customer.since, _began(customer), _tariffs(customer, slots), *agreements.term(customer))
        for account, customer in zip(accounts, customers, strict=True)
    ]
    open_lines(lines)
    internet.equip(accounts, at=came_at)
    agreements.sign(zip(accounts, customers, strict=True), now=now)
    Payer.objects.bulk_create(map(_payer, accounts, customers), batch_size=SOME)
    e_invoices.agree(accounts, customers, now=now)
    _install(accounts, customers, came_at)
    _let_in(accounts, customers, named, came_at=came_at, now=now)
    consents.agree(accounts, customers, came_at=came_at, now=now)
    return accounts


def _newcomer(customer: Customer) -> Newcomer:
    return Newcomer(
        number=customer.number,
        kind=customer.kind,
        holder=customer.holder,
        language=customer.language,
        opened_on=customer.since,
        place=_place(customer),
        tax_id=customer.tax_id,
    )


def _place(customer: Customer) -> Place:
    town = script().said["town"]
    street, house, flat = customer.address
    return Place(post_code=town["post_code"], town=town["name"], street=street, house=house, flat=flat)


def _began(customer: Customer) -> datetime:
    return profile.midnight(customer.since)


def _tariffs(customer: Customer, slots: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, slots[code]) for code in (customer.plan, *customer.extras))


def _payer(account: Account, customer: Customer) -> Payer:
    return Payer(
        account=account,
        cycle=customer.cycle,
        name=customer.holder,
        address=list(_place(customer).lines),
        tax_id=customer.tax_id,
        delivery=Payer.Delivery.PAPER if customer.delivery == "PAPER" else Payer.Delivery.ELECTRONIC,
        pays_cash=customer.cash,
        bank_account=profile.current().bank.virtual_account(customer.number),
    )


def _install(accounts: Sequence[Account], customers: Sequence[Customer], came_at: datetime) -> None:
    """Charge the installation to those who come within the history; the others paid it long ago."""
    today = profile.today(came_at)
    charge_fees(
        [
            Fee(account.pk, "INSTALLATION", f"fee:{customer.plan[0]}", f"installation:{account.number}", today)
            for account, customer in zip(accounts, customers, strict=True)
            if customer.since == today
        ],
        at=came_at,
    )


def _let_in(
    accounts: Sequence[Account],
    customers: Sequence[Customer],
    named: Sequence[Person],
    *,
    came_at: datetime,
    now: datetime,
) -> None:
    known = {person.login: person for person in named}
    users = dict(User.objects.filter(login__in=known).values_list("login", "pk"))
    ids = {account.number: account.pk for account in accounts}
    told = [(person, right) for person in named for right in person.rights if right["number"] in ids]
    grant_all([_right(ids, users[person.login], right, came_at=came_at, now=now) for person, right in told])
    reach(
        [
            (ids[right["number"]], users[person.login], person.email)
            for person, right in told
            if right["role"] == "OWNER"
        ],
        confirmed_at=came_at,
    )
    theirs = {right["number"] for person in named for right in person.rights}
    _let_in_others([(a, c) for a, c in zip(accounts, customers, strict=True) if a.number not in theirs], came_at)


def _right(ids: dict[str, int], user: int, said: dict[str, Any], *, came_at: datetime, now: datetime) -> Right:
    account, role = ids[said["number"]], said["role"]
    if "for_days" not in said:
        return Right(account, user, role, came_at)
    since = max(came_at, now - A_MONTH)
    return Right(account, user, role, since, since + timedelta(days=said["for_days"]))


def _let_in_others(others: Sequence[tuple[Account, Customer]], came_at: datetime) -> None:
    """Those without a name have a login that nobody can use: their passwords match nothing."""
    users = welcome(
        [
            User(
                login=login(customer),
                name=customer.holder,
                language=customer.language,
                joined_at=came_at,
                password=NO_PASSWORD,
            )
            for _, customer in others
        ]
    )
    grant_all([Right(account.pk, user.pk, "OWNER", came_at) for (account, _), user in zip(others, users, strict=True)])
    addresses = [
        (account.pk, user.pk, f"{user.login}@example.com") for (account, _), user in zip(others, users, strict=True)
    ]
    reach(addresses, confirmed_at=came_at)
