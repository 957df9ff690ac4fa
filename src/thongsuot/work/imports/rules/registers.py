"""What the registers say of a row: its procedure, its unit, its officer, and whether its code is taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule, law
from thongsuot.work.imports.rules.findings import Finding, change, fault
from thongsuot.work.imports.rules.words import understood


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that a written place may be today. `old`: the name of the former unit that was written."""

    code: str
    name: str
    old: str = ""


@law("Nghị quyết 202/2025/QH15", "Điều 1")
@house_rule("a former unit that went to one successor is followed and told; one that was split is asked")
def territory(
    written: str, places: Sequence[Place], reasons: Sequence[Problem] = (), *, is_exact: bool = True
) -> tuple[str | None, Finding | None]:
    """The code of the unit today, or the fault with every unit it may be. `is_exact`: no doubt about the reading."""
    if len(places) != 1:
        return None, _several(written, places, reasons)
    place = places[0]
    if any(reason.code == "address_spelt" for reason in reasons):
        message = "Không có xã, phường “{text}”; tên gần giống nhất là {name}."
        return None, fault(
            "territory_misspelt", message, "{name}", place.code, text=written[:80], name=place.name
        )
    if not is_exact:
        message = "Chưa chắc “{text}” là {name}."
        return None, fault(
            "territory_doubtful", message, "{name}", place.code, text=written[:80], name=place.name
        )
    if place.old:
        message = "“{text}” là tên cũ, nay là {name}."
        return place.code, change(
            "old_unit", message, place.code, "{name}", text=written[:80], name=place.name
        )
    short = place.name.split(" ", 1)[-1]
    if written in (place.code, place.name, short):
        return place.code, None
    return place.code, understood(written, place.name, place.code)


def _several(written: str, places: Sequence[Place], reasons: Sequence[Problem]) -> Finding:
    """Nobody knows the place, it was split, or several bear its name."""
    if not places:
        why = reasons[0].say(str) if reasons else ""
        message = "Không nhận ra xã, phường “{text}”. {why}" if why else "Không nhận ra xã, phường “{text}”."
        advice = "ghi tên hoặc mã xã, phường hiện nay"
        return fault("territory_unknown", message, advice, text=written[:80], why=why)
    given = {
        "text": written[:80],
        "count": len(places),
        "names": "; ".join(f"{place.name} ({place.code})" for place in places[:8]),
    }
    if any(place.old for place in places):
        return fault(
            "split_unit", "“{text}” nay đã chia cho {count} đơn vị.", "ghi một trong: {names}", **given
        )
    return fault("territory_ambiguous", "“{text}” có thể là {count} nơi.", "ghi một trong: {names}", **given)


@house_rule("a procedure is named by its code, or by its full name; no near miss is taken for it")
def procedure(
    written: str, found: Sequence[tuple[str, str]], near: Sequence[str] = ()
) -> tuple[str | None, Finding | None]:
    """The code of the procedure. `found`: (code, name) of those that the text names; `near`: what it may have meant."""
    if len(found) == 1:
        code, name = found[0]
        return code, (None if written in (code, name) else understood(written, name, code))
    if found:
        names = "; ".join(code for code, _ in found[:8])
        message = "Có {count} thủ tục cùng tên “{text}”."
        return None, fault(
            "procedure_ambiguous",
            message,
            "ghi mã một trong: {names}",
            text=written[:80],
            count=len(found),
            names=names,
        )
    message = "Không có thủ tục “{text}”."
    if near:
        return None, fault(
            "procedure_unknown", message, "có phải: {names}", text=written[:80], names="; ".join(near)
        )
    return None, fault(
        "procedure_unknown", message, "ghi mã thủ tục trong danh mục, ví dụ 1.001193", text=written[:80]
    )


@house_rule("a dossier lies with somebody who works here; of two with one name the user name decides")
def holder(written: str, found: Sequence[tuple[int, str, str]]) -> tuple[int | None, Finding | None]:
    """The account of the officer. `found`: (account, full name, user name) of those who may be meant."""
    if len(found) == 1:
        account, name, username = found[0]
        return account, (None if written == username else understood(written, name, account))
    if found:
        names = "; ".join(username for _, _, username in found[:8])
        message = "Có {count} người tên “{text}”."
        return None, fault(
            "holder_ambiguous",
            message,
            "ghi tên tài khoản: {names}",
            text=written[:60],
            count=len(found),
            names=names,
        )
    message = "Không có công chức “{text}” ở cơ quan này."
    advice = "ghi đúng họ tên hoặc tên tài khoản, hoặc để trống rồi phân công sau"
    return None, fault("holder_unknown", message, advice, text=written[:60])


@house_rule("one code, one dossier")
def taken(code: str, *, where: str = "", imported: str = "") -> Finding:
    """The code stands in this file already (`where`: its cell), or in the house (`imported`: from which row)."""
    if where:
        message = "Mã {code} trùng với ô {where}."
        advice = "xóa một trong hai dòng, hoặc sửa mã"
        return fault("duplicate_in_file", message, advice, code=code, where=where)
    if imported:
        message = "Hồ sơ {code} đã nhập từ {imported}, nay nội dung khác."
        advice = "sửa trên màn hình hồ sơ, rồi xóa dòng này"
        return fault("changed_since", message, advice, code=code, imported=imported)
    message = "Hồ sơ {code} đã có trong hệ thống."
    return fault("duplicate_in_register", message, "xóa dòng này, hoặc sửa mã nếu chép nhầm", code=code)


@law("NĐ 118/2025/NĐ-CP", "Điều 18")
def nobody_competent(procedure_code: str) -> Finding:
    """No agency of the province settles this procedure there."""
    message = "Không có cơ quan nào trong tỉnh có thẩm quyền với thủ tục {text} ở địa bàn này."
    return fault("nobody_competent", message, "kiểm tra mã thủ tục và xã, phường", text=procedure_code)


@house_rule("a row that nobody sees may be there by mistake")
def hidden_row() -> Finding:
    """The row is hidden in the workbook."""
    message = "Dòng đang bị ẩn trong tệp Excel."
    return fault("hidden_row", message, "bỏ ẩn dòng này, hoặc xóa nó")
