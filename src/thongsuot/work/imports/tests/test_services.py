"""A file of old dossiers on a real province: judged, answered, loaded once, traceable, and nobody else's."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from django.db import DatabaseError, connection, transaction
from tests.people import BIRTH, HERE, NOW, centre, committee, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import State
from thongsuot.work.imports import jobs, queries, services

pytestmark = pytest.mark.usefixtures("province", "store")

COUNTER, OTHER = "motcua.thuanhoa", "motcua.phubai"
TITLES = [
    "STT", "Mã hồ sơ", "Mã thủ tục", "Họ và tên", "Số CCCD", "SĐT", "Xã, phường", "Ngày tiếp nhận", "Hạn trả",
    "Tình trạng", "Người thụ lý", "Ngày yêu cầu bổ sung", "Ngày có kết quả", "Ghi chú",
]  # fmt: skip


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path / "store"))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))


def row(number=1, **more):
    values = {
        "STT": number, "Mã hồ sơ": f"G09.20-250701-{number:04d}", "Mã thủ tục": BIRTH, "Họ và tên": "Nguyễn Văn An",
        "Số CCCD": "046198000123", "SĐT": "0905123456", "Xã, phường": "Phường Thuận Hóa",
        "Ngày tiếp nhận": date(2026, 11, 2), "Hạn trả": date(2026, 12, 7), "Tình trạng": "Đang xử lý",
    }  # fmt: skip
    return {**values, **more}


def book(*rows, titles=TITLES):
    out = BytesIO()
    made = xlsxwriter.Workbook(out)
    page = made.add_worksheet("Hồ sơ")
    days = made.add_format({"num_format": "dd/mm/yyyy"})
    for column, title in enumerate(titles):
        page.write(0, column, title)
    for line, values in enumerate(rows, 1):
        for column, title in enumerate(titles):
            value = values.get(title, "")
            if isinstance(value, date):
                page.write_datetime(line, column, value, days)
            elif value != "":
                page.write(line, column, value)
    made.close()
    return out.getvalue()


def upload(data, user=COUNTER, agency=None, now=NOW):
    examined = services.examine("sổ cũ.xlsx", data)
    id_ = services.upload(actor=who(user), now=now, agency_id=agency or centre(), examined=examined)
    return queries.book(viewer=who(user), book_id=id_)


def load(found, **more):
    services.load(actor=who(COUNTER), now=NOW, agency_id=centre(), book_id=found.id, **more)
    while not services.load_part(actor=who(COUNTER), now=NOW, book_id=found.id).is_over:
        pass
    return queries.book(viewer=who(COUNTER), book_id=found.id)


def of(code, user=COUNTER):
    return dossiers.dossier_by_code(viewer=who(user), code=code)


def test_a_good_row_becomes_the_dossier_that_it_was():
    found = upload(book(row()))
    assert (found.phase, dict(found.counts)) == ("checked", {"good": 1})
    done = load(found)
    assert (done.phase, dict(done.counts)) == ("loaded", {"loaded": 1})
    record = of("G09.20-250701-0001")
    assert (record.state, record.received_agency_id, record.holder_agency_id) == (
        State.PROCESSING, centre(), committee(),
    )  # fmt: skip
    assert local_day(record.received_at) == date(2026, 11, 2)
    assert local_day(record.due_at) == date(2026, 12, 7)
    (step,) = dossiers.steps_of(viewer=who(COUNTER), dossier_id=record.id)
    assert (step.detail["imported"]["sheet"], step.detail["imported"]["row"]) == ("Hồ sơ", 2)
    assert of("G09.20-250701-0001", OTHER) is None


def test_one_that_waits_and_one_that_is_decided_stand_so():
    waiting = row(2, **{"Tình trạng": "Chờ bổ sung", "Ngày yêu cầu bổ sung": date(2026, 11, 5)})
    decided = row(3, **{"Tình trạng": "Đã có kết quả", "Ngày có kết quả": date(2026, 11, 9)})
    load(upload(book(waiting, decided)))
    first, second = of("G09.20-250701-0002"), of("G09.20-250701-0003")
    assert (first.state, first.due_at, second.state) == (State.WAITING, None, State.DECIDED)
    assert second.finished_at is not None


def test_faults_name_their_cells_and_stay_outside_unless_asked():
    bad = row(2, **{"Số CCCD": 46198000123, "Hạn trả": "13/25/2026", "Xã, phường": "Xã Không Có"})
    found = upload(book(row(), bad, row(3, **{"Mã hồ sơ": "G09.20-250701-0001"})))
    assert dict(found.counts) == {"good": 1, "faulty": 2}
    faults = queries.rows(viewer=who(COUNTER), book_id=found.id, states=["faulty"])
    told = {(r.number, f["column"], f["code"]) for r in faults for f in r.findings}
    assert {(3, 5, "identity_leading_zero"), (3, 7, "territory_unknown"), (4, 2, "duplicate_in_file")} <= told
    with pytest.raises(Refused, match="import_faulty"):
        load(found)
    assert dict(load(found, only_good=True).counts) == {"loaded": 1, "faulty": 2}


def test_the_same_file_again_does_nothing_and_the_corrected_one_brings_the_rest():
    bad = row(2, **{"Số CCCD": "12"})
    load(upload(book(row(), bad)), only_good=True)
    again = upload(book(row(), bad))
    assert dict(again.counts) == {"known": 1, "faulty": 1}
    corrected = upload(book(row(2), row(), titles=[*reversed(TITLES)]))
    assert dict(corrected.counts) == {"known": 1, "good": 1}
    assert dict(load(corrected).counts) == {"known": 1, "loaded": 1}
    changed = upload(book(row(**{"Họ và tên": "Lê Thị Bình"})))
    (fault,) = queries.rows(viewer=who(COUNTER), book_id=changed.id)
    assert [f["code"] for f in fault.findings] == ["changed_since"]


def test_accepted_proposals_are_taken_and_listed():
    found = upload(book(row(**{"Số CCCD": 46198000123})))
    services.arrange(
        actor=who(COUNTER), now=NOW, agency_id=centre(), book_id=found.id, accepted=["identity_leading_zero"]
    )
    (one,) = queries.rows(viewer=who(COUNTER), book_id=found.id)
    assert (one.state, one.findings[0]["kind"], one.values["citizen_id"]) == (
        "good",
        "change",
        "046198000123",
    )


def test_what_is_not_recognised_is_asked():
    odd = ["Cột 1", "Cột 2", "Cột 3", "Cột 4", "Cột 5"]
    wanted = ["Mã hồ sơ", "Mã thủ tục", "Họ và tên", "Xã, phường", "Ngày tiếp nhận"]
    data = book({o: row()[w] for o, w in zip(odd, wanted, strict=True)}, titles=odd)
    found = upload(data)
    assert (found.phase, found.counts) == ("asking", {})
    columns = dict(zip("12345", ["code", "procedure", "name", "territory", "received"], strict=True))
    services.arrange(
        actor=who(COUNTER), now=NOW, agency_id=centre(), book_id=found.id,
        sheets={"Hồ sơ": {"use": True, "row": 1, "columns": columns}},
    )  # fmt: skip
    assert dict(queries.book(viewer=who(COUNTER), book_id=found.id).counts) == {"good": 1}


def test_old_units_are_followed_and_told():
    found = upload(book(row(**{"Xã, phường": "Phường Vĩnh Ninh"})))
    (one,) = queries.rows(viewer=who(COUNTER), book_id=found.id)
    assert (one.state, one.values["territory"]) == ("good", HERE)
    assert [(f["kind"], f["code"]) for f in one.findings] == [("change", "old_unit")]


def test_the_answer_is_the_same_workbook_with_what_is_wrong_beside_each_row():
    data = book(row(), row(2, **{"Số CCCD": 46198000123}))
    found = upload(data)
    answer = queries.answer(viewer=who(COUNTER), book_id=found.id, translate=str)
    page = openpyxl.load_workbook(BytesIO(answer))["Hồ sơ"]
    assert [c.value for c in page[1]][-2:] == ["Lỗi (Thông Suốt)", "Đề nghị sửa (Thông Suốt)"]
    assert page["O2"].value is None
    assert "E: Số “46198000123” mất số 0" in page["O3"].value
    assert page["P3"].value == "E: 046198000123"
    assert page["H3"].number_format == "dd/mm/yyyy"
    again = upload(answer)
    assert dict(again.counts) == {"good": 1, "faulty": 1}
    assert again.remarks == []
    assert queries.answer(viewer=who(OTHER), book_id=found.id, translate=str) is None


def test_a_large_answer_is_written_anew_with_the_same_values(monkeypatch):
    monkeypatch.setattr("thongsuot.plumbing.sheets.answering.AS_IT_WAS", 10)
    found = upload(book(row(), row(2, **{"Số CCCD": 46198000123})))
    answer = queries.answer(viewer=who(COUNTER), book_id=found.id, translate=str)
    page = openpyxl.load_workbook(BytesIO(answer))["Hồ sơ"]
    assert page["P3"].value == "E: 046198000123"
    assert dict(upload(answer).counts) == {"good": 1, "faulty": 1}


def test_strangers_see_nothing_and_may_do_nothing():
    found = upload(book(row()))
    assert queries.book(viewer=who(OTHER), book_id=found.id) is None
    assert queries.rows(viewer=who(OTHER), book_id=found.id) == ()
    with pytest.raises(Forbidden):
        upload(book(row()), user=OTHER)
    with pytest.raises(NotFound):
        services.load(actor=who(OTHER), now=NOW, agency_id=centre("19960"), book_id=found.id)
    with pytest.raises(NotFound):
        services.load_part(actor=who(OTHER), now=NOW, book_id=found.id)


def test_a_code_that_somebody_takes_meanwhile_is_left_out_and_said():
    first, second = upload(book(row())), upload(book(row()))
    load(first)
    assert dict(load(second).counts) == {"faulty": 1}


def test_what_came_in_cannot_be_rewritten():
    found = upload(book(row()))
    load(found)
    with seeing(SYSTEM), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("delete from import_row where book_id = %s", [found.id])
    with pytest.raises(Refused, match="import_loaded"):
        load(found)


def test_the_worker_checks_large_files_and_loads_in_the_name_of_who_handed_them_in(monkeypatch):
    monkeypatch.setattr("thongsuot.work.imports.services.uploading.AT_ONCE", 10)
    monkeypatch.setattr("thongsuot.work.imports.services.loading.CHUNK", 2)
    found = upload(book(*(row(n) for n in range(1, 6))))
    assert found.phase == "checking"
    services.check_now(actor=SYSTEM, now=NOW, book_id=found.id)
    services.load(actor=who(COUNTER), now=NOW, agency_id=centre(), book_id=found.id)
    jobs.to_end(found.id)
    assert dict(queries.book(viewer=SYSTEM, book_id=found.id).counts) == {"loaded": 5}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7"])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(Refused):
        services.examine("a.xlsx", data or b"")
