"""A citizen whose dossier was carried to another agency, and back: who has it, since when, by which act."""

from datetime import timedelta

from thongsuot.edges.portal.tests import people
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.ui import formats
from thongsuot.transition.reorganisation import services
from thongsuot.transition.reorganisation.tests.people import ACT, CLAUSE, LATER, planned, takes_over
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import reactions
from thongsuot.work.dossiers.events import DossiersMoved
from thongsuot.work.dossiers.papers import assembling
from thongsuot.work.dossiers.papers.tests.reading import pages

STAYS = "Mã hồ sơ, ngày hẹn và giấy hẹn không đổi"
PROMISED = "Mã hồ sơ và ngày hẹn không đổi."


def told(at, receipt, *, back):
    """The words of the dossier's page once the applicants were told of the switch."""
    ref = dossiers.steps_of(viewer=SYSTEM, dossier_id=receipt.id)[-1].detail["ref"]
    reactions.tell_moved(DossiersMoved(ref, back, at))
    reactions.tell_moved(DossiersMoved(ref, back, at))  # told twice it is told once
    page = people.tracking(receipt).get(f"/ho-so/{receipt.code}/").content.decode()
    return " ".join(page.split())


def test_the_page_and_the_notice_say_who_has_it_since_when_and_by_which_act(province):
    receipt = people.received()
    plan, by, _ = planned(province.authority_id, takes_over())
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    page, ground = told(LATER, receipt, back=False), f"{ACT}, {CLAUSE}"
    old, new = (f"Trung tâm Phục vụ hành chính công phường {name}" for name in ("Thuận Hóa", "Phú Xuân"))
    assert f"Từ {formats.moment(LATER)}, {new} giữ hồ sơ thay {old}. {STAYS}" in page
    assert f"Từ {old} đến {new}. Căn cứ: {ground}." in page
    notice = (
        f"Do sắp xếp đơn vị theo {ground}, từ {formats.day(LATER)} {new} giữ hồ sơ {receipt.code}. {PROMISED}"
    )
    assert page.count(notice) == 1
    after = LATER + timedelta(hours=1)
    services.undo(actor=SYSTEM, now=after, agency_id=by, plan_id=plan)
    page = told(after, receipt, back=True)
    assert f"Từ {formats.moment(after)}, hồ sơ trở về {old}. {STAYS}" in page
    back = f"từ {formats.day(after)} hồ sơ {receipt.code} trở về {old}. {PROMISED}"
    assert page.count(back) == 1
    assert page.count(notice) == 1


def test_what_was_sent_on_by_an_officer_is_not_put_down_to_the_reorganisation(province):
    receipt = people.forwarded(people.received())
    assert "sắp xếp đơn vị" not in people.tracking(receipt).get(f"/ho-so/{receipt.code}/").content.decode()


def test_the_words_are_english_on_an_english_page(province):
    receipt = people.received()
    plan, by, _ = planned(province.authority_id, takes_over())
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    client = people.tracking(receipt)
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    page = client.get(f"/ho-so/{receipt.code}/").content.decode()
    assert "Another agency has your dossier: units were reorganised" in page


def test_a_slip_printed_again_says_what_it_said_and_who_that_is_now(province):
    receipt = people.received()
    plan, by, _ = planned(province.authority_id, takes_over())

    def printed(form):
        record = dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id)
        steps = dossiers.steps_of(viewer=SYSTEM, dossier_id=receipt.id)
        told = assembling.Told(record, (), steps, "https://mau.vn/1", printed_on=LATER.date())
        return " ".join(" ".join(pages(assembling.printed(told, form))).split())

    before = printed("slip")
    services.activate(actor=SYSTEM, now=LATER, agency_id=by, plan_id=plan)
    after = printed("slip")
    old, new = (f"Trung tâm Phục vụ hành chính công phường {name}" for name in ("Thuận Hóa", "Phú Xuân"))
    assert "Cơ quan giải quyết" not in before  # the centre's own ward decides, then and on the same paper now
    assert "Cơ quan giải quyết" not in after
    assert f"{old} tiếp nhận hồ sơ" in after
    assert f"{old} nay là {new}." in after
    assert "nay là" not in before
    sheet = printed("control-sheet")
    assert sheet.index(old) < sheet.index(new)  # the switch is a hand-over like any other
