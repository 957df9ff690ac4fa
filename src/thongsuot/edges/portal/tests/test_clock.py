"""The clock as its applicant reads it: received, stopped for him, due; never whom an office told about what."""

from datetime import timedelta

import pytest

from thongsuot.edges.portal import clock
from thongsuot.edges.portal.tests import people
from thongsuot.kernel.actor import SYSTEM
from thongsuot.work.dossiers import queries, services

pytestmark = pytest.mark.usefixtures("province")


def line(receipt, now):
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    return clock.line(record, queries.steps_of(viewer=SYSTEM, dossier_id=receipt.id), now)


def test_it_goes_from_the_reception_to_the_promised_day():
    receipt = people.received()
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    found = line(receipt, record.received_at + timedelta(minutes=5))
    assert [point["title"] for point in found["points"]] == ["Đã tiếp nhận", "Bây giờ", "Ngày hẹn trả"]
    assert [point["state"] for point in found["points"]] == ["done", "now", "next"]
    late = line(receipt, record.due_at + timedelta(days=3))
    assert late["tone"] == "late"
    assert late["percent"] > 100


def test_while_he_is_asked_for_more_it_stands_and_says_so():
    receipt = people.received()
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    asked = record.received_at + timedelta(minutes=9)
    services.ask_for_more(
        actor=SYSTEM, now=asked, agency_id=record.competent_agency_id, dossier_ids=[receipt.id],
        wanted=("Giấy chứng sinh",), reason="Bản mờ",
    )  # fmt: skip
    found = line(receipt, asked + timedelta(days=9))
    assert found["percent"] is None
    assert "chờ bạn bổ sung" in found["said"]
    assert [point["title"] for point in found["points"]] == ["Đã tiếp nhận", "Dừng để bạn bổ sung", "Bây giờ"]
    assert "khi bạn bổ sung" in found["points"][1]["when"]


def test_it_stands_on_the_page_of_the_dossier():
    receipt = people.received()
    page = people.tracking(receipt).get(f"/ho-so/{receipt.code}/").content.decode()
    assert "thời gian được giao" in page
    assert "<progress" in page
    assert "báo người đứng đầu" not in page


def test_he_reads_until_when_he_should_add_what_is_missing_and_nobody_else_does():
    receipt = people.received()
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    until = (record.received_at + timedelta(days=9)).date()
    services.ask_for_more(
        actor=SYSTEM, now=record.received_at + timedelta(minutes=9), agency_id=record.competent_agency_id,
        dossier_ids=[receipt.id], wanted=("Giấy chứng sinh",), reason="Bản mờ", until=until,
    )  # fmt: skip
    said, page = f"Bổ sung đến hết ngày {until:%d/%m/%Y}.", f"/ho-so/{receipt.code}/"
    assert said in people.tracking(receipt).get(page).content.decode()
    assert said not in people.tracking(people.received()).get(page).content.decode()
