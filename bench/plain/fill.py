# mypy: disable-error-code=attr-defined
# The plugin of the type checker knows the models of one project only, and that is the house.
"""Fills the plain project's database, once, and signs people in: `python -m bench.plain.fill CUSTOMERS VISITORS`.

Prints a line for each visitor: session key and account number.
"""

import random
import secrets
import sys
from datetime import timedelta

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

MONTHS = 24
SQL = """
INSERT INTO auth_user (username, password, first_name, last_name, email, is_superuser, is_staff, is_active, date_joined)
SELECT 'customer' || n, '!' || md5(n::text), 'Anna', 'Nowak', '', false, false, true, now()
FROM generate_series(1, %(customers)s) n;
INSERT INTO customers_customer (user_id, number, name, address)
SELECT id, to_char(100000 + id, 'FM999999'), 'Anna Nowak', 'ul. Lipowa ' || id || ', 16-999 Gródek Leśny' FROM auth_user;
INSERT INTO customers_bill (customer_id, number, issued_on, due_on, total, paid)
SELECT customer.id, to_char(month, 'FV/YYYY/MM/') || customer.id, month, month + 14, 60 + customer.id %% 7,
       CASE WHEN month < date_trunc('month', now()) THEN 60 + customer.id %% 7 ELSE 0 END
FROM (SELECT date_trunc('month', now())::date - make_interval(months => back) AS at FROM generate_series(0, %(months)s - 1) back) months,
     LATERAL (SELECT at::date AS month) dates, customers_customer customer;
INSERT INTO customers_payment (customer_id, paid_on, amount, method)
SELECT customer_id, due_on - 3, total, 'transfer' FROM customers_bill WHERE paid = total;
"""


def main(customers: int, visitors: int) -> None:
    """Make the tables and rows that are missing, and sessions for some of the people."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_customer")
        if cursor.fetchone() != (customers,):
            cursor.execute(
                "TRUNCATE auth_user, customers_customer, customers_bill, customers_payment RESTART IDENTITY CASCADE"
            )
            cursor.execute(SQL, {"customers": customers, "months": MONTHS})
    _sign_in(visitors)


def _sign_in(visitors: int) -> None:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.contrib.sessions.models import Session  # noqa: PLC0415

    from bench.plain.customers.models import Customer  # noqa: PLC0415

    Session.objects.all().delete()
    found = list(Customer.objects.select_related("user"))
    chosen = random.Random(7).sample(found, min(visitors, len(found)))  # noqa: S311 - the same ones each time
    until, rows = timezone.now() + timedelta(days=1), []
    for customer in chosen:
        said = {
            SESSION_KEY: str(customer.user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: customer.user.get_session_auth_hash(),
        }
        rows.append(
            Session(session_key=secrets.token_hex(16), session_data=SessionStore().encode(said), expire_date=until)
        )
        print(rows[-1].session_key, customer.number)
    Session.objects.bulk_create(rows, batch_size=1000)


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:]))
