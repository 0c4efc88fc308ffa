"""The next free number of an account, by the operator's mask."""

from django.db import connection

from abonent import profile
from abonent.people.bulk import one_at_a_time

_LAST = "SELECT max(number) FROM people_account WHERE number >= %s AND number <= %s AND length(number) = %s"

# The first number that nobody has above one that somebody has: asked only when the last number is taken.
_GAP = """
SELECT lpad((account.number::bigint + 1)::text, %(digits)s, '0') FROM people_account account
WHERE account.number ~ %(shape)s AND account.number < %(last)s AND NOT EXISTS (
    SELECT FROM people_account next WHERE next.number = lpad((account.number::bigint + 1)::text, %(digits)s, '0'))
ORDER BY account.number LIMIT 1
"""


class NoNumberLeft(Exception):
    """All numbers that the mask has are taken."""


def next_number() -> str:
    """Return the number after the last one, which nobody else is given until the transaction ends. Raises NoNumberLeft."""
    one_at_a_time("account number")
    digits = profile.current().account_number.digits
    first, last = "1".ljust(digits - 1, "0") + "1", "9" * digits
    with connection.cursor() as cursor:
        cursor.execute(_LAST, ["0" * digits, last, digits])
        (highest,) = cursor.fetchone()
        if highest is None:
            return first[-digits:]
        if highest != last:
            return str(int(highest) + 1).rjust(digits, "0")
        cursor.execute(_GAP, {"digits": digits, "shape": f"^[0-9]{{{digits}}}$", "last": last})
        gap = cursor.fetchone()
    if gap is None:
        raise NoNumberLeft
    return str(gap[0])
