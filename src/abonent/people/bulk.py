"""What is forgotten about many people at once."""

from datetime import datetime

from django.db import connection


def forget_tries(at: datetime) -> int:
    """Delete counts of tries whose time is over (settings.CACHES keeps them); return how many.

    Django's cache in the database only throws entries out when there are too many, and then not the oldest first.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_cache WHERE expires < %s", [at])
        return int(cursor.rowcount)
