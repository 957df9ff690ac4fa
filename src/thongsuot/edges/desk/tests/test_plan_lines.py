"""The lines of a plan at the desk: changed with a reason, looked at anew, refused when somebody was faster."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from tests.people import ELSEWHERE, HERE, THERE, centre, committee

from thongsuot.edges.desk.tests.people import CITIZEN, HEAD, PROVINCE, browser
from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.points import queries as points
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation import queries, services
from thongsuot.transition.reorganisation.rules import PlanLine, PlanState, Takes

PLANNER = "sapxep"


@pytest.fixture
def scene(province):
    """A plan that was looked at: HERE's agencies lead to ELSEWHERE."""
    now = datetime.now(UTC)
    day = now.date()
    by = units.agencies_of(authority_id=province.authority_id, day=day, kind="province_committee")[0].id
    tree = units.agency_tree(agency_id=committee(HERE, day), day=day)
    lines = [PlanLine(a, committee(ELSEWHERE, day), act="NQ 1") for a in sorted(tree)]
    plan = services.make_plan(actor=SYSTEM, now=now, agency_id=by, name="Thử", day=day, lines=lines)
    services.preview(actor=SYSTEM, now=now, agency_id=by, plan_id=plan)
    code = {key: units.agency(agency_id=committee(key, day)).code for key in (HERE, THERE, ELSEWHERE)}
    return SimpleNamespace(now=now, day=day, by=by, plan=plan, code=code, lines=lines)


def at(scene, number=None):
    if number is None:
        return reverse("desk:reorganisation-lines", args=[scene.plan])
    return reverse("desk:reorganisation-line", args=[scene.plan, number])


def known(scene):
    return queries.plan(viewer=SYSTEM, plan_id=scene.plan)


def form(client, scene, number):
    """What the page would send if one only pressed the button."""
    shown = client.get(at(scene, number)).context["form"]
    given = {name: shown[name].value() for name in shown.fields}
    return {name: value for name, value in given.items() if value not in (None, False)}


def test_a_line_is_changed_with_a_reason_and_the_preview_has_to_be_made_anew(scene):
    client = browser(PLANNER, scene.now)
    before = queries.report(viewer=SYSTEM, plan_id=scene.plan, kind="preview").digest
    listed = client.get(at(scene)).content.decode()
    assert all(units.agency(agency_id=line.old_agency_id).code in listed for line in scene.lines)
    given = form(client, scene, 2) | {"new": scene.code[THERE], "clause": "khoản 9"}
    bare = client.post(at(scene, 2), given)
    assert bare.status_code == 422
    assert "Cần ghi lý do" in bare.content.decode()
    assert known(scene).state is PlanState.PREVIEWED
    assert client.post(at(scene, 2), given | {"reason": "theo họp ngày 3"}).status_code == 302
    after = known(scene)
    assert (after.state, after.sections) == (PlanState.DRAFT, {})
    changed = [(a, b) for a, b in zip(scene.lines, after.lines, strict=True) if a != b]
    assert [(b.new_agency_id, b.clause) for _, b in changed] == [(committee(THERE, scene.day), "khoản 9")]
    shown = services.preview(actor=SYSTEM, now=scene.now, agency_id=scene.by, plan_id=scene.plan)
    assert shown is not None
    assert queries.report(viewer=SYSTEM, plan_id=scene.plan, kind="preview").digest != before
    assert "theo họp ngày 3" in client.get(at(scene)).content.decode()
    told = queries.line_changes(viewer=SYSTEM, plan_id=scene.plan)
    assert [(one.before, one.after) for one in told] == changed


def test_lines_come_and_go_and_the_rules_of_a_plan_hold(scene):
    client = browser(PLANNER, scene.now)
    new = {
        "old": scene.code[THERE],
        "new": scene.code[ELSEWHERE],
        "takes": "all",
        "ends": "on",
        "reason": "bổ sung",
    }
    assert client.post(at(scene, 0), new).status_code == 302
    assert len(known(scene).lines) == len(scene.lines) + 1
    twice = client.post(at(scene, 0), new)
    assert "trùng với một dòng trước" in twice.content.decode()
    wrong = client.post(at(scene, 0), new | {"old": "H00.1", "territory": "00000", "takes": "fly"})
    assert wrong.status_code == 422
    strange = client.post(at(scene, 0), new | {"old": "H00.1", "territory": "00000"})
    assert "Không có cơ quan nào mang mã hoặc tên “H00.1”" in strange.content.decode()
    itself = client.post(at(scene, 0), new | {"new": scene.code[THERE]})
    assert "là một" in itself.content.decode()
    number = len(known(scene).lines)
    out = form(client, scene, number) | {"remove": "1", "reason": "nhầm"}
    assert client.post(at(scene, number), out).status_code == 302
    assert known(scene).lines == tuple(scene.lines)
    assert client.get(at(scene, number)).status_code == 404


def test_who_was_slower_is_told_and_changes_nothing(scene):
    client = browser(PLANNER, scene.now)
    mine = form(client, scene, 1) | {"clause": "khoản 1", "reason": "một"}
    theirs = form(client, scene, 1) | {"clause": "khoản 2", "reason": "hai"}
    assert client.post(at(scene, 1), mine).status_code == 302
    late = client.post(at(scene, 1), theirs)
    assert late.status_code == 422
    assert "người khác sửa" in late.content.decode()
    assert known(scene).lines[0].clause == "khoản 1"


@pytest.mark.parametrize("user", [HEAD, PROVINCE, CITIZEN])
def test_nobody_else_changes_a_line(user, scene):
    given = form(browser(PLANNER, scene.now), scene, 1) | {"clause": "x", "reason": "y"}
    client = browser(user, scene.now)
    assert client.post(at(scene, 1), given).status_code == 403
    assert client.get(at(scene)).status_code == (200 if user == PROVINCE else 403)
    assert known(scene).lines == tuple(scene.lines)


def test_an_agency_is_chosen_by_what_it_is_called_and_never_silently_among_several(scene):
    client = browser(PLANNER, scene.now)
    given = form(client, scene, 2) | {"reason": "theo họp ngày 3"}
    unclear = client.post(at(scene, 2), given | {"new": "uy ban nhan dan phuong"})
    assert unclear.status_code == 422
    told = unclear.content.decode()
    assert "Có nhiều cơ quan gọi như vậy: H57." in told
    assert 'value="uy ban nhan dan phuong"' in told
    assert known(scene).state is PlanState.PREVIEWED
    name = units.agency_by_code(code=scene.code[THERE]).name
    assert client.post(at(scene, 2), given | {"new": name.lower()}).status_code == 302
    assert committee(THERE, scene.day) in [line.new_agency_id for line in known(scene).lines]


def test_suggestions_come_by_words_while_one_types_and_the_page_carries_none(scene):
    client, address = browser(PLANNER, scene.now), reverse("desk:reorganisation-agencies")
    page = client.get(at(scene, 2))
    assert len(page.content) < 20_000
    assert f'hx-get="{address}?of=old' in page.content.decode()
    name = units.agency_by_code(code=scene.code[THERE]).name
    found = client.get(
        address, {"of": "new", "new": "phu bai", "day": scene.day.isoformat()}
    ).content.decode()
    assert f"{scene.code[THERE]} {name}" in found
    assert scene.code[HERE] not in found
    for odd in ({}, {"of": "new"}, {"of": "new", "new": "H57", "day": "hôm nay"}, {"of": "of"}):
        assert client.get(address, odd).status_code == 200
    assert client.get(address, {"of": "new", "new": "uy ban"}).content.decode().count("<option") == 20
    for who, status in ((PROVINCE, 200), (HEAD, 403), (CITIZEN, 403)):
        assert browser(who, scene.now).get(address).status_code == status


def test_a_line_takes_one_function_or_one_counter_chosen_by_name(scene):
    client = browser(PLANNER, scene.now)
    new = {"old": scene.code[HERE], "new": scene.code[THERE], "ends": "on", "reason": "theo QĐ 9"}
    vague = client.post(at(scene, 0), new | {"takes": "function", "function": "khai sinh"})
    assert vague.status_code == 422
    assert "Hãy ghi rõ một trong số này" in vague.content.decode()
    assert "1.001193" in vague.content.decode()
    missing = client.post(at(scene, 0), new | {"takes": "function"})
    assert "chỉ dòng chuyển một lĩnh vực hoặc thủ tục" in missing.content.decode()
    assert (
        client.post(at(scene, 0), new | {"takes": "function", "function": "G15-TP07 hộ tịch"}).status_code
        == 302
    )
    office = units.agency(agency_id=centre(HERE, scene.day))
    counter = points.points_at(agency_ids=frozenset({office.id}), day=scene.day)[0]
    to = units.agency(agency_id=centre(THERE, scene.day)).code
    given = new | {"old": office.code, "new": to, "takes": "point", "point": "không có"}
    assert f"{counter.code} {counter.name}" in client.post(at(scene, 0), given).content.decode()
    assert client.post(at(scene, 0), given | {"point": counter.name}).status_code == 302
    field, place = known(scene).lines[-2:]
    assert (field.takes, field.function) == (Takes.FUNCTION, "G15-TP07")
    assert (place.takes, place.point_id) == (Takes.POINT, counter.point_id)
    listed = client.get(at(scene)).content.decode()
    assert "G15-TP07 Hộ tịch" in listed
    assert f"{counter.code} {counter.name}" in listed
    again = form(client, scene, len(known(scene).lines))
    assert (
        client.post(
            at(scene, len(known(scene).lines)), again | {"clause": "Điều 3", "reason": "x"}
        ).status_code
        == 302
    )
    assert known(scene).lines[-1].clause == "Điều 3"
    shown = services.preview(actor=SYSTEM, now=scene.now, agency_id=scene.by, plan_id=scene.plan)
    assert shown.blockers == ()


def test_functions_and_counters_are_suggested_while_one_types(scene):
    client, address = browser(PLANNER, scene.now), reverse("desk:reorganisation-matters")
    day = {"day": scene.day.isoformat()}
    found = client.get(address, day | {"of": "function", "function": "ho tich"}).content.decode()
    assert "G15-TP07 Hộ tịch" in found
    office = units.agency(agency_id=centre(HERE, scene.day))
    counter = points.points_at(agency_ids=frozenset({office.id}), day=scene.day)[0]
    old = {"of": "point", "old": f"{office.code} {office.name}"}
    assert counter.code in client.get(address, day | old).content.decode()
    assert counter.code not in client.get(address, day | old | {"old": scene.code[THERE]}).content.decode()
    for odd in ({}, {"of": "function"}, {"of": "point"}, {"of": "old", "day": "x"}):
        assert client.get(address, odd).status_code == 200
    for who, status in ((PROVINCE, 200), (HEAD, 403), (CITIZEN, 403)):
        assert browser(who, scene.now).get(address).status_code == status
