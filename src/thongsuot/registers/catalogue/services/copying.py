"""Many rows at once: identifiers drawn beforehand, rows written by COPY."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def columns_of(model: type[models.Model], *, without: Sequence[str] = ()) -> list[str]:
    """The model's columns in order."""
    return [f.column for f in model._meta.local_concrete_fields if f.column not in without]


def draw_ids(model: type[models.Model], count: int) -> list[int]:
    """So many fresh identifiers of a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write the rows into the table; how many they were."""
    names = ", ".join(f'"{column}"' for column in columns)
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'copy "{model._meta.db_table}" ({names}) from stdin') as stream,
    ):
        for row in rows:
            stream.write_row(row)
            count += 1
    return count
