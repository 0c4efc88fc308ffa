"""Money is rounded half away from zero, the same in Python and in SQL."""

from decimal import Decimal

from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from abonent.database.rounding import half_away


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.decimals(-1_000_000, 1_000_000, places=6))
@example(value=Decimal("0.005"))
@example(value=Decimal("-0.005"))
@example(value=Decimal("2.675"))
@example(value=Decimal("2.665"))
def test_python_and_sql_round_alike(db: None, value: Decimal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT round(%s::numeric, 2)", [value])
        (there,) = cursor.fetchone()

    assert half_away(value) == there


def test_half_goes_away_from_zero() -> None:
    assert [half_away(Decimal(value)) for value in ("0.125", "-0.125", "0.124999")] == [
        Decimal("0.13"),
        Decimal("-0.13"),
        Decimal("0.12"),
    ]
