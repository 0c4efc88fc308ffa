"""The post's own SQL: a letter is put into the outbox once, however often it is asked for."""

from django.db import connection

from abonent.post.models import Message


def insert_once(message: Message) -> bool:
    """Add the letter unless its key is there already; tell whether it was added and set its id.

    `bulk_create(ignore_conflicts=True)` does not say which rows it added, and a caught IntegrityError would spoil the
    caller's transaction.
    """
    fields = [field for field in Message._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(getattr(message, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO post_message ({columns}) VALUES ({marks}) ON CONFLICT (key) DO NOTHING RETURNING id",  # noqa: S608 - names are the model's own
            values,
        )
        row = cursor.fetchone()
    message.pk = row[0] if row else None
    return row is not None
