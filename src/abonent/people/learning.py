"""Learns which words names and addresses are made of: for finding people by words that were typed wrong, or only in part."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model
from psycopg import sql

LONGEST = 40

# What nobody is called any more is forgotten. The weight is the power of two, so that a day changes few of them.
_LEARN = sql.SQL("""
WITH there AS MATERIALIZED (
    SELECT word, floor(log(2, count(*)))::smallint AS weight FROM ({words}) AS said (word)
    WHERE length(word) BETWEEN 2 AND %s AND word !~ '[0-9]' GROUP BY word
), gone AS (
    DELETE FROM people_word WHERE NOT EXISTS (SELECT FROM there WHERE there.word = people_word.word)
)
INSERT INTO people_word (word, weight) SELECT word, weight FROM there
ON CONFLICT (word) DO UPDATE SET weight = excluded.weight WHERE people_word.weight <> excluded.weight
""")
_WORDS = sql.SQL("SELECT unnest(string_to_array(words, ' ')) FROM {table}")


def learn_words(tables: Iterable[type[Model]]) -> int:
    """Make the list of words anew from all tables that have words (database.finding); return how many are new or changed."""
    words = sql.SQL(" UNION ALL ").join(_WORDS.format(table=sql.Identifier(each._meta.db_table)) for each in tables)
    with connection.cursor() as cursor:
        cursor.execute(_LEARN.format(words=words), [LONGEST])
        return int(cursor.rowcount)
