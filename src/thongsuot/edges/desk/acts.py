"""The acts as screens know them: which form, which verb, which rule stands behind, what is said afterwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import RadioSelect
from django.utils.translation import gettext as _

from thongsuot.edges.desk import forms, saying, supplementing
from thongsuot.kernel.law import SOURCES, Source
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.custody import services as custody
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.rules import FIELD_NAMES, Act, Correction, PaperGiven, State

Form = Callable[..., forms.ActForm]


@dataclass(frozen=True, slots=True)
class Spec:
    """One act. `key` is its key on the dossier's page, `form` None when nothing is asked.

    `is_beside`: it moves nothing on, and is offered beside what it is about.
    """

    act: Act
    slug: str
    key: str
    verb: Callable[..., services.Done]
    form: type[forms.ActForm] | None
    done: str
    is_final: bool = False
    is_beside: bool = False

    @property
    def asks(self) -> bool:
        """Whether there is something to fill in. Templates ask this: they would call the class of the form."""
        return self.form is not None


SPECS: tuple[Spec, ...] = (
    Spec(Act.TAKE, "take", "t", services.take, None, "Đã nhận xử lý hồ sơ {code}."),
    Spec(Act.ASSIGN, "assign", "p", services.assign, forms.Assign, "Đã phân công hồ sơ {code}."),
    Spec(Act.FORWARD, "forward", "c", services.forward, forms.Forward, "Đã chuyển hồ sơ {code}."),
    Spec(
        Act.ASK_FOR_MORE, "ask-for-more", "b", services.ask_for_more, forms.AskForMore,
        "Đã yêu cầu bổ sung hồ sơ {code}. Hãy in phiếu cho người nộp.",
    ),
    Spec(
        Act.SUPPLEMENT, "supplement", "n", services.supplement, forms.Supplement,
        "Đã nhận bổ sung hồ sơ {code}. Hạn trả hiện trên trang này.",
    ),
    Spec(
        Act.EXTEND, "extend", "g", services.extend, forms.Extend,
        "Đã hẹn lại hồ sơ {code}. Hãy in văn bản xin lỗi.",
    ),
    Spec(Act.DECIDE, "decide", "d", services.decide, forms.Decide, "Đã quyết định kết quả hồ sơ {code}."),
    Spec(Act.RETURN, "return", "r", custody.collect, forms.Return, "Đã trả kết quả hồ sơ {code}."),
    Spec(
        Act.REFUSE, "refuse", "u", services.refuse, forms.Refuse,
        "Đã từ chối hồ sơ {code}. Hãy in phiếu từ chối.", is_final=True,
    ),
    Spec(Act.STOP, "stop", "s", services.stop, forms.Stop, "Đã dừng giải quyết hồ sơ {code}.", is_final=True),
    Spec(Act.WITHDRAW, "withdraw", "w", services.withdraw, forms.Withdraw, "Đã rút hồ sơ {code}.", is_final=True),
    Spec(
        Act.CORRECT_APPLICANT, "correct-applicant", "a", services.correct_applicant, forms.CorrectApplicant,
        "Đã sửa thông tin người nộp hồ sơ {code}. Hãy in lại giấy hẹn.", is_beside=True,
    ),
)  # fmt: skip
BY_SLUG: Mapping[str, Spec] = {spec.slug: spec for spec in SPECS}
BY_ACT: Mapping[Act, Spec] = {spec.act: spec for spec in SPECS}

IN_BULK = (Act.FORWARD, Act.TAKE, Act.RETURN)

# What is done next most often in a state: it gets the one primary button.
FIRST: dict[State, tuple[Act, ...]] = {
    State.RECEIVED: (Act.TAKE, Act.FORWARD),
    State.PROCESSING: (Act.DECIDE, Act.FORWARD),
    State.WAITING: (Act.SUPPLEMENT,),
    State.DECIDED: (Act.RETURN, Act.FORWARD),
    State.REFUSED: (Act.RETURN,),
}


def basis(act: Act) -> Source | None:
    """The law behind an act; None for a rule of the house."""
    name = "return_result" if act is Act.RETURN else act.value
    found = SOURCES.get(f"thongsuot.work.dossiers.rules.stands.{name}", ())
    return next((source for source in found if not source.is_house_rule), None)


def form_of(
    spec: Spec,
    record: dossiers.DossierRecord,
    steps: tuple[dossiers.StepRecord, ...],
    day: date,
    data: Any = None,
    wanted_at: int | None = None,
    came: Sequence[str] = (),
) -> forms.ActForm | None:
    """The form of an act for this dossier, empty or with what was sent; `wanted_at`: who answers for the point where a
    result that is there is wanted; `came`: papers that the applicant sent as files.
    """
    if spec.form is None:
        return None
    options: dict[str, Any] = {"initial": {"seen": record.version}}
    match spec.act:
        case Act.FORWARD:
            options["places"] = _places(record)
            options["initial"]["to_agency"] = wanted_at or _next_place(record)
        case Act.ASSIGN:
            options["officers"] = officers(record.holder_agency_id, day)
            options["initial"] |= {"to_officer": record.holder_officer_id}
        case Act.ASK_FOR_MORE:
            options |= {"papers": _papers_wanted(record), "asked_before": record.asked_times > 0}
            options["law"] = supplementing.law_said(record)
        case Act.SUPPLEMENT:
            options["asked"] = _asked(steps)
            if came:
                options["initial"] |= {"papers": list(came), "kind": "electronic"}
        case Act.STOP:
            options["initial"]["reason"] = supplementing.reason_to_stop(record, steps, day)
        case Act.RETURN:
            options["initial"]["received_by"] = record.applicant_name
        case Act.CORRECT_APPLICANT:
            options["initial"] |= _applicant(record)
    form = spec.form(data, **options)
    if data is None:
        _focus(form)
    return form


def _focus(form: forms.ActForm) -> None:
    first = form.visible_fields()[0].field.widget
    if not isinstance(first, RadioSelect):  # a group would take the focus at its every member
        first.attrs["autofocus"] = True


def _applicant(record: dossiers.DossierRecord) -> dict[str, str]:
    """What stands there now, by the names of a correction."""
    values = (record.applicant_name, record.citizen_id, record.phone, record.email, record.address)
    return dict(zip(FIELD_NAMES, values, strict=True))


def arguments(spec: Spec, form: forms.ActForm | None) -> dict[str, Any]:
    """What the verb of an act takes from its valid form."""
    if form is None:
        return {}
    data = form.cleaned_data
    match form:
        case forms.Assign():
            return {"to_officer_id": data["to_officer"]}
        case forms.Forward():
            return {"to_agency_id": data["to_agency"]}
        case forms.AskForMore():
            return {
                "wanted": form.everything(),
                "reason": data["reason"],
                "again": data.get("again", False),
                "until": data["until"],
            }
        case forms.Supplement():
            return {"papers": tuple(_paper(name, data["kind"]) for name in form.received())}
        case forms.CorrectApplicant():
            given = {name: data[name] for name in FIELD_NAMES}
            return {"correction": Correction(**given), "reason": data["reason"]}
    return {name: value for name, value in data.items() if name != "seen"}


def officers(agency_id: int, day: date) -> list[tuple[int, str]]:
    """To whom dossiers of an agency may be given, for a choice."""
    found = identity.colleagues(agency_id=agency_id, day=day, verb="dossiers.take")
    return [(one.id, one.full_name) for one in found]


def _paper(name: str, kind: str) -> PaperGiven:
    return PaperGiven(
        name=name,
        originals=int(kind == "original"),
        copies=int(kind == "copy"),
        is_electronic=kind == "electronic",
    )


def _papers_wanted(record: dossiers.DossierRecord) -> list[str]:
    version = catalogue.version(version_id=record.procedure_version_id)
    if version is None:
        return []
    return [
        saying.bare(paper.name)
        for paper in version.papers_of(record.case_name)
        if paper.originals or paper.copies
    ]


def _asked(steps: tuple[dossiers.StepRecord, ...]) -> list[str]:
    asking = [step for step in steps if step.act == Act.ASK_FOR_MORE]
    return [str(name) for name in asking[-1].detail.get("wanted", ())] if asking else []


def _next_place(record: dossiers.DossierRecord) -> int:
    """Where the dossier most likely goes: to the competent agency, and with its result back to the counter."""
    if record.state is State.DECIDED or record.holder_agency_id == record.competent_agency_id:
        return record.received_agency_id
    return record.competent_agency_id


def _places(record: dossiers.DossierRecord) -> list[tuple[str, list[tuple[int, str]]]]:
    """Every office of the province, the likely ones first; a competent public service unit is one of them."""
    day = record.received_at.date()
    competent = units.agency_tree(agency_id=record.competent_agency_id, day=day)
    offices = units.offices_of(authority_id=record.authority_id, day=day)
    meant = units.agencies_by_id(agency_ids=frozenset({record.competent_agency_id})).values()
    everywhere = sorted({*offices, *meant}, key=lambda a: a.code)
    near = {record.received_agency_id, *competent}
    named = {place.id: saying.agency(place.id) for place in everywhere if place.id != record.holder_agency_id}
    return [
        (_("Có thẩm quyền, và nơi nhận hồ sơ"), [(i, name) for i, name in named.items() if i in near]),
        (_("Cơ quan khác trong tỉnh, thành phố"), [(i, name) for i, name in named.items() if i not in near]),
    ]
