"""Who may do what for which procedure: dated rows over what a kind of point can do at all. The most exact row decides."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from thongsuot.kernel import cells
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it may be done there; `source` of the row that said so, "" when the kind's own abilities did."""

    is_allowed: bool
    source: str = ""


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
    return Verdict(best.is_allowed, best.source)
