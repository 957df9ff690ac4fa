"""A function of an agency as others name it: one procedure, or one field of them, by code or in words."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from thongsuot.kernel.names import fold
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.catalogue.queries.records import version_on
from thongsuot.registers.catalogue.queries.searching import search

FIELDS = """select distinct on (field_code) field_code, field_name from procedure_version
  where withdrawn_at is null and field_code <> '' and daterange(valid_from, valid_to) @> %s::date
  order by field_code, valid_from desc, id"""
VERSIONS = """select v.id from procedure_version v join procedure p on p.id = v.procedure_id
  where p.code = %(code)s or v.field_code = %(code)s"""


@dataclass(frozen=True, slots=True)
class FunctionRecord:
    """A procedure, or (`is_field`) all procedures of a field."""

    code: str
    name: str
    is_field: bool


@remembered
def _fields(*, day: date) -> tuple[FunctionRecord, ...]:
    with connection.cursor() as cursor:
        cursor.execute(FIELDS, [day])
        return tuple(FunctionRecord(code, name, True) for code, name in cursor.fetchall())


def function(*, code: str, day: date) -> FunctionRecord | None:
    """The procedure or the field that bears the code on a day."""
    found = version_on(code=code, day=day)
    if found is not None and found.code == code:
        return FunctionRecord(found.code, found.name, False)
    return next((field for field in _fields(day=day) if field.code == code), None)


@remembered
def versions_of(*, code: str) -> frozenset[int]:
    """Every version that a procedure, or the procedures of a field, ever had: dossiers keep the one they began with."""
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, {"code": code})
        return frozenset(row[0] for row in cursor.fetchall())


def functions_called(*, words: str, day: date, limit: int = 20) -> tuple[FunctionRecord, ...]:
    """What may be meant by a code, with or without the name behind it, or by some words: fields first.

    After a code, or a field's whole name, only what bears it.
    """
    typed = words.strip()
    exact = function(code=typed.split(" ", 1)[0], day=day) if typed else None
    if exact is not None:
        return (exact,)
    folded = fold(typed)
    if not folded:
        return ()
    fields = [field for field in _fields(day=day) if folded in fold(field.name)]
    whole = [field for field in fields if fold(field.name) == folded]
    if whole:
        return tuple(whole)
    hits = search(words=typed, day=day, limit=limit)
    return (*fields, *(FunctionRecord(hit.code, hit.name, False) for hit in hits))[:limit]
