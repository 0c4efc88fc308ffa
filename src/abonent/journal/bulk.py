"""Partitions of the journal: one for each month, made ahead."""

from datetime import datetime

from django.db import connection


def make_months(since: datetime, *, ahead: int) -> None:
    """Make the partitions from the month of `since` to so many months later; those there already are left alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT journal_make_month(month::date) FROM generate_series("
            "date_trunc('month', %s::timestamptz, 'UTC'),"
            "date_trunc('month', %s::timestamptz, 'UTC') + make_interval(months => %s), interval '1 month') AS month",
            [since, since, ahead],
        )
