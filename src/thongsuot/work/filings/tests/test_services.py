"""Drafts and answers in the database: whose they are, what a stranger sees, what stays."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tests.people import BIRTH, HERE, NOW, THERE, TODAY, centre, committee, filing, who

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM, Actor, Kind
from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.registers.forms import queries as forms
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as work
from thongsuot.work.filings import queries, services
from thongsuot.work.filings.rules import Window

BROWSER, OTHER_BROWSER = Actor(Kind.ANONYMOUS, name="a" * 32), Actor(Kind.ANONYMOUS, name="b" * 32)
COUNTER, STRANGER = "motcua.thuanhoa", "motcua.phubai"
COPIES = "2.000815"
BIRTH_RAW = {
    "nyc_ho_ten": "Nguyễn Thị Hòa", "nyc_so_dinh_danh": "046198000123", "nyc_noi_cu_tru": "12 Lê Lợi",
    "nyc_quan_he": "me", "con_ho_ten": "Trần Minh An", "con_ngay_sinh": "12/11/2026", "con_gioi_tinh": "nam",
    "con_dan_toc": "Kinh", "con_quoc_tich": "Việt Nam", "con_noi_sinh": "Bệnh viện", "con_que_quan": "Kim Long",
    "me_co": "khong", "cha_co": "khong", "bs_can": "khong",
}  # fmt: skip
GENERAL = {
    "nop_xa": HERE, "nop_ho_ten": "Nguyễn Thị Hòa", "nop_so_dinh_danh": "046198000123", "nop_dia_chi": "12 Lê Lợi",
    "nop_dien_thoai": "0905123456", "nop_nhan_ket_qua": "POSTAL",
}  # fmt: skip


def form_id() -> int:
    found = forms.form_on(procedure_code=BIRTH, day=TODAY)
    assert found is not None
    return found.id


def draft(actor: Actor, **raw: str) -> UUID:
    return services.begin(
        actor=actor, now=NOW, channel="ONLINE", procedure_code=BIRTH, form_id=form_id(), raw=raw
    ).id


def received(raw: dict[str, str] | None = None) -> work.Receipt:
    return services.receive(
        actor=who(COUNTER), now=NOW, agency_id=centre(HERE), filing=filing(HERE), form_id=form_id(),
        raw=BIRTH_RAW if raw is None else raw,
    )  # fmt: skip


def test_a_draft_is_its_owners_alone(province):
    for owner, others in (
        (who("congdan"), (who("congdan2"), BROWSER, who(COUNTER))),
        (BROWSER, (OTHER_BROWSER,)),
    ):
        mine = draft(owner, a="b")
        assert queries.draft(viewer=owner, draft_id=mine).raw == {"a": "b"}
        for other in (*others, ANONYMOUS):
            assert queries.draft(viewer=other, draft_id=mine) is None
            assert not services.discard(actor=other, draft_id=mine)
            with pytest.raises(NotFound):
                services.keep(actor=other, now=NOW, draft_id=mine, window=Window("w", 0), given={"a": "x"})
        assert services.discard(actor=owner, draft_id=mine)


def test_nobody_has_no_draft_and_nobody_has_endless_ones(province):
    with pytest.raises(Refused):
        draft(ANONYMOUS)
    with pytest.raises(Refused):
        draft(BROWSER, a="x" * 20_000)
    for _nth in range(50):
        draft(BROWSER)
    with pytest.raises(Refused, match="drafts_many"):
        draft(BROWSER)


def test_a_browsers_drafts_go_along_when_somebody_logs_in(province):
    mine, theirs = draft(BROWSER, a="b"), draft(OTHER_BROWSER)
    assert services.adopt(actor=who("congdan"), browser=BROWSER, now=NOW) == 1
    assert queries.draft(viewer=who("congdan"), draft_id=mine).raw == {"a": "b"}
    assert queries.draft(viewer=BROWSER, draft_id=mine) is None
    assert queries.draft(viewer=who("congdan"), draft_id=theirs) is None


def test_old_drafts_are_swept_and_a_browsers_sooner(province):
    browser, citizen = draft(BROWSER), draft(who("congdan"))

    def swept(days):
        return services.sweep(actor=SYSTEM, now=NOW + timedelta(days=days))

    def ends(owner, id_):
        return queries.draft(viewer=owner, draft_id=id_).ends_at

    assert swept(22) == 0
    assert ends(BROWSER, browser) is None
    assert swept(24) == 0  # told, a week before the end
    assert ends(BROWSER, browser) == NOW + timedelta(days=31)
    assert ends(who("congdan"), citizen) is None
    assert swept(31) == 1
    assert queries.draft(viewer=BROWSER, draft_id=browser) is None
    assert swept(90) == 0  # the sweeper was late: the citizen still has his week
    assert ends(who("congdan"), citizen) == NOW + timedelta(days=97)
    assert swept(96) == 0
    assert swept(97) == 1
    assert queries.draft(viewer=who("congdan"), draft_id=citizen) is None
    with pytest.raises(Forbidden):
        services.sweep(actor=who("congdan"), now=NOW)


def test_only_the_citizen_himself_files_his_draft(province):
    citizen = who("congdan")
    mine = draft(citizen, **BIRTH_RAW, **GENERAL)
    for stranger in (who("congdan2"), who(COUNTER), BROWSER):
        with pytest.raises((NotFound, Forbidden)):
            services.submit(actor=stranger, now=NOW, draft_id=mine, revision=0)
    with pytest.raises(Conflict):
        services.submit(actor=citizen, now=NOW, draft_id=mine, revision=7)
    receipt = services.submit(actor=citizen, now=NOW, draft_id=mine, revision=0)
    record = dossiers.dossier(viewer=citizen, dossier_id=receipt.id)
    assert (record.channel, record.received_agency_id) == ("ONLINE", centre(HERE))
    assert (record.competent_agency_id, record.applicant_name) == (committee(HERE), "Nguyễn Thị Hòa")
    assert queries.draft(viewer=citizen, draft_id=mine) is None
    known = queries.known(viewer=citizen, day=TODAY)
    assert known["citizen.address"] == "12 Lê Lợi"
    assert queries.known(viewer=who(COUNTER), day=TODAY) == {}


def test_a_draft_that_is_not_complete_is_refused_with_every_reason_and_stays(province):
    citizen = who("congdan")
    mine = draft(citizen, con_ho_ten="Trần Minh An")
    with pytest.raises(Refused) as refused:
        services.submit(actor=citizen, now=NOW, draft_id=mine, revision=0)
    fields = {p.field for p in refused.value.problems}
    assert {"nop_xa", "nop_ho_ten", "con_ngay_sinh", "bs_can"} <= fields
    assert queries.draft(viewer=citizen, draft_id=mine).raw == {"con_ho_ten": "Trần Minh An"}


def test_answers_are_seen_by_whoever_sees_the_dossier(province):
    receipt = received()
    for viewer, sees in (
        (who(COUNTER), True), (who("tinh"), True), (who(STRANGER), False), (who("congdan2"), False),
        (Actor(Kind.TRACKER, dossier_id=str(receipt.id)), True), (ANONYMOUS, False),
    ):  # fmt: skip
        found = queries.answers_of(viewer=viewer, dossier_id=receipt.id)
        assert (found is not None) is sees
    found = queries.answers_of(viewer=who(COUNTER), dossier_id=receipt.id)
    assert (found.number, found.answers["con_ngay_sinh"]) == (1, "2026-11-12")


def test_a_counter_needs_its_grant_and_a_complete_declaration(province):
    with pytest.raises(Forbidden):
        services.receive(
            actor=who(STRANGER), now=NOW, agency_id=centre(HERE), filing=filing(HERE), form_id=form_id(),
            raw=BIRTH_RAW,
        )  # fmt: skip
    with pytest.raises(Refused) as refused:
        received({"con_ho_ten": "1"})
    assert {"con_ho_ten", "me_co"} <= {p.field for p in refused.value.problems}
    with pytest.raises(NotFound):
        services.receive(
            actor=who(COUNTER), now=NOW, agency_id=centre(HERE), filing=filing(HERE), form_id=0, raw=BIRTH_RAW
        )


def test_corrections_are_added_and_what_stood_before_stays(province):
    receipt = received()
    change = {**BIRTH_RAW, "con_ho_ten": "Trần Minh Anh"}
    one = {"now": NOW, "dossier_id": receipt.id, "number": 1, "raw": change}
    for agency_id in (centre(HERE), centre(THERE)):
        with pytest.raises((NotFound, Forbidden)):
            services.amend(actor=who(STRANGER), agency_id=agency_id, **one)
    assert services.amend(actor=who(COUNTER), agency_id=centre(HERE), **one) == 2
    with pytest.raises(Conflict):
        services.amend(actor=who(COUNTER), agency_id=centre(HERE), **one)
    found = queries.answers_of(viewer=who(COUNTER), dossier_id=receipt.id)
    assert (found.number, found.answers["con_ho_ten"]) == (2, "Trần Minh Anh")
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select count(*) from filing_answers where dossier_id = %s", [receipt.id])
        assert cursor.fetchone()[0] == 2
    with seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update filing_answers set answers = '{}'")
        assert cursor.rowcount == 0


def test_a_citizen_corrects_only_while_more_is_asked_for(province):
    citizen = who("congdan")
    receipt = services.submit(
        actor=citizen, now=NOW, draft_id=draft(citizen, **BIRTH_RAW, **GENERAL), revision=0
    )
    change = {
        "now": NOW,
        "dossier_id": receipt.id,
        "number": 1,
        "raw": {**BIRTH_RAW, "con_ho_ten": "Trần An"},
    }
    with pytest.raises(Refused, match="answers_closed"):
        services.amend(actor=citizen, **change)
    desk, here = centre(HERE), committee(HERE)
    work.forward(actor=who(COUNTER), now=NOW, agency_id=desk, dossier_ids=[receipt.id])
    work.ask_for_more(
        actor=who("xuly.thuanhoa"), now=NOW, agency_id=here, dossier_ids=[receipt.id], wanted=("Giấy chứng sinh",),
        reason="Bản mờ",
    )  # fmt: skip
    with pytest.raises(NotFound):
        services.amend(actor=who("congdan2"), **change)
    assert services.amend(actor=citizen, **change) == 2
    with pytest.raises(NotFound):
        services.amend(actor=citizen, **{**change, "dossier_id": uuid4()})


def test_what_must_be_shown_or_signed_in_person_has_a_form_but_is_not_filed_online(province):
    for code, is_online in ((COPIES, False), ("2.000884", False), ("2.001035", True), (BIRTH, True)):
        assert forms.form_on(procedure_code=code, day=TODAY) is not None
        assert (queries.form_online(procedure_code=code, day=TODAY) is not None) is is_online, code
    form = forms.form_on(procedure_code=COPIES, day=TODAY)
    begun = services.begin(
        actor=who("congdan"), now=NOW, channel="ONLINE", procedure_code=COPIES, form_id=form.id, raw=GENERAL
    )
    with pytest.raises(NotFound):
        services.submit(actor=who("congdan"), now=NOW, draft_id=begun.id, revision=0)
