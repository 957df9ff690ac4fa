"""The acts on a dossier's page: forms that say what is wrong, keep what was typed, and tell of a faster colleague."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.people import NOW, committee

from thongsuot.edges.desk.tests.people import COUNTER, HEAD, PROCESSOR, browser, moved, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.dossiers import queries
from thongsuot.work.dossiers.rules import State

pytestmark = pytest.mark.usefixtures("province")

WRONG: list[tuple[str, str, tuple[str, ...], dict[str, str], tuple[str, ...]]] = [
    (
        "ask-for-more",
        PROCESSOR,
        ("forward",),
        {"more": "", "reason": "Thiếu chữ ký"},
        ("Hãy ghi rõ từng giấy tờ",),
    ),
    ("ask-for-more", PROCESSOR, ("forward",), {"more": "Bản vẽ", "reason": ""}, ("Hãy nhập lý do",)),
    ("supplement", COUNTER, ("forward", "ask"), {"more": "", "kind": "original"}, ("Hãy đánh dấu hoặc ghi",)),
    ("supplement", COUNTER, ("forward", "ask"), {"more": "Giấy", "kind": "x"}, ("Hãy chọn",)),
    ("extend", HEAD, ("forward",), {"to_date": "31/02/2026", "reason": "mưa lũ"}, ("ngày/tháng/năm",)),
    (
        "extend",
        HEAD,
        ("forward",),
        {"to_date": "", "reason": ""},
        ("Hãy nhập ngày hẹn trả mới", "Hãy nhập lý do"),
    ),
    ("decide", HEAD, ("forward",), {"result": " "}, ("Hãy nhập kết quả giải quyết",)),
    ("refuse", HEAD, ("forward",), {"reason_code": "x", "reason": "Vì vậy"}, ("Hãy chọn",)),
    ("refuse", HEAD, ("forward",), {"reason_code": "other", "reason": ""}, ("Hãy nhập",)),
    ("stop", HEAD, ("forward",), {"reason": ""}, ("Hãy nhập lý do",)),
    ("return", COUNTER, ("forward", "decide", "back"), {"received_by": ""}, ("Hãy nhập",)),
    ("forward", COUNTER, (), {"to_agency": "999999"}, ("Hãy chọn",)),
    (
        "correct-applicant",
        COUNTER,
        (),
        {"name": "", "phone": "12ab", "address": "Kiệt 7 Chi Lăng", "reason": ""},
        ("Hãy nhập họ và tên", "12ab", "Kiệt 7 Chi Lăng", "vì sao phải sửa"),
    ),
]


def now() -> datetime:
    return datetime.now(UTC)


def send(user: str, code: str, slug: str, **data: Any) -> Any:
    return browser(user, now()).post(f"/desk/dossiers/{code}/{slug}/", data)


@pytest.mark.parametrize(("slug", "user", "before", "data", "said"), WRONG)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(
    slug: str, user: str, before: tuple[str, ...], data: dict[str, str], said: tuple[str, ...]
) -> None:
    record = moved(received(now()), *before, at=now())
    answer = send(user, record.code, slug, seen=record.version, **data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Lỗi:" in page
    for sentence in said:
        assert sentence in page
    for name, value in data.items():
        if value.strip() and name in ("more", "reason", "to_date", "result"):
            assert value in page
    anchors = [
        part.split('"')[0] for part in page.split("data-errors")[1].split("</div>")[0].split('href="#')[1:]
    ]
    assert anchors
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert queries.dossier(viewer=SYSTEM, dossier_id=record.id).version == record.version  # type: ignore[union-attr]


def test_the_whole_way_from_the_pages() -> None:
    receipt = received(now())
    way: list[tuple[str, str, dict[str, Any], State]] = [
        ("forward", COUNTER, {"to_agency": committee(day=now().date())}, State.PROCESSING),
        ("take", PROCESSOR, {}, State.PROCESSING),
        ("ask-for-more", PROCESSOR, {"more": "Giấy chứng sinh", "reason": "Bản mờ"}, State.WAITING),
        ("supplement", COUNTER, {"papers": "Giấy chứng sinh", "kind": "copy"}, State.PROCESSING),
        ("decide", HEAD, {"result": "Giấy khai sinh số 12"}, State.DECIDED),
        ("forward", HEAD, {"to_agency": receipt_desk(receipt)}, State.DECIDED),
        ("return", COUNTER, {"received_by": "Chính chủ"}, State.RETURNED),
    ]
    for slug, user, data, state in way:
        before = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
        assert before is not None
        answer = send(user, receipt.code, slug, seen=before.version, **data)
        assert answer.status_code == 302, (slug, answer.content.decode()[-3000:])
        after = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
        assert after is not None
        assert (after.state, after.version) == (state, before.version + 1), slug
    papers = queries.papers_of(viewer=SYSTEM, dossier_id=receipt.id)
    assert [(p.name, p.originals, p.copies) for p in papers][-1] == ("Giấy chứng sinh", 0, 1)


def receipt_desk(receipt: Any) -> int:
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    assert record is not None
    return record.received_agency_id


def test_a_faster_colleague_is_told_of_and_the_second_press_goes_through() -> None:
    receipt = received(now())
    old = moved(receipt, "forward", at=now()).version
    moved(receipt, "take", at=now())
    answer = send(HEAD, receipt.code, "decide", seen=old, result="Số 12")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "vừa làm việc" in page
    assert "Số 12" in page
    newest = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id).version  # type: ignore[union-attr]
    assert f'name="seen" value="{newest}"' in page
    assert send(HEAD, receipt.code, "decide", seen=newest, result="Số 12").status_code == 302


def test_who_asks_is_corrected_beside_what_stands_there() -> None:
    receipt = received(now())
    address = f"/desk/dossiers/{receipt.code}/"
    assert f'href="{address}correct-applicant/"' in browser(COUNTER, now()).get(address).content.decode()
    page = browser(COUNTER, now()).get(f"{address}correct-applicant/").content.decode()
    for stands in ("Nguyễn Thị Hòa", "046198000123", "0905123456", "12 Lê Lợi"):
        assert f'value="{stands}"' in page
    given = {
        "name": "Trần Thị Hòa",
        "citizen_id": "046198000123",
        "phone": "0905123456",
        "address": "12 Lê Lợi",
    }
    card = "046198000124|191234567|Trần Thị Hòa|27031985|Nữ|14 Lê Lợi|01072021"
    answer = send(COUNTER, receipt.code, "correct-applicant", seen=1, reason="Quét thẻ", citizen_id=card)
    assert answer.status_code == 422
    for filled in ("046198000124", "Trần Thị Hòa", "14 Lê Lợi", "Quét thẻ"):
        assert f'value="{filled}"' in answer.content.decode()
    answer = send(COUNTER, receipt.code, "correct-applicant", seen=1, reason="Gõ nhầm họ", **given)
    assert answer.status_code == 302
    page = browser(HEAD, now()).get(address).content.decode()
    assert "Họ và tên, trước là “Nguyễn Thị Hòa”. Gõ nhầm họ" in page
    over = moved(receipt, "forward", "decide", "back", "return", at=now()).code
    assert "correct-applicant" not in browser(COUNTER, now()).get(f"/desk/dossiers/{over}/").content.decode()


def test_without_the_version_that_was_seen_nothing_moves() -> None:
    receipt = received(now())
    for seen in ("", "x", "-1", "99999999999999"):
        assert send(COUNTER, receipt.code, "take", seen=seen).status_code == 422
    assert queries.dossier(viewer=SYSTEM, dossier_id=receipt.id).state is State.RECEIVED  # type: ignore[union-attr]


def test_an_act_that_asks_something_is_a_link_and_one_that_does_not_is_a_button() -> None:
    code = received(now()).code
    page = browser(COUNTER, now()).get(f"/desk/dossiers/{code}/").content.decode()
    for slug in ("forward", "ask-for-more", "withdraw"):
        assert f'href="/desk/dossiers/{code}/{slug}/"' in page
    assert f'action="/desk/dossiers/{code}/take/"' in page


@pytest.mark.parametrize("slug", ["decide", "refuse", "extend", "stop"])
def test_what_the_counter_may_not_do_is_neither_offered_nor_done(slug: str) -> None:
    record = moved(received(now()))
    page = browser(COUNTER, now()).get(f"/desk/dossiers/{record.code}/").content.decode()
    assert f"/{slug}/" not in page
    data = {"result": "1", "reason": "x", "reason_code": "other", "to_date": "27/11/2026"}
    answer = send(COUNTER, record.code, slug, seen=record.version, **data)
    assert answer.status_code == 422
    assert moved_version(record.id) == record.version


def moved_version(dossier_id: Any) -> int:
    record = queries.dossier(viewer=SYSTEM, dossier_id=dossier_id)
    assert record is not None
    return record.version


@pytest.mark.parametrize(
    ("acts", "form"),
    [
        ((), "slip"),
        (("forward", "ask"), "ask-for-more"),
        (("forward", "refuse"), "refusal"),
        (("forward", "stop"), "stop-notice"),
        (("forward", "take"), "control-sheet"),
    ],
)
def test_papers_come_as_pdf_and_only_those_that_exist(acts: tuple[str, ...], form: str) -> None:
    record = moved(received(now()), *acts, at=now())
    answer = browser(HEAD, now()).get(f"/desk/dossiers/{record.code}/papers/{form}.pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert answer["Cache-Control"] == "no-store, private"
    assert browser(HEAD, now()).get(f"/desk/dossiers/{record.code}/papers/apology.pdf").status_code == 404
    assert browser(HEAD, now()).get(f"/desk/dossiers/{record.code}/papers/nothing.pdf").status_code == 404


def test_the_slip_says_the_date_of_the_reception_also_after_the_clock_stood() -> None:
    receipt = received(NOW)
    record = moved(receipt, "forward", "ask", at=NOW)
    assert record.due_at is None
    assert browser(HEAD, now()).get(f"/desk/dossiers/{record.code}/papers/slip.pdf").status_code == 200
