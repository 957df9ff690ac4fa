"""What the portal holds for us, on a real province: taken in once, in whatever order it comes, never lost."""

from collections import deque
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.people import BIRTH, HERE, NOW, TODAY, committee, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.fees import queries as fees
from thongsuot.work.sync import ports, queries, services
from thongsuot.work.sync.models import Arrival, Receiver
from thongsuot.work.sync.ports import Arrived, Page, Theirs, Unreachable
from thongsuot.work.sync.tests.scene import COUNTER, Talker, act, received, send, the_portal, work_off_events

pytestmark = pytest.mark.usefixtures("province")
CODE = "G22.99-20261120-0000001"
PROVINCE = "tinh"


class Portal(Talker):
    """A portal that holds pages for us, and knows what it is told to know."""

    def __init__(self):
        super().__init__()
        self.pages, self.known, self.held, self.is_away = deque(), [], [], False

    def arrivals(self, cursor):
        if self.is_away:
            raise Unreachable("đứt kết nối trước khi trả lời")
        return self.pages.popleft() if self.pages else Page((), cursor, True)

    def dossier(self, code):
        if self.is_away:
            raise Unreachable("đứt kết nối trước khi trả lời")
        return self.held

    def statuses(self, from_day, to_day):
        if self.is_away:
            raise Unreachable("đứt kết nối trước khi trả lời")
        return self.known


@pytest.fixture
def portal(monkeypatch):
    found = Portal()
    monkeypatch.setattr(ports, "_channels", {ports.PORTAL: found})
    monkeypatch.setattr(ports, "_portals", [found])
    with seeing(SYSTEM):
        Receiver.objects.create(kind=ports.PORTAL, authority_id=home(), name="Cổng", since=NOW)
    return found


def home():
    found = units.home_authority()
    assert found is not None
    return found


def filed(key="1", code=CODE, **more):
    version = catalogue.version_on(code=BIRTH, day=TODAY)
    papers = [{"TenTepDinhKem": p.name, "MaThanhPhanHoSo": p.code} for p in version.papers if p.required]
    body = {
        "MaHoSo": code, "MaTTHC": BIRTH, "ChuHoSo": "Trần Thị Xa", "SoDienThoai": "0905000111", "MaXa": HERE,
        "TruongHop": version.cases[0] if version.cases else "", "TaiLieuNop": papers, **more,
    }  # fmt: skip
    return Arrived(key, "HoSo", code, body)


def page(*items, cursor="9"):
    return Page(items, cursor, True)


def work(portal, *pages, at=NOW):
    portal.pages.extend(pages)
    return services.fetch_all(now=at)


def rows():
    with seeing(SYSTEM):
        return list(Arrival.objects.order_by("id").values_list("key", "state"))


def the_dossier(code=CODE):
    id_ = dossiers.id_by_external(viewer=SYSTEM, authority_id=home(), external_code=code)
    return dossiers.dossier(viewer=SYSTEM, dossier_id=id_) if id_ else None


def test_a_filing_becomes_a_dossier_at_the_centre_of_its_commune_once(portal):
    assert work(portal, page(filed(), filed())) == 1
    record = the_dossier()
    assert (record.channel, record.applicant_name, record.external_code) == ("ONLINE", "Trần Thị Xa", CODE)
    assert record.competent_agency_id == committee(HERE)
    work(portal, page(filed()), page(filed(key="77")))
    with seeing(SYSTEM):
        assert set(Arrival.objects.values_list("dossier_id", flat=True)) == {record.id}
    assert len(dossiers.find(viewer=who(COUNTER), agency_ids=[committee(HERE)], words="Trần Thị Xa")) == 1


def test_the_portal_is_told_of_its_own_dossier_under_its_own_code(portal):
    work(portal, page(filed()))
    work_off_events()
    assert send(the_portal()).accepted == 1


def test_what_cannot_be_taken_in_is_kept_with_every_reason_and_can_be_tried_again_or_settled(portal):
    work(portal, page(filed(ChuHoSo="", MaXa=""), Arrived("2", "Lạ", "x", {})))
    assert rows() == [("1", "refused"), ("2", "refused")]
    first, second = sorted(
        queries.arrivals(viewer=who(PROVINCE), authority_id=home(), states=["refused"]), key=lambda a: a.id
    )
    assert {p["field"] for p in first.problems} == {"ChuHoSo", "MaXa"}
    overseer = {"actor": who(PROVINCE), "now": NOW, "agency_id": seat()}
    assert services.retry_arrival(**overseer, arrival_id=first.id)
    assert rows()[0] == ("1", "refused")
    with pytest.raises(Refused):
        services.dismiss_arrival(**overseer, arrival_id=second.id, reason=" ")
    services.dismiss_arrival(**overseer, arrival_id=second.id, reason="Cổng gửi nhầm")
    with pytest.raises(Conflict):
        services.dismiss_arrival(**overseer, arrival_id=second.id, reason="Cổng gửi nhầm")
    assert rows()[1] == ("2", "dismissed")


def seat():
    found = who(PROVINCE)
    return next(iter(next(grant for grant in found.grants if "sync.resend" in grant.verbs).agency_ids))


def test_a_strange_officer_settles_nothing(portal):
    work(portal, page(Arrived("2", "Lạ", "x", {})))
    with seeing(SYSTEM):
        id_ = Arrival.objects.get().pk
    assert queries.arrivals(viewer=who(COUNTER), authority_id=home(), states=["refused"]) == ()
    with pytest.raises(Forbidden):
        services.dismiss_arrival(
            actor=who(COUNTER), now=NOW, agency_id=committee(HERE), arrival_id=id_, reason="x"
        )


def test_what_comes_before_its_filing_waits_for_it_and_not_for_ever(portal):
    payment = Arrived("5", "ThanhToan", CODE, {"MaHoSo": CODE, "MaGiaoDich": "GD1", "SoTien": "8000"})
    lone = replace(
        payment, key="6", about="G1-20261120-0000002", body={**payment.body, "MaHoSo": "G1-20261120-0000002"}
    )
    work(portal, page(payment, lone))
    assert rows() == [("5", "new"), ("6", "new")]
    work(portal, page(filed(key="7")), at=NOW + timedelta(minutes=2))
    services.fetch_all(now=NOW + timedelta(minutes=4))
    assert rows() == [("5", "done"), ("6", "new"), ("7", "done")]
    record = the_dossier()
    assert (
        sum(t.vnd for t in fees.transfers_of(viewer=SYSTEM, dossier_id=record.id) if t.kind == "pay") == 8000
    )
    services.fetch_all(now=NOW + timedelta(days=2))
    assert rows()[1] == ("6", "refused")


def test_a_payment_told_twice_is_booked_once(portal):
    paid = {"MaHoSo": CODE, "MaGiaoDich": "GD1", "SoTien": "8000"}
    work(portal, page(filed(), Arrived("2", "ThanhToan", CODE, paid), Arrived("3", "ThanhToan", CODE, paid)))
    transfers = fees.transfers_of(viewer=SYSTEM, dossier_id=the_dossier().id)
    assert [t.vnd for t in transfers if t.kind == "pay"] == [8000]


def test_a_supplement_ends_the_waiting(portal):
    work(portal, page(filed()))
    record = the_dossier()
    moved = type("R", (), {"id": record.id})
    act("forward", moved, COUNTER, agency=record.received_agency_id)
    act("ask_for_more", moved, wanted=("Giấy chứng sinh",), reason="Thiếu")
    supplement = {"MaHoSo": CODE, "TaiLieuNop": [{"TenTepDinhKem": "Giấy chứng sinh"}]}
    work(portal, page(Arrived("2", "BoSung", CODE, supplement)), at=NOW + timedelta(hours=1))
    assert the_dossier().state == "processing"
    assert "Giấy chứng sinh" in {p.name for p in dossiers.papers_of(viewer=SYSTEM, dossier_id=record.id)}


def test_a_portal_that_is_away_is_noted_and_nothing_is_skipped(portal):
    portal.is_away = True
    work(portal, page(filed()))
    assert the_portal().failures == 1
    portal.is_away = False
    assert services.fetch_all(now=NOW + timedelta(seconds=1)) == 0  # left alone for a moment
    assert services.fetch_all(now=NOW + timedelta(minutes=1)) == 1


def test_the_two_sides_are_compared_and_told_again_with_one_call(portal):
    missing, agreed = received(), received()
    work_off_events()
    send(the_portal())
    portal.known = [Theirs(agreed.code, 2, TODAY), Theirs("H-lạ", 4, TODAY)]
    assert len(services.compare_all(now=NOW)) == 1
    found = queries.compared(viewer=who(PROVINCE), authority_id=home())
    assert {(d.code, d.kind.value) for d in found.differences} == {
        (missing.code, "missing_there"), ("H-lạ", "missing_here"),
    }  # fmt: skip
    assert queries.compared(viewer=who(COUNTER), authority_id=home()) is None
    codes = queries.differing_codes(viewer=who(PROVINCE), authority_id=home())
    assert codes == (missing.code,)
    again = {"actor": who(PROVINCE), "now": NOW, "agency_id": seat(), "authority_id": home()}
    assert services.tell_again(**again, codes=codes) == 1
    before = len(portal.got)
    assert send(the_portal()).accepted == 1
    assert portal.got[before][0].dossier_id == missing.id
    assert len({o.event_id for o, _ in portal.got}) == len(portal.got)


def compared_with(portal, *codes):
    """The portal says that it has these; what of them is still missing here."""
    portal.known = [Theirs(code, 1, TODAY) for code in codes]
    services.compare_all(now=NOW)
    return missing()


def missing(user=PROVINCE):
    return queries.missing_here(viewer=who(user), authority_id=home())


def fetched(*codes, user=PROVINCE):
    given = {"actor": who(user), "now": NOW, "agency_id": seat(), "authority_id": home(), "codes": codes}
    return services.fetch_dossiers(**given, given=services.ask_for(codes=codes))


def test_what_the_portal_has_and_we_lack_is_fetched_again_exactly_and_once(portal):
    lost, other = filed(key="3"), filed(key="4", code="G22.99-20261120-0000002")
    (one,) = compared_with(portal, CODE)
    assert (one.code, one.theirs, one.arrival) == (CODE, 1, None)
    portal.held = [other, lost]
    assert fetched(CODE).here == (CODE,)
    assert (the_dossier().applicant_name, the_dossier(other.about)) == ("Trần Thị Xa", None)
    assert missing() == ()
    before = the_dossier().version
    assert fetched(CODE).here == (CODE,)
    assert work(portal, page(lost)) == 0
    assert (rows(), the_dossier().version) == ([("3", "done")], before)


def test_what_was_refused_or_closed_before_says_why_and_is_overruled_by_whoever_fetches_it_again(portal):
    work(portal, page(filed(ChuHoSo="")))
    (one,) = compared_with(portal, CODE)
    assert (one.arrival.state, one.arrival.problems[0]["field"]) == ("refused", "ChuHoSo")
    portal.held = [filed(ChuHoSo="")]
    assert fetched(CODE).refused == (CODE,)
    given = {"actor": who(PROVINCE), "now": NOW, "agency_id": seat(), "reason": "Cổng gửi nhầm"}
    services.dismiss_arrival(**given, arrival_id=one.arrival.id)
    assert missing()[0].arrival.because == "Cổng gửi nhầm"
    portal.held = [filed()]  # the citizen has put it right there
    assert fetched(CODE).here == (CODE,)
    assert (rows(), missing()) == ([("1", "done")], ())


def test_what_never_came_is_fetched_before_what_was_refused(portal):
    other = "G22.99-20261120-0000002"
    work(portal, page(filed(ChuHoSo="")))
    assert [one.code for one in compared_with(portal, CODE, other)] == [other, CODE]


def test_what_came_with_a_filing_is_fetched_with_it(portal):
    paid = Arrived("8", "ThanhToan", CODE, {"MaHoSo": CODE, "MaGiaoDich": "GD1", "SoTien": "8000"})
    portal.held = [Arrived("11", "ThanhToan", CODE, paid.body), filed(key="7"), paid, paid]
    for _ in range(2):
        assert fetched(CODE).here == (CODE,)
    transfers = fees.transfers_of(viewer=SYSTEM, dossier_id=the_dossier().id)
    assert [t.vnd for t in transfers if t.kind == "pay"] == [8000]


def test_what_the_portal_does_not_give_is_named_and_a_portal_that_is_away_says_so(portal):
    assert fetched(CODE).absent == (CODE,)
    for codes in ((), [f"H{n}" for n in range(51)]):
        with pytest.raises(Refused):
            services.ask_for(codes=codes)
    portal.is_away = True
    with pytest.raises(Refused) as refused:
        services.ask_for(codes=[CODE])
    assert refused.value.problems[0].code == "portal_away"


def test_a_stranger_neither_sees_what_is_missing_nor_fetches_it(portal):
    compared_with(portal, CODE)
    portal.held = [filed()]
    assert missing(COUNTER) == ()
    with pytest.raises(Forbidden):
        fetched(CODE, user=COUNTER)
    assert rows() == []


def test_comparing_with_a_portal_that_is_away_says_so(portal):
    portal.is_away = True
    with pytest.raises(Refused) as refused:
        services.ask(from_day=TODAY, to_day=TODAY)
    assert refused.value.problems[0].code == "portal_away"


def test_a_message_is_sent_again_or_left_out_only_by_who_may(portal):
    received()
    work_off_events()
    send(the_portal())
    (one,) = queries.messages(viewer=who(PROVINCE), receiver_id=the_portal().pk)
    given = {"actor": who(PROVINCE), "now": NOW, "agency_id": seat()}
    assert services.resend(**given, receiver_id=the_portal().pk, message_ids=[one.id]) == 1
    assert send(the_portal()).accepted == 1
    with pytest.raises(NotFound):
        services.skip(**given, message_id=one.id, reason="x")
    with pytest.raises(Forbidden):
        services.resend(
            actor=who(COUNTER),
            now=NOW,
            agency_id=committee(HERE),
            receiver_id=the_portal().pk,
            message_ids=[one.id],
        )
