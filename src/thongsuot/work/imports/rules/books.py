"""What concerns a whole file or sheet: which sheets are read, which columns are left out, and what was assumed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thongsuot.kernel.errors import Problem, Word
from thongsuot.kernel.law import house_rule
from thongsuot.work.imports.rules.fields import BY_KEY, ENOUGH, Heading
from thongsuot.work.imports.rules.findings import Finding, Kind


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a sheet ("" the file). `column` from 1 where it is about one, 0 otherwise."""

    sheet: str
    column: int
    problem: Problem
    advice: Problem


@house_rule("a sheet is read when its heading says all that a dossier needs")
def is_complete(heading: Heading | None) -> bool:
    """Whether the rows below can be dossiers."""
    return heading is not None and not heading.missing


@house_rule("a sheet that nobody recognises is not read in silence")
def sheet_remarks(
    name: str, heading: Heading | None, *, is_hidden: bool, hidden_columns: frozenset[int], is_used: bool
) -> list[Remark]:
    """What has to be said of a sheet before its rows."""
    if heading is None:
        return [_remark(name, 0, "sheet_empty", "Trang này trống.", "không phải làm gì")]
    found = []
    if not is_used:
        lacking = ", ".join(BY_KEY[key].title for key in heading.missing) or "–"
        message = "Trang này không được nhập: thiếu cột {names}."
        advice = "chọn cột cho trang này, hoặc bỏ qua nếu không phải sổ hồ sơ"
        known = sum(1 for key in heading.columns.values() if key)
        code = "sheet_incomplete" if known >= ENOUGH else "sheet_unknown"
        return [_remark(name, 0, code, message, advice, names=lacking)]
    if is_hidden:
        found.append(
            _remark(name, 0, "sheet_hidden", "Trang này đang bị ẩn trong tệp.", "xem lại có đúng là cần nhập")
        )
    if heading.row > 1:
        message = "Dòng tiêu đề là dòng {row}; các dòng phía trên không nhập."
        found.append(
            _remark(name, 0, "heading_lower", message, "không phải làm gì nếu đúng", row=heading.row)
        )
    for column, title in heading.titles.items():
        key = heading.columns.get(column, "")
        if not key:
            message = "Cột “{title}” không được nhập."
            advice = "chọn cột này là gì, hoặc bỏ qua"
            found.append(_remark(name, column, "column_left_out", message, advice, title=title[:80]))
        elif column in hidden_columns:
            message = "Cột “{title}” đang bị ẩn nhưng vẫn được đọc."
            found.append(
                _remark(name, column, "hidden_column", message, "bỏ ẩn cột để kiểm tra", title=title[:80])
            )
    return found


@house_rule("bytes that do not say how they are to be read are read in the likeliest way, and that is said")
def encoding_remarks(encoding: str, *, is_sure: bool) -> list[Remark]:
    """Of a CSV."""
    if is_sure:
        return []
    message = "Tệp CSV không ở dạng UTF-8; đã đọc theo bảng mã cũ, mỗi ô sai phông được chỉ ra."
    return [_remark("", 0, "encoding_guessed", message, "lưu lại từ Excel dạng “CSV UTF-8” hoặc .xlsx")]


@house_rule("an unread character is worse than a refusal")
def as_json(column: int, finding: Finding) -> dict[str, Any]:
    """A finding as a row keeps it."""
    return {
        "column": column,
        "kind": finding.kind.value,
        "code": finding.code,
        "message": finding.problem.message,
        "advice": finding.advice.message,
        "params": {key: _plain(value) for key, value in finding.problem.params.items()},
        "can_accept": finding.kind is Kind.FAULT and finding.proposal is not None,
    }


@house_rule("one sentence says what is wrong, one what to write instead")
def said(kept: Mapping[str, Any], translate: Callable[[str], str]) -> tuple[str, str]:
    """Both sentences of a kept finding or remark, in the language of `translate`."""
    params = {key: Word(value) if key == "name" else value for key, value in kept["params"].items()}
    return tuple(Problem("", kept[part], "", params).say(translate) for part in ("message", "advice"))  # type: ignore[return-value]


@house_rule("remarks are kept as findings are")
def remark_json(remark: Remark) -> dict[str, Any]:
    """A remark as a book keeps it."""
    return {
        "sheet": remark.sheet,
        "column": remark.column,
        "code": remark.problem.code,
        "message": remark.problem.message,
        "advice": remark.advice.message,
        "params": dict(remark.problem.params),
    }


@house_rule("faults are loaded with open eyes only")
def load_problems(*, phase: str, good: int, faulty: int, only_good: bool) -> Sequence[Problem]:
    """Why the rows of a file cannot be loaded now."""
    if phase in ("loading", "loaded"):
        return [Problem("import_loaded", "Tệp này đã được nhập. Muốn nhập phần còn lại, hãy gửi tệp đã sửa.")]
    if phase != "checked":
        return [Problem("import_unchecked", "Tệp chưa kiểm tra xong. Hãy đợi kiểm tra xong rồi nhập.")]
    if not good:
        return [Problem("import_nothing", "Không có dòng nào nhập được. Hãy sửa các lỗi rồi gửi lại tệp.")]
    if faulty and not only_good:
        message = "Còn {count} dòng có lỗi. Hãy sửa rồi gửi lại tệp, hoặc chọn chỉ nhập các dòng đúng."
        return [Problem("import_faulty", message, "only_good", {"count": faulty})]
    return []


def _remark(sheet: str, column: int, code: str, message: str, advice: str, **params: Any) -> Remark:
    return Remark(sheet, column, Problem(code, message, "", params), Problem(code, advice, "", params))


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float) else str(value)
