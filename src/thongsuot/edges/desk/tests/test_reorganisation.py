"""The switch board at the desk: what is shown to whom, ordered by whom, and what came of it."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from tests.people import ELSEWHERE, HERE, centre, committee, who

from thongsuot.edges.desk import reorganisation
from thongsuot.edges.desk.tests.people import CITIZEN, HEAD, PROVINCE, browser, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Conflict, Forbidden
from thongsuot.transition.reorganisation import queries, reactions, services
from thongsuot.transition.reorganisation.events import Ordered
from thongsuot.transition.reorganisation.rules import (
    ORDER_LASTS,
    Doing,
    OrderState,
    PlanLine,
    PlanState,
    Takes,
)

PLANNER = "sapxep"
NAME = "Sắp xếp thử"


@pytest.fixture
def scene(province):
    """Two dossiers at HERE, whose agencies lead to ELSEWHERE; `plan(takes)` makes the plan and looks at it."""
    from thongsuot.registers.units import queries as units

    now = datetime.now(UTC)
    day = now.date()
    by = units.agencies_of(authority_id=province.authority_id, day=day, kind="province_committee")[0].id
    receipts = [received(now), received(now)]

    def plan(takes=Takes.ALL):
        tree = units.agency_tree(agency_id=committee(HERE, day), day=day) - {centre(HERE, day)}
        lines = [PlanLine(centre(HERE, day), centre(ELSEWHERE, day), takes, act="NQ 1", clause="khoản 3")]
        lines += [PlanLine(a, committee(ELSEWHERE, day), takes, act="NQ 1") for a in sorted(tree)]
        made = services.make_plan(actor=SYSTEM, now=now, agency_id=by, name=NAME, day=day, lines=lines)
        services.preview(actor=SYSTEM, now=now, agency_id=by, plan_id=made)
        return made

    unit = units.unit_on(code=ELSEWHERE, day=day).units[0]
    return SimpleNamespace(
        now=now, by=by, receipts=receipts, plan=plan, key=f"u{unit.id}", unit=unit, actor=who(PLANNER, day)
    )


def at(name, *args):
    return reverse(f"desk:reorganisation{'-' if name else ''}{name}", args=args)


def seen(plan_id):
    return queries.report(viewer=SYSTEM, plan_id=plan_id, kind="preview").digest


def test_the_board_shows_each_place_with_what_stands_in_its_way_and_whose_it_is(scene):
    plan = scene.plan(Takes.CANDIDATE)
    client = browser(PROVINCE, scene.now)
    page = client.get(at("board", plan)).content.decode()
    assert scene.unit.full_name in page
    assert "2 hồ sơ chưa rõ về cơ quan nào" in page
    assert "Còn vướng" in page
    assert "order/activate" not in page  # who oversees the province looks, and orders nothing
    rows = client.get(at("board", plan) + "?format=json").json()["rows"]
    assert [(row["name"], row["dossiers"]) for row in rows] == [(scene.unit.full_name, 0)]
    assert (
        scene.unit.full_name
        not in client.get(at("board", plan) + "?only=ready").content.decode().split("<main")[1]
    )
    listed = client.get(at("list", plan, scene.key, "stranded")).content.decode()
    assert all(receipt.code in listed for receipt in scene.receipts)


def test_every_list_is_the_same_on_screen_as_csv_and_over_the_api(scene):
    plan = scene.plan()
    client = browser(PLANNER, scene.now)
    codes = sorted(receipt.code for receipt in scene.receipts)
    tile = client.get(f"/api/v1/reorganisations/{plan}").json()["places"][0]
    assert (tile["dossiers"], tile["standing"], tile["obstacles"]) == (2, "ready", [])
    assert scene.unit.full_name in client.get(at("place", plan, scene.key)).content.decode()
    for what in queries.What:
        address = at("list", plan, scene.key, what.value)
        assert client.get(address).status_code == 200
        told = json.loads(b"".join(client.get(f"{address}?format=json").streaming_content))["rows"]
        lines = b"".join(client.get(f"{address}?format=csv").streaming_content).decode().splitlines()
        rows = client.get(f"/api/v1/reorganisations/{plan}/places/{scene.key}/{what.value}").json()["rows"]
        assert len(told) == len(lines) - 1 == len(rows)
        if what is queries.What.DOSSIERS:
            assert sorted(row["code"] for row in told) == codes
    first = queries.items(viewer=SYSTEM, found=queries.plan(viewer=SYSTEM, plan_id=plan), key="all",
                          what=queries.What.DOSSIERS, limit=1)  # fmt: skip
    assert len(first.rows) == 1
    after = f"{at('list', plan, 'all', 'dossiers')}?after={first.next}"
    rest = client.get(after).content.decode()
    assert (codes[0] in rest) != (codes[1] in rest)


def test_an_order_is_refused_with_every_reason_and_keeps_what_was_typed(scene):
    plan = scene.plan()
    client = browser(PLANNER, scene.now)
    given = {"typed": "Sắp xếp khác", "seen": "0" * 64}
    answer = client.post(at("order", plan, "activate"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy gõ đúng tên" in page
    assert "làm lại từ lúc bạn mở" in page
    assert "Sắp xếp khác" in page
    assert queries.orders(viewer=SYSTEM, plan_id=plan) == ()


def test_an_order_is_carried_out_by_the_worker_and_its_page_tells_what_came_of_it(scene):
    plan = scene.plan()
    client = browser(PLANNER, scene.now)
    answer = client.post(at("order", plan, "rehearse"), {"seen": seen(plan)})
    order = queries.orders(viewer=SYSTEM, plan_id=plan)[0]
    assert answer["Location"] == at("followed", plan, order.id)
    assert "Đang chờ" in client.get(answer["Location"]).content.decode()
    reactions.carry_out_order(Ordered(order.id))
    page = client.get(answer["Location"]).content.decode()
    assert "bảng cân đối khớp" in page
    assert queries.plan(viewer=SYSTEM, plan_id=plan).state is PlanState.REHEARSED
    for doing, state in ((Doing.ACTIVATE, PlanState.ACTIVATED), (Doing.UNDO, PlanState.UNDONE)):
        client.post(at("order", plan, doing.value), {"typed": f" {NAME.lower()} ", "seen": seen(plan)})
        order = queries.orders(viewer=SYSTEM, plan_id=plan)[0]
        reactions.carry_out_order(Ordered(order.id))
        reactions.carry_out_order(Ordered(order.id))  # delivered twice, done once
        done = queries.order(viewer=SYSTEM, order_id=order.id)
        assert (done.state, done.outcome["moved"], done.problems) == (OrderState.DONE, 2, ())
        assert queries.plan(viewer=SYSTEM, plan_id=plan).state is state
        assert "2 hồ sơ" in client.get(at("board", plan)).content.decode()
        moved = client.get(at("list", plan, scene.key, "dossiers")).content.decode()
        assert all(receipt.code in moved for receipt in scene.receipts)
    assert client.get(at("balance", plan)).content.startswith(b"%PDF")


def test_what_changed_after_the_order_is_written_down_as_the_reason(scene):
    plan = scene.plan()
    order = services.order(
        actor=scene.actor, now=scene.now, agency_id=scene.by, plan_id=plan, doing=Doing.ACTIVATE, typed=NAME,
        seen=seen(plan),
    )  # fmt: skip
    services.preview(actor=SYSTEM, now=scene.now, agency_id=scene.by, plan_id=plan)
    received(scene.now)
    services.preview(actor=SYSTEM, now=scene.now, agency_id=scene.by, plan_id=plan)
    reactions.carry_out_order(Ordered(order))
    found = queries.order(viewer=SYSTEM, order_id=order)
    assert (found.state, [p.code for p in found.problems]) == (OrderState.REFUSED, ["preview_differs"])
    page = browser(PLANNER, scene.now).get(at("followed", plan, order)).content.decode()
    assert "Bản xem trước đã được làm lại" in page
    assert queries.plan(viewer=SYSTEM, plan_id=plan).state is PlanState.PREVIEWED


def test_one_order_at_a_time_and_one_that_waited_too_long_gives_way(scene):
    plan = scene.plan()
    given = {"actor": scene.actor, "agency_id": scene.by, "plan_id": plan, "doing": Doing.REHEARSE}
    first = services.order(now=scene.now, **given)
    with pytest.raises(Conflict):
        services.order(now=scene.now, **given)
    later = scene.now + ORDER_LASTS * 2
    services.order(now=later, **given)
    assert queries.order(viewer=SYSTEM, order_id=first).problems[0].code == "order_too_old"


def test_whoever_may_do_nothing_of_it_is_not_told_which_orders_there_are(scene):
    plan = scene.plan()
    order = services.order(
        actor=scene.actor, now=scene.now, agency_id=scene.by, plan_id=plan, doing=Doing.REHEARSE
    )
    for one in (order, order + 1000):
        with pytest.raises(Forbidden):
            services.carry_out(
                actor=who(HEAD, scene.now.date()), now=scene.now, agency_id=scene.by, order_id=one
            )
    assert queries.order(viewer=SYSTEM, order_id=order).state is OrderState.WAITING


def test_a_person_says_where_what_no_rule_decides_goes_and_the_plan_is_free(scene):
    plan = scene.plan(Takes.CANDIDATE)
    client = browser(PLANNER, scene.now)
    old, new = centre(HERE, scene.now.date()), centre(ELSEWHERE, scene.now.date())
    page = client.get(at("assign", plan, old)).content.decode()
    assert all(receipt.code in page for receipt in scene.receipts)
    answer = client.post(at("assign", plan, old), {"to": str(new), "reason": "theo tổ dân phố"})
    assert answer.status_code == 422
    assert "theo tổ dân phố" in answer.content.decode()
    for agency in queries.plan(viewer=SYSTEM, plan_id=plan).ends:
        left = queries.left_at(
            viewer=SYSTEM, found=queries.plan(viewer=SYSTEM, plan_id=plan), agency_id=agency
        )
        to = new if agency == old else committee(ELSEWHERE, scene.now.date())
        rows = [f"d:{item.key}" for item in left.rows]
        if rows:
            assert client.post(at("assign", plan, agency), {"to": str(to), "row": rows}).status_code == 302
    assert "Không còn hồ sơ nào chờ phân công" in client.get(at("assign", plan, old)).content.decode()
    assert client.post(at("assign", plan, old), {"to": str(new), "row": ["x:1"]}).status_code == 422


@pytest.mark.parametrize("user", [HEAD, PROVINCE])
def test_who_has_no_grant_orders_nothing(user, scene):
    plan = scene.plan()
    with pytest.raises(Forbidden):
        services.order(
            actor=who(user, scene.now.date()), now=scene.now, agency_id=scene.by, plan_id=plan, doing=Doing.REHEARSE
        )  # fmt: skip
    client = browser(user, scene.now)
    assert client.post(at("order", plan, "rehearse"), {"seen": seen(plan)}).status_code == 403
    assert client.post(at("preview", plan)).status_code == 403
    word = {"to": str(centre(ELSEWHERE, scene.now.date())), "row": f"d:{scene.receipts[0].id}"}
    assert client.post(at("assign", plan, centre(HERE, scene.now.date())), word).status_code == 403
    assert client.post(at("new"), {"name": "x", "day": "1/7/2030"}).status_code == 403
    assert queries.orders(viewer=SYSTEM, plan_id=plan) == ()


def test_an_officer_of_one_commune_a_citizen_and_nobody_see_no_plan(scene):
    plan = scene.plan()
    addresses = {
        "": [], "new": [], "board": [plan], "preview": [plan], "history": [plan], "balance": [plan],
        "place": [plan, scene.key], "list": [plan, "all", "dossiers"], "order": [plan, "rehearse"],
        "followed": [plan, 1], "assign": [plan, centre(HERE, scene.now.date())], "lines": [plan], "line": [plan, 1],
        "parts": [plan], "part": [plan, 1], "agencies": [], "matters": [],
    }  # fmt: skip
    names = {f"reorganisation{'-' if name else ''}{name}" for name in addresses}
    assert {pattern.name for pattern in reorganisation.urls} == names
    head, citizen, nobody = (browser(user, scene.now) for user in (HEAD, CITIZEN, None))
    for name, args in addresses.items():
        address = at(name, *args)
        assert head.get(address).status_code in ((403, 405) if name == "preview" else (403,)), address
        assert citizen.get(address).status_code == 403
        assert nobody.get(address).status_code == 302
    for tail in ("", "/places/all/dossiers", "/lines", "/orders", "/reports"):
        assert head.get(f"/api/v1/reorganisations/{plan}{tail}").status_code == 404
    assert head.get("/api/v1/reorganisations").status_code == 403


def test_a_plan_is_drawn_up_from_the_crosswalk_and_a_day_without_changes_says_so(scene):
    client = browser(PLANNER, scene.now)
    answer = client.post(at("new"), {"name": "Không có gì", "day": "1/3/2024"})
    assert answer.status_code == 422
    assert "chưa có dòng nào" in answer.content.decode()
    assert client.get(at("")).status_code == client.get(at("history", scene.plan())).status_code == 200
