"""Half away from zero: the one rounding of the house, the same as PostgreSQL's `round(numeric, n)`."""

from decimal import ROUND_HALF_UP, Decimal


def half_away(value: Decimal, places: int = 2) -> Decimal:
    """Round half away from zero; 0.005 becomes 0.01 and −0.005 becomes −0.01.

    Python's own `round` goes half to even, and a bill added up by hand would not agree with it.
    """
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
