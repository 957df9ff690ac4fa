"""A question to an office that is divided, listed and sent on at the desk; every figure of a plan leads to its list."""

import json
import re

from django.urls import reverse
from tests.people import ELSEWHERE, HERE, NOW, THERE, centre, committee

from thongsuot.edges.desk.tests.people import PROVINCE, browser
from thongsuot.kernel.actor import SYSTEM
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.queries import EVERYWHERE, What
from thongsuot.transition.reorganisation.tests.people import (
    divided_office,
    lies_at,
    planned,
    question,
    takes_over,
)
from thongsuot.work.fees.tests import scene as money

PLANNER = "sapxep"


def at(name, *args):
    return reverse(f"desk:reorganisation-{name}", args=args)


def rows_of(client, address):
    """The rows of a list as JSON."""
    answer = client.get(f"{address}?format=json")
    return json.loads(b"".join(answer.streaming_content))["rows"]


def test_a_question_without_a_way_is_listed_with_the_reason_and_sent_on_by_a_person(province):
    id_ = question()
    plan, by, shown = planned(province.authority_id, divided_office())
    assert "tasks_unassigned" in {b.problem.code for b in shown.blockers}
    client, page = browser(PLANNER, NOW), at("assign", plan, committee(THERE))
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    key = next(t.key for t in queries.board(viewer=SYSTEM, found=found, now=NOW).tiles if t.obstacles)
    assert page in client.get(at("place", plan, key)).content.decode()
    told = client.get(page).content.decode()
    assert "Câu hỏi về hồ sơ của địa bàn khác" in told
    assert "xin ý kiến" in told
    word = {"row": f"d:{id_}", "to": committee(ELSEWHERE), "reason": "hỏi lại"}
    assert client.post(page, word).status_code == 302
    assert "xin ý kiến" not in client.get(page).content.decode()
    shown = services.preview(actor=SYSTEM, now=NOW, agency_id=by, plan_id=plan)
    assert "tasks_unassigned" not in {b.problem.code for b in shown.blockers}


def test_every_figure_of_the_board_leads_to_the_list_of_what_it_counts(province):
    question()
    plan, _, _ = planned(province.authority_id, takes_over(HERE))
    client = browser(PROVINCE, NOW)
    board = client.get(at("board", plan)).content.decode()
    figures = re.findall(r"<dt>([^<]+)</dt><dd>(<a href=\"([^\"]+)\">)?(\d+)", board)
    assert [label for label, link, *_ in figures if not link] == ["nơi nhận"]
    assert {"hồ sơ đang mở", "thời hạn đang tính", "việc đang mở", "dãy số hồ sơ kết thúc"} <= {
        f[0] for f in figures
    }
    for label, _link, address, count in figures[1:]:
        rows = rows_of(client, address) if "only=" not in address else []
        if label not in ("quá hạn", "cán bộ", "mã cơ quan kết thúc") and rows:
            assert len([r for r in rows if r.get("note") != "bắt đầu"]) == int(count), label
        assert client.get(address).status_code == 200


def test_deadlines_come_by_the_day_they_fall_due_and_receipts_end_with_the_agency(province):
    receipt = money.received()
    money.collect(receipt)
    others = [lies_at(committee(), receipt.id, due_at=f"2026-12-{day:02}T03:00:00Z") for day in (9, 3, 6)]
    plan, _, _ = planned(province.authority_id, takes_over(HERE))
    found = queries.plan(viewer=SYSTEM, plan_id=plan)
    asked = {"viewer": SYSTEM, "found": found, "key": EVERYWHERE}
    shown = list(queries.every_item(**asked, what=What.DEADLINES, page=2))
    assert [item.due_at for item in shown] == sorted(item.due_at for item in shown)
    assert {str(id_) for id_ in others} <= {item.key.partition("~")[2] for item in shown}
    for odd in ("x~y", "9" * 30 + f"~{others[0]}", f"-5~{others[0]}", "~"):
        assert queries.items(**asked, what=What.DEADLINES, after=odd).rows
    client = browser(PLANNER, NOW)
    page = client.get(at("list", plan, EVERYWHERE, "receipts")).content.decode()
    assert "Biên lai thu" in page
    assert "1/2026" in page
    assert "Tiền mặt chưa chốt" in page
    rows = rows_of(client, at("list", plan, EVERYWHERE, "receipts"))
    assert (rows[0]["name"], rows[0]["note"]) == ("1/2026", "kết thúc")
    assert centre(ELSEWHERE) in [i.from_id for i in queries.items(**asked, what=What.RECEIPTS).rows]
