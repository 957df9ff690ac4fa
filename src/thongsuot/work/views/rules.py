"""What a saved view may be called, how many there may be, and who may give one to a whole office."""

from collections.abc import Collection
from urllib.parse import parse_qsl

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule

LONGEST = 60
QUERY_LONGEST = 500
MOST = 20  # each of them is counted whenever the list is looked at
SHARES = "dossiers.assign"
SEARCHED = frozenset({"q"})  # what somebody searched for in a list


@house_rule("a view is found again by its name among not too many")
def view_problems(name: str, query: str, taken: Collection[str]) -> tuple[Problem, ...]:
    """Why a view cannot be kept under this name; `taken`: the names of its maker's others."""
    found: list[Problem] = []
    if not name:
        found.append(Problem("name_missing", "Hãy đặt tên cho danh sách.", "name"))
    elif len(name) > LONGEST:
        message = "Tên danh sách dài nhất {most} ký tự."
        found.append(Problem("name_too_long", message, "name", {"most": LONGEST}))
    if name.casefold() in {one.casefold() for one in taken}:
        found.append(Problem("name_taken", "Bạn đã có danh sách tên này. Hãy chọn tên khác.", "name"))
    if len(taken) >= MOST:
        message = "Mỗi người lưu được nhiều nhất {most} danh sách. Hãy xóa bớt."
        found.append(Problem("too_many_views", message, "", {"most": MOST}))
    if len(query) > QUERY_LONGEST:
        found.append(Problem("query_too_long", "Bộ lọc này quá dài, không lưu được."))
    if SEARCHED & {key for key, _value in parse_qsl(query, keep_blank_values=True)}:
        message = "Danh sách lưu không chứa từ đã tìm: có thể là tên người."
        found.append(Problem("query_searches", message, "query"))
    return tuple(found)


@house_rule("who gives out an office's work says how its officers look at it")
def sharing_problems(may_assign: bool) -> tuple[Problem, ...]:
    """Why a view cannot be given to all of an office."""
    if may_assign:
        return ()
    message = "Chỉ người được phân công hồ sơ tại cơ quan mới lưu danh sách chung cho cơ quan đó."
    return (Problem("not_yours_to_share", message, "agency"),)
