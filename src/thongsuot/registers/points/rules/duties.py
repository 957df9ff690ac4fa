"""Who may do what for which procedure: dated rows over what a kind of point can do at all. The most exact row decides."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from thongsuot.kernel import cells
from thongsuot.kernel.dates import format_date
from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.kernel.rows import Fault, Row
from thongsuot.kernel.tables import Column, Shape, fault, period_faults, reference_faults, row_faults
from thongsuot.registers.points.rules.pack import Capability

DUTIES = Shape(
    (
        Column("kind"),
        Column("procedure_code", cells.text(40), required=False),
        Column("field_code", cells.text(40), required=False),
        Column("capability", cells.matching(r"[a-z_]{2,20}", "receive")),
        Column("allowed", cells.flag()),
        Column("valid_from", cells.day()),
        Column("valid_to", cells.day(), required=False),
        Column("source"),
    ),
    key=("kind", "procedure_code", "field_code", "capability", "valid_from"),
)


@dataclass(frozen=True, slots=True)
class Duty:
    """One row on its day: what a kind of point may or may not do for a procedure, a field ("" both: everything)."""

    kind: str
    procedure_code: str
    field_code: str
    capability: str
    is_allowed: bool
    source: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it may be done there; `source` of the row that said so and `since` when it has, both empty when the kind's
    own abilities did."""

    is_allowed: bool
    source: str = ""
    since: date | None = None


# Who may not do what since when and why, and what to do instead: one sentence for each ability that a row can take away.
REFUSED = {
    Capability.RECEIVE: (
        "{point} không được tiếp nhận thủ tục {code} từ ngày {day} ({source}). "
        "Hãy hướng dẫn nộp tại Trung tâm Phục vụ hành chính công hoặc trên Cổng Dịch vụ công quốc gia."
    ),
    Capability.RETURN: (
        "{point} không được trả kết quả thủ tục {code} từ ngày {day} ({source}). "
        "Hãy chọn nơi nhận khác, hoặc chuyển kết quả đến nơi được trả."
    ),
    Capability.DIGITISE: (
        "{point} không được quét giấy tờ của thủ tục {code} từ ngày {day} ({source}). "
        "Hãy gửi bản giấy đến Trung tâm Phục vụ hành chính công để quét."
    ),
    Capability.TAKE_FEE: (
        "{point} không được thu phí, lệ phí của thủ tục {code} từ ngày {day} ({source}). "
        "Hãy hướng dẫn nộp trực tuyến, hoặc nộp tại Trung tâm Phục vụ hành chính công."
    ),
    Capability.CERTIFY: (
        "{point} không được chứng thực bản sao cho thủ tục {code} từ ngày {day} ({source}). "
        "Hãy hướng dẫn đến Ủy ban nhân dân hoặc Trung tâm Phục vụ hành chính công được chứng thực."
    ),
    Capability.GUIDE: (
        "{point} không hướng dẫn thủ tục {code} từ ngày {day} ({source}). "
        "Hãy hướng dẫn đến Trung tâm Phục vụ hành chính công."
    ),
}


@house_rule("A row about a thing that nobody knows would be obeyed by nobody.")
def duty_faults(rows: Sequence[Row], kinds: Collection[str] | None = None) -> list[Fault]:
    """Every row names a known ability, a known kind, and a procedure or a field but not both."""
    found = [*row_faults(rows, DUTIES), *period_faults(rows)]
    for row in rows:
        if row["capability"] and row["capability"] not in set(Capability):
            found.append(
                fault(
                    row, "capability", "capability_unknown", "Không có năng lực “{words}”.",
                    "ghi một năng lực có trong tệp các loại điểm", words=row["capability"],
                )
            )  # fmt: skip
        if row["procedure_code"] and row["field_code"]:
            found.append(
                fault(
                    row, "field_code", "duty_twice", "Một dòng nói về một thủ tục hoặc một lĩnh vực, không cả hai.",
                    "xóa một trong hai ô",
                )
            )  # fmt: skip
    if kinds is not None:
        found += reference_faults(rows, "kind", kinds, "loại điểm phục vụ")
    return found


@law("NĐ 118/2025/NĐ-CP", "Điều 14: phạm vi tiếp nhận; thuê bưu chính, đại lý")
def verdict(
    capabilities: Collection[str],
    duties: Iterable[Duty],
    *,
    capability: str,
    procedure_code: str,
    field_code: str,
) -> Verdict:
    """May a point whose kind has these `capabilities` do it? `duties`: the rows of its kind on the day.

    A row about the procedure outweighs one about its field, that one outweighs one about everything; without any row
    the kind's own capabilities decide.
    """
    fitting = [
        duty
        for duty in duties
        if duty.capability == capability
        and duty.procedure_code in ("", procedure_code)
        and duty.field_code in ("", field_code)
    ]
    if not fitting:
        return Verdict(capability in capabilities)
    best = max(
        fitting, key=lambda duty: (bool(duty.procedure_code), bool(duty.field_code), not duty.is_allowed)
    )
    return Verdict(best.is_allowed, best.source, best.since)


@house_rule("A row about everything says what a kind of point can do at all from its day on.")
def abilities(capabilities: Collection[str], duties: Iterable[Duty]) -> frozenset[str]:
    """What a kind can do with the rows of its day about everything; those about single procedures are not asked."""
    whole = [duty for duty in duties if not duty.procedure_code and not duty.field_code]
    given = {duty.capability for duty in whole if duty.is_allowed}
    taken = {duty.capability for duty in whole if not duty.is_allowed}
    return frozenset((set(capabilities) | given) - taken)


@house_rule("Who is refused learns who may not do what, since when, why, and what to do instead.")
def refusal(
    said: Verdict, *, point: str, capability: str, code: str, since: date, by_kind: str, field: str = ""
) -> Problem:
    """A verdict that forbids, as a sentence. Without a row it is the kind (`by_kind`) that forbids, `since` the point is."""
    params = {
        "point": point, "code": code, "day": format_date(said.since or since), "source": said.source or by_kind,
    }  # fmt: skip
    return Problem("point_may_not", REFUSED[Capability(capability)], field, params)
