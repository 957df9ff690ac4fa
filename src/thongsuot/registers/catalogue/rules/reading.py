"""A published record, read: the whole is checked for its shape first, then turned into a `Reading`."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.deadlines import TimeUnit
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.registers.catalogue.rules.codes import (
    channels_of,
    clean_code,
    is_sound_code,
    levels_of,
    local_to,
    online_level,
)
from thongsuot.registers.catalogue.rules.contradictions import contradictions_of
from thongsuot.registers.catalogue.rules.fees import fees_of
from thongsuot.registers.catalogue.rules.terms import terms_of
from thongsuot.registers.catalogue.rules.values import Channel, FeeKind, Named, PaperWanted, Reading

TEXTS = ("code", "name", "state", "type", "requirements", "keywords")
BOOLEANS = (
    "isInternal", "isWard", "isProvince", "isMinistry", "isOtherAgency", "isVertical", "isFullProcess",
    "isOfflineOnly",
)  # fmt: skip
LISTS = (
    "categories", "executionSteps", "executionMethods", "cases", "executionCases", "results", "subjectTypes",
    "legalBases", "executing",
)  # fmt: skip
MAPPINGS = ("promulgator", "proposal")
# What changes at every capture without the procedure having changed.
NOT_CONTENT = frozenset({"updatedAt"})


@house_rule(
    "A record whose shape is unknown is refused by name; one whose facts are odd is kept and reported"
)
def shape_problems(record: object, *, line: int) -> tuple[Problem, ...]:
    """What keeps a record from being read at all: a part missing or of another kind."""
    if not isinstance(record, Mapping):
        return (
            Problem("record_not_object", "Dòng {line}: không phải một bản ghi thủ tục.", "", {"line": line}),
        )
    wanted = [(TEXTS, str), (BOOLEANS, bool), (LISTS, list), (MAPPINGS, Mapping)]
    problems = [
        Problem(
            "record_part",
            "Dòng {line}: thiếu hoặc sai kiểu ở “{part}” của thủ tục {code}.",
            part,
            {"line": line, "part": part, "code": str(record.get("code", "?"))},
        )
        for parts, kind in wanted
        for part in parts
        if not isinstance(record.get(part), kind)
    ]
    if problems:
        return tuple(problems)
    try:
        _touch(record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        params = {"line": line, "code": record["code"], "error": str(error)}
        text = "Dòng {line}: không đọc được thủ tục {code} ({error})."
        return (Problem("record_unreadable", text, "", params),)
    return ()


def _touch(record: Mapping[str, Any]) -> None:
    """Read every nested part once; whatever is wrong raises."""
    if not record["code"].strip() or not record["name"].strip():
        raise ValueError("code, name")
    for method in record["executionMethods"]:
        Channel(method["submissionMethod"])
        TimeUnit(method["processingTimeUnit"])
        for fee in method["fees"]:
            FeeKind(fee["type"])
    terms_of(record)
    fees_of(record)
    papers_of(record)
    for part in ("legalBases", "results", "categories", "subjectTypes"):
        _named(record[part])


@house_rule(
    "The same content has the same fingerprint whatever the order of its parts and the day of capture"
)
def fingerprint_of(record: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the record's content."""
    content = {key: value for key, value in record.items() if key not in NOT_CONTENT}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@law("NĐ 63/2010/NĐ-CP", "Điều 8 khoản 2 (các bộ phận tạo thành của thủ tục hành chính)")
def reading_of(
    record: Mapping[str, Any],
    *,
    field_codes: frozenset[str] = frozenset(),
    codes: frozenset[str] = frozenset(),
) -> Reading:
    """Read a record of sound shape (`shape_problems` found none)."""
    category = record["categories"][0] if record["categories"] else {"code": "", "name": ""}
    promulgator, proposal = record["promulgator"], record["proposal"]
    channels = channels_of(record)
    return Reading(
        code=record["code"],
        clean_code=clean_code(record["code"]),
        is_sound=is_sound_code(record["code"]),
        name=" ".join(record["name"].split()),
        field_code=category["code"],
        field_name=category["name"],
        promulgator_code=promulgator.get("code") or "",
        promulgator_name=promulgator.get("name") or "",
        local_to=local_to(promulgator.get("code") or ""),
        state=record["state"],
        kind=record["type"],
        is_internal=record["isInternal"],
        is_full_process=record["isFullProcess"],
        levels=levels_of(record),
        online=online_level(is_full_process=record["isFullProcess"], channels=channels),
        decision_number=(proposal.get("number") or "").strip(),
        decision_date=day_of(proposal.get("decisionDate")),
        channels=channels,
        terms=terms_of(record),
        papers=papers_of(record),
        fees=fees_of(record),
        legal_bases=_named(record["legalBases"]),
        executing=tuple(" ".join(name.split()) for name in record["executing"]),
        keywords=record["keywords"],
        contradictions=contradictions_of(record, field_codes=field_codes, codes=codes),
    )


@house_rule("Papers stand under the heading that the source gives them, in its order")
def papers_of(record: Mapping[str, Any]) -> tuple[PaperWanted, ...]:
    """The papers per case."""
    return tuple(
        PaperWanted(
            case=case["name"].strip(" *:\n\t"),
            name=paper["name"].strip(),
            code=paper["code"] or "",
            originals=paper["originalQty"],
            copies=paper["copyQty"],
            required=paper["required"],
            has_form=paper["hasElectronicForm"],
        )
        for case in record["executionCases"]
        for paper in case["profileComponents"]
    )


@house_rule("The portal tells days as milliseconds since 1970; the day is Vietnam's")
def day_of(milliseconds: int | None) -> date | None:
    """The day in Vietnam of a published instant."""
    return None if milliseconds is None else local_day(datetime.fromtimestamp(milliseconds / 1000, UTC))


def _named(entries: Iterable[Mapping[str, Any]]) -> tuple[Named, ...]:
    return tuple(Named(entry["code"] or "", entry["name"] or "") for entry in entries)
