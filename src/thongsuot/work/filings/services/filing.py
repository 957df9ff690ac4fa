"""Filing a form: by a citizen online, by an officer at his counter, and correcting the answers afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.kernel.dates import local
from thongsuot.kernel.errors import Conflict, NotFound, Problem, Refused, refuse_if
from thongsuot.plumbing import access
from thongsuot.plumbing.commands import OFFICERS, command, note
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.forms import queries as forms
from thongsuot.registers.forms import rules as form_rules
from thongsuot.registers.points import queries as points
from thongsuot.registers.points.rules import Capability
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import Filing, PaperGiven, State
from thongsuot.work.filings import queries, rules
from thongsuot.work.filings.models import Answers, Draft
from thongsuot.work.filings.queries import DraftRecord

CITIZEN = frozenset({Kind.CITIZEN})
RECEIVE, SUPPLEMENT = "dossiers.receive", "dossiers.supplement"


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would follow if a draft were filed now. `problems` name raw answers by their keys.

    `collect_at`: code of the point where the result is wanted, "" where it is filed. `count`: how many are wanted.
    """

    filing: Filing
    agency_id: int | None
    form: forms.FormRecord
    answers: Mapping[str, Any]
    assessed: services.Assessed | None
    problems: tuple[Problem, ...]
    collect_at: str = ""
    count: int = 1


def assess_draft(
    *,
    draft: DraftRecord,
    now: datetime,
    papers: Sequence[PaperGiven] = (),
    citizen_account_id: int | None = None,
) -> Prospect:
    """Everything that law and registers say of a draft; writes nothing. Raises NotFound without form or procedure."""
    day = local(now).date()
    form = queries.form_online(procedure_code=draft.procedure_code, day=day)
    version = catalogue.version_on(code=draft.procedure_code, day=day)
    if form is None or version is None:
        raise NotFound(Problem("no_such_form", "Thủ tục này chưa nộp trực tuyến được ở đây.", "procedure"))
    per = catalogue.counted(version=version, channel="ONLINE", day=day)
    section = rules.general_section(
        _communes(draft.raw, day),
        version.choices,
        _places(draft.raw, version, day),
        rules.counted_unit(per, form.definition),
    )
    whole = rules.with_general(form.definition, section)
    found = form_rules.read(whole, draft.raw, day=day)
    general = {field.id for field in section.fields}
    filing = rules.filing_of(
        draft.procedure_code, found.answers, version.choices, _papers(version, form, papers, found.answers),
        citizen_account_id=citizen_account_id,
    )  # fmt: skip
    agency_id = desk_of(filing, version, day)
    assessed = services.assess(agency_id=agency_id, filing=filing, received_at=now) if agency_id else None
    said = {p.field for p in found.problems}
    more = [replace(p, field=rules.key_of(p.field)) for p in (assessed.problems if assessed else ())]
    asked = rules.papers_asked(_left(version, form, found.answers), form.definition, draft.raw)
    missing = rules.attachment_problems(asked, filing.papers)
    problems = (*found.problems, *(p for p in more if p.field not in said), *missing)
    answers = {key: value for key, value in found.answers.items() if key not in general}
    collect_at = str(found.answers.get(rules.COLLECT_AT, ""))
    count = rules.count_of(found.answers, form.definition)
    return Prospect(filing, agency_id, form, answers, assessed, problems, collect_at, count)


def _communes(raw: Mapping[str, str], day: date) -> list[tuple[str, str]]:
    """The commune that was chosen, if there is such a one: enough to read the answer."""
    code = raw.get(rules.GENERAL["territory_code"], "").strip()
    found = units.unit_on(code=code, day=day) if code else None
    return [(code, found.units[0].full_name)] if found is not None and found.outcome == "exact" else []


def _places(
    raw: Mapping[str, str], version: catalogue.VersionRecord, day: date
) -> list[tuple[str, str]] | None:
    """The point that was chosen, if it hands out results of the procedure today; None when none was chosen."""
    code, home = raw.get(rules.COLLECT_AT, "").strip(), units.home_authority()
    if not code or home is None:
        return None
    found = points.point_by_code(authority_id=home, code=code, day=day)
    may = found is not None and points.may(
        point_id=found.id, capability=Capability.RETURN, procedure_code=version.code, field_code=version.field_code,
        day=day,
    ).is_allowed  # fmt: skip
    return [(code, found.name)] if found is not None and may else []


def _papers(
    version: catalogue.VersionRecord,
    form: forms.FormRecord,
    given: Sequence[PaperGiven],
    answers: Mapping[str, Any],
) -> list[PaperGiven]:
    """The papers that were given, and the declaration itself where the procedure wants it as a paper."""
    wanted = version.papers_of(rules.case_of(answers, version.choices))
    known = {paper.wanted_id for paper in given}
    forms_given = (
        rules.electronic(paper.name, paper.id, form.definition.declaration)
        for paper in wanted
        if paper.id not in known
    )
    return [*(paper for paper in forms_given if paper is not None), *given]


def _left(
    version: catalogue.VersionRecord, form: forms.FormRecord, answers: Mapping[str, Any]
) -> list[catalogue.PaperWanted]:
    """The papers of the case that the form itself does not stand for."""
    papers = version.papers_of(rules.case_of(answers, version.choices))
    stood_for = rules.answered([paper.name for paper in papers], form.definition.declaration)
    return [paper for paper in papers if paper.name not in stood_for]


def desk_of(
    filing: Filing, version: catalogue.VersionRecord, day: date, *, authority_id: int | None = None
) -> int | None:
    """Whose counter an online filing reaches: the centre of the commune that decides, else the province's.

    authority_id: of which province; None: of the one loaded last.
    """
    home = authority_id or units.home_authority()
    found = units.unit_on(code=filing.territory_code, day=day) if filing.territory_code else None
    if home is None or found is None or found.outcome != "exact":
        return None
    unit = found.units[0]
    competent = catalogue.competent_agency(version_id=version.id, unit_id=unit.id, authority_id=home, day=day)
    agency = units.agency(agency_id=competent) if competent else None
    if agency is not None and agency.kind.startswith("commune") and agency.unit_id is not None:
        centre = units.centre_of(unit_id=agency.unit_id, day=day)
    else:
        centre = next(iter(units.agencies_of(authority_id=home, day=day, kind="province_centre")), None)
    return centre.id if centre is not None else competent


@command("filings.submit", by=CITIZEN, grant=False)
def submit(
    *, actor: Actor, now: datetime, draft_id: UUID, revision: int, papers: Sequence[PaperGiven] = (),
    scans: Sequence[services.Scan] = (), again: Sequence[services.Again] = (),
) -> services.Receipt:  # fmt: skip
    """File the citizen's own draft: it becomes a dossier with its answers, received online, and is a draft no more.

    `scans` are the files that come along, `again` his papers of earlier dossiers: choosing them is his consent.
    `revision` is what the citizen reviewed. Raises Conflict when another
    window changed it since, and Refused with every problem, each at the key of its answer.
    """
    row = Draft.objects.select_for_update().filter(pk=draft_id, owner=actor.key).first()
    if row is None:
        raise NotFound(
            Problem("no_such_draft", "Không có bản nháp này. Có thể bạn đã nộp rồi: hãy xem Hồ sơ của tôi.")
        )
    if row.revision != revision:
        message = "Bản nháp đã thay đổi ở một cửa sổ khác. Hãy xem lại rồi nộp."
        raise Conflict(Problem("draft_changed", message))
    found = assess_draft(
        draft=queries.record_of(row), now=now, papers=papers, citizen_account_id=actor.account_id
    )
    refuse_if(found.problems)
    assert found.agency_id is not None, "a filing without problems has a desk"
    receipt = services.receive(actor=actor, now=now, agency_id=found.agency_id, filing=found.filing)
    _keep(actor, now, receipt.id, found.form.id, found.answers)
    if scans:
        services.hand_in(actor=actor, now=now, dossier_id=receipt.id, scans=scans)
    if again:
        own = dossiers.own_papers(viewer=actor, authority_id=units.home_authority())
        services.use_again(
            actor=actor, now=now, dossier_id=receipt.id, papers=again, known={one.id for one in own}
        )
    if found.collect_at:
        services.choose_place(actor=actor, now=now, dossier_id=receipt.id, point_code=found.collect_at)
    row.delete()
    note(subject=f"dossier:{receipt.id}", code=receipt.code, form=found.form.code, version=found.form.version)
    return receipt


@command("filings.receive", by=OFFICERS, grant=False)
def receive(
    *, actor: Actor, now: datetime, agency_id: int, filing: Filing, form_id: int, raw: Mapping[str, str],
    draft_id: UUID | None = None,
) -> services.Receipt:  # fmt: skip
    """Receive a filing at a counter together with its declaration. Needs the grant of `dossiers.receive`.

    Raises Refused with every problem of the declaration (field: its key) and of the filing.
    """
    day = local(now).date()
    if actor.kind is Kind.OFFICER:
        access.require(actor=actor, verb=RECEIVE, agency_id=agency_id, day=day)
    form = _form(form_id, filing.procedure_code, day)
    found = form_rules.read(form.definition, raw, day=day)
    wanted = services.assess(agency_id=agency_id, filing=filing, received_at=now)
    refuse_if((*found.problems, *wanted.problems))
    receipt = services.receive(actor=actor, now=now, agency_id=agency_id, filing=filing)
    _keep(actor, now, receipt.id, form.id, found.answers)
    if draft_id is not None:
        Draft.objects.filter(pk=draft_id, owner=actor.key).delete()
    note(subject=f"dossier:{receipt.id}", code=receipt.code, form=form.code, version=form.version)
    return receipt


@command("filings.amend", by=OFFICERS | CITIZEN, grant=False)
def amend(
    *, actor: Actor, now: datetime, dossier_id: UUID, number: int, raw: Mapping[str, str],
    agency_id: int | None = None,
) -> int:  # fmt: skip
    """Correct the answers of a dossier: its citizen while he is asked for more, or an officer who may supplement.

    `number` is that of the answers which were seen (0: none yet). Returns the new number; what stood before stays.
    """
    day = local(now).date()
    record = dossiers.dossier(viewer=actor, dossier_id=dossier_id)
    if record is None:
        raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.", "code"))
    _refuse_closed(actor, record, agency_id, day)
    version = catalogue.version(version_id=record.procedure_version_id)
    latest = queries.answers_of(viewer=actor, dossier_id=dossier_id)
    form = latest.form if latest else forms.form_on(procedure_code=version.code if version else "", day=day)
    if form is None:
        raise NotFound(Problem("no_such_form", "Thủ tục này chưa có mẫu tờ khai điện tử.", "procedure"))
    if queries.last_number(dossier_id) != number:
        raise Conflict(
            Problem("answers_changed", "Tờ khai đã được sửa trước bạn. Hãy xem bản mới rồi sửa lại.")
        )
    found = form_rules.read(form.definition, raw, day=day)
    refuse_if(found.problems)
    _keep(actor, now, dossier_id, form.id, found.answers)
    note(subject=f"dossier:{dossier_id}", code=record.code, number=number + 1)
    return number + 1


def _refuse_closed(actor: Actor, record: dossiers.DossierRecord, agency_id: int | None, day: date) -> None:
    if actor.kind is Kind.OFFICER:
        access.require(actor=actor, verb=SUPPLEMENT, agency_id=agency_id, day=day)
        if agency_id not in (record.holder_agency_id, record.competent_agency_id, record.received_agency_id):
            raise NotFound(Problem("no_such_dossier", "Không có hồ sơ này, hoặc bạn không được xem.", "code"))
        is_open = record.state in (State.RECEIVED, State.PROCESSING, State.WAITING)
    else:
        is_open = record.state is State.WAITING
    if not is_open:
        message = "Tờ khai chỉ sửa được khi cơ quan yêu cầu bổ sung. Hãy liên hệ nơi đang giữ hồ sơ."
        raise Refused(Problem("answers_closed", message))


def _form(form_id: int, procedure_code: str, day: date) -> forms.FormRecord:
    form = forms.form(form_id=form_id)
    if form is None or procedure_code not in form.definition.procedures or form.valid_from > day:
        raise NotFound(Problem("no_such_form", "Thủ tục này chưa có mẫu tờ khai điện tử.", "procedure"))
    return form


def _keep(actor: Actor, now: datetime, dossier_id: UUID, form_id: int, answers: Mapping[str, Any]) -> None:
    number = queries.last_number(dossier_id) + 1
    Answers.objects.create(
        dossier_id=dossier_id, number=number, form_id=form_id, answers=dict(answers), at=now, actor=actor.key
    )
