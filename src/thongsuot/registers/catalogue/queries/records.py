"""One version of a procedure as other modules and screens read it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.db import connection

from thongsuot.kernel import deadlines
from thongsuot.plumbing.reference import remembered
from thongsuot.registers.catalogue import rules
from thongsuot.registers.catalogue.rules import (
    Channel,
    Fee,
    FeeKind,
    Level,
    Named,
    Online,
    Origin,
    PaperWanted,
    Term,
    TimeUnit,
)


@dataclass(frozen=True)  # without slots: what every intake asks of a version is worked out once
class VersionRecord:
    """A procedure as it is during [valid_from, valid_to); ids stay for ever.

    `same_day_until`: received up to that minute it is settled the same day (None: it is not).
    `after_pause`: whether what was left runs on when the applicant has supplemented, or the whole term anew.
    `executing` are the bodies that carry it out in the source's words. The raw record
    is not here: ask `published`.
    """

    id: int
    procedure_id: int
    code: str
    name: str
    field_code: str
    field_name: str
    levels: frozenset[Level]
    online: Online
    channels: tuple[Channel, ...]
    terms: tuple[Term, ...]
    papers: tuple[PaperWanted, ...]
    fees: tuple[Fee, ...]
    legal_bases: tuple[Named, ...]
    results: tuple[Named, ...]
    steps: tuple[str, ...]
    requirements: str
    subjects: tuple[str, ...]
    executing: tuple[str, ...]
    promulgator_code: str
    promulgator_name: str
    local_to: str
    decision_number: str
    decision_date: date | None
    is_internal: bool
    same_day_until: time | None
    after_pause: deadlines.AfterPause
    source: str
    valid_from: date
    valid_to: date | None
    recorded_at: datetime

    @property
    def is_same_day(self) -> bool:
        return self.same_day_until is not None

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The headings under which papers stand, in the source's order."""
        return tuple(dict.fromkeys(paper.case for paper in self.papers))

    @cached_property
    def sets(self) -> int:
        """How many sets of the papers the source asks for."""
        return rules.sets_said((*self.cases, *(paper.name for paper in self.papers)))

    @property
    def services(self) -> tuple[str, ...]:
        """The cases for which the source states a time of its own."""
        return tuple(dict.fromkeys(term.case for term in self.terms if term.case))

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The cases that somebody chooses from: "" is none of the named ones. Empty when there is nothing to choose."""
        named = tuple(case for case in self.cases if not rules.is_heading(case))
        everybodys = any(
            paper.required or paper.originals or paper.copies
            for paper in self.papers
            if rules.is_heading(paper.case)
        )
        return ("", *named) if named and everybodys else named

    @cached_property
    def known_cases(self) -> frozenset[str]:
        """What a filing may name as its case; the headings of the source among them, as programs read them there."""
        return frozenset((*self.cases, *(self.choices or ("",))))

    def papers_of(self, case: str) -> tuple[PaperWanted, ...]:
        """The papers of a case and those of every case, these first; all there are for an unknown one or none."""
        found = self._papers_of.get(case)
        return self.papers if found is None else found

    @cached_property
    def _papers_of(self) -> dict[str, tuple[PaperWanted, ...]]:
        return {case: self._listed(case) for case in {"", *self.known_cases}}

    def _listed(self, case: str) -> tuple[PaperWanted, ...]:
        general: list[PaperWanted] = []
        headed: list[PaperWanted] = []
        own: list[PaperWanted] = []
        for paper in self.papers:
            if not paper.case:
                general.append(paper)
            elif rules.is_heading(paper.case):
                headed.append(paper)
            elif paper.case == case:
                own.append(paper)
        if not own and not rules.is_heading(case):
            return self.papers
        return (*general, *headed, *own) or self.papers

    def fees_of(self, channel: str) -> tuple[Fee, ...]:
        """The fees of a channel; when it names none, those of the others."""
        return tuple(fee for fee in self.fees if fee.channel == channel) or self.fees

    def term_for(self, *, channel: str, case: str = "") -> Term | None:
        """The term to promise, None when the source names none (see `rules.term_for`)."""
        return rules.term_for(terms=self.terms, case=case, channel=channel, is_same_day=self.is_same_day)

    def legal_term(self, *, channel: str, case: str = "") -> deadlines.Term:
        """The same for the deadline engine; unit OTHER when nothing can be computed."""
        term = self.term_for(channel=channel, case=case)
        if term is None:
            return deadlines.Term(0, TimeUnit.OTHER)
        return rules.legal_term(term=term, same_day_until=self.same_day_until, after_pause=self.after_pause)


ONE = """
select v.id, v.procedure_id, p.code, v.name, v.field_code, v.field_name, v.levels, v.online, v.executing,
  v.promulgator_code, v.promulgator_name, v.local_to, v.decision_number, v.decision_date, v.is_internal,
  v.source, v.valid_from, v.valid_to, v.recorded_at,
  (select s.until from procedure_same_day s where s.procedure_code = p.clean_code
     and daterange(s.valid_from, s.valid_to) && daterange(v.valid_from, v.valid_to)
   order by s.valid_from desc limit 1) as same_day_until,
  (select c.after_pause from procedure_clock c where c.procedure_code = p.clean_code
     and daterange(c.valid_from, c.valid_to) && daterange(v.valid_from, v.valid_to)
   order by c.valid_from desc limit 1) as after_pause,
  v.content->'executionSteps' as steps, v.content->'results' as results,
  v.content->>'requirements' as requirements, v.content->'subjectTypes' as subjects,
  (select json_agg(m->>'submissionMethod')
   from jsonb_array_elements(v.content->'executionMethods') m) as channels,
  (select json_agg(t order by t.position) from procedure_term t where t.version_id = v.id) as terms,
  (select json_agg(t order by t.position) from procedure_paper t where t.version_id = v.id) as papers,
  (select json_agg(t order by t.position) from procedure_fee t where t.version_id = v.id) as fees,
  (select json_agg(t order by t.position) from procedure_legal_basis t
   where t.version_id = v.id) as legal_bases
from procedure_version v join procedure p on p.id = v.procedure_id where v.id = %s"""

ON_DAY = """
select v.id from procedure p join procedure_version v on v.procedure_id = p.id
where p.clean_code = %(clean)s and v.withdrawn_at is null
  and daterange(v.valid_from, v.valid_to) @> %(day)s::date
order by p.code = %(code)s desc, p.is_sound desc, p.code limit 1"""


@remembered
def version(*, version_id: int) -> VersionRecord | None:
    """A version by its id, also one that has ended or was withdrawn."""
    with connection.cursor() as cursor:
        cursor.execute(ONE, [version_id])
        row = cursor.fetchone()
        if row is None:
            return None
        names = [column.name for column in cursor.description]
    return _record(dict(zip(names, row, strict=True)))


@remembered
def version_id_on(*, code: str, day: date) -> int | None:
    """The id of the version that holds on a day; `code` as published, or without its outer spaces."""
    if "\0" in code or not code.isprintable():
        return None
    with connection.cursor() as cursor:
        cursor.execute(ON_DAY, {"clean": rules.clean_code(code), "code": code, "day": day})
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def version_on(*, code: str, day: date) -> VersionRecord | None:
    """The procedure as it is on a day, or None."""
    found = version_id_on(code=code, day=day)
    return None if found is None else version(version_id=found)


def published(*, version_id: int) -> dict[str, Any] | None:
    """The record exactly as it was published."""
    with connection.cursor() as cursor:
        cursor.execute("select content from procedure_version where id = %s", [version_id])
        row = cursor.fetchone()
    return None if row is None else _json(row[0])


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _record(row: Mapping[str, Any]) -> VersionRecord:
    kept = (
        "id", "procedure_id", "code", "name", "field_code", "field_name", "promulgator_code",
        "promulgator_name", "local_to", "decision_number", "decision_date", "is_internal", "same_day_until",
        "source", "valid_from", "valid_to", "recorded_at", "requirements",
    )  # fmt: skip
    return VersionRecord(
        **{name: row[name] for name in kept},
        after_pause=deadlines.AfterPause(row["after_pause"] or "continue"),
        levels=frozenset(map(Level, row["levels"])),
        online=Online(row["online"]),
        executing=tuple(row["executing"]),
        channels=tuple(dict.fromkeys(Channel(name) for name in _json(row["channels"]) or ())),
        terms=tuple(_term(t) for t in _json(row["terms"]) or ()),
        papers=tuple(_paper(p) for p in _json(row["papers"]) or ()),
        fees=tuple(_fee(f) for f in _json(row["fees"]) or ()),
        legal_bases=_named(_json(row["legal_bases"]) or ()),
        results=_named(_json(row["results"])),
        steps=tuple(
            "\n".join(part for part in (s["name"].strip(), s["description"].strip()) if part)
            for s in _json(row["steps"])
        ),
        subjects=tuple(s["name"] for s in _json(row["subjects"])),
    )


def _named(entries: Iterable[Mapping[str, Any]]) -> tuple[Named, ...]:
    return tuple(Named(entry["code"] or "", entry["name"] or "") for entry in entries)


def _term(t: Mapping[str, Any]) -> Term:
    channel, unit, origin = Channel(t["channel"]), TimeUnit(t["unit"]), Origin(t["origin"])
    return Term(t["case"], channel, t["quantity"], unit, t["description"], origin, t["id"])


def _paper(p: Mapping[str, Any]) -> PaperWanted:
    return PaperWanted(
        p["case"], p["name"], p["code"], p["originals"], p["copies"], p["required"], p["has_form"], p["id"]
    )


def _fee(f: Mapping[str, Any]) -> Fee:
    return Fee(Channel(f["channel"]), FeeKind(f["kind"]), f["vnd"], f["note"], f["by_council"], f["id"])
