"""Where a result is collected: any point that may return it, as long as it has not gone its way."""

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import law
from thongsuot.work.dossiers.rules.states import OPEN_STATES, State


@law("NĐ 118/2025/NĐ-CP", "Điều 22: trả kết quả tại nơi người nộp đăng ký")
def place_problems(
    state: State, *, result_way: str, returns: bool, is_sent: bool, field: str = "point"
) -> tuple[Problem, ...]:
    """Why the result cannot be collected at a point.

    returns: the point may hand results out. is_sent: there is a result, and it has left whoever decided.
    """
    if state not in OPEN_STATES:
        return (Problem("collect_over", "Hồ sơ đã kết thúc nên không đổi nơi nhận kết quả được nữa.", field),)
    found = []
    if is_sent:
        message = "Kết quả đã được gửi đi. Hãy nhận ở nơi ghi trên trang theo dõi."
        found.append(Problem("collect_sent", message, field))
    if result_way != "AT_SUBMISSION_PLACE":
        message = "Hồ sơ này nhận kết quả qua bưu chính hoặc qua mạng, nên không chọn điểm nhận."
        found.append(Problem("collect_otherwise", message, field))
    if not returns:
        message = "Điểm này không trả kết quả. Hãy chọn một trung tâm hoặc bưu cục trong danh sách."
        found.append(Problem("collect_nowhere", message, field))
    return tuple(found)
