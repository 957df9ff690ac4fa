"""Forms over HTTP: public, as a definition and as JSON Schema 2020-12."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing.http.guards import anyone
from thongsuot.plumbing.http.request import Request
from thongsuot.registers.forms import queries, rules

router = Router(tags=["forms"])


class AttachmentOut(Schema):
    """A paper. `papers`: codes of the components of the catalogue that it is; `required_when`, `when`: conditions."""

    id: str
    label: str
    label_en: str
    required: bool
    required_when: dict[str, Any] | None
    when: dict[str, Any] | None
    papers: list[str]
    kinds: list[str] = Field(..., description="original, copy, electronic")
    most: int = Field(..., description="files")


class FormOut(Schema):
    """`answers_schema`: what `answers` must be to be received with a filing of one of `procedures`."""

    id: int
    code: str
    version: int
    valid_from: date
    title: str
    title_en: str
    procedures: list[str]
    source: str
    checked: bool = Field(..., description="compared with the official text, field by field")
    answers_schema: dict[str, Any]
    attachments: list[AttachmentOut] = Field(..., description="papers that are handed in with the answers")


class AnswersIn(Schema):
    """Typed answers as `answers_schema` wants them."""

    answers: dict[str, Any]


class CheckedOut(Schema):
    """The answers as they would be kept."""

    form_id: int
    answers: dict[str, Any]


@router.get("/{procedure}", response=FormOut, summary="The form of a procedure today")
@anyone
def form(request: HttpRequest, procedure: str) -> dict[str, Any]:
    """404 when the procedure has none: then there is only the paper form."""
    record = _found(request, procedure)
    known = record.definition
    return {
        "id": record.id, "code": record.code, "version": record.version, "valid_from": record.valid_from,
        "title": known.title, "title_en": known.title_en, "procedures": list(known.procedures),
        "source": known.source, "checked": known.checked, "answers_schema": rules.json_schema(known),
        "attachments": [_attachment(one) for one in known.attachments],
    }  # fmt: skip


@router.post("/{procedure}/check", response=CheckedOut, summary="Are these answers complete?")
@anyone
def check(request: HttpRequest, procedure: str, given: AnswersIn) -> dict[str, Any]:
    """Nothing is kept. 422 with every problem at its field."""
    record = _found(request, procedure)
    refuse_if(rules.shape_problems(record.definition, given.answers))
    ours: Request = request  # type: ignore[assignment]
    found = rules.read(record.definition, rules.raw_of(record.definition, given.answers), day=ours.day)
    refuse_if(found.problems)
    return {"form_id": record.id, "answers": found.answers}


def _attachment(one: rules.Attachment) -> dict[str, Any]:
    return {
        "id": one.id, "label": one.label, "label_en": one.label_en, "required": one.required,
        "required_when": one.required_when.as_json() if one.required_when else None,
        "when": one.visible_when.as_json() if one.visible_when else None,
        "papers": list(one.papers), "kinds": list(one.kinds), "most": one.most,
    }  # fmt: skip


def _found(request: HttpRequest, procedure: str) -> queries.FormRecord:
    ours: Request = request  # type: ignore[assignment]
    record = queries.form_on(procedure_code=procedure, day=ours.day)
    if record is None:
        raise NotFound(Problem("no_such_form", "Thủ tục này chưa có mẫu tờ khai điện tử.", "procedure"))
    return record
