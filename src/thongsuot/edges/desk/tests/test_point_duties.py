"""What a kind of point may not do is refused on the pages of its clerks, and offered to nobody as a place to collect."""

import pytest
from django.conf import settings
from tests.people import BIRTH, NOW, TODAY

from thongsuot.edges.desk import collecting
from thongsuot.edges.desk.tests.people import COUNTER, browser, moved
from thongsuot.edges.desk.tests.people import received as birth
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.rows import Row
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.points import services
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers.rules import State
from thongsuot.work.fees.tests.scene import received, standing


@pytest.fixture
def forbid(province):
    """Load one row about everything: no from November on."""

    def run(capability, kind="commune_centre", procedure=""):
        row = {
            "kind": kind, "procedure_code": procedure, "field_code": "", "capability": capability, "allowed": "no",
            "valid_from": "2026-11-01", "valid_to": "", "source": "thử",
        }  # fmt: skip
        services.load_duties(actor=SYSTEM, now=NOW, rows=[Row("point-duties.csv", 2, row)])

    return run


def test_a_counter_that_may_take_no_money_is_told_so_and_books_nothing(forbid):
    receipt, client = received(), browser(COUNTER, NOW)
    assert 'value="collect"' in client.get(f"/desk/dossiers/{receipt.code}/fees/").content.decode()
    forbid("take_fee")
    before = client.get(f"/desk/dossiers/{receipt.code}/fees/").content.decode()
    assert "không được thu phí, lệ phí" in before
    assert 'value="collect"' not in before
    given = {"go": "collect", "vnd": "10.000", "method": "cash"}
    answer = client.post(f"/desk/dossiers/{receipt.code}/fees/", given)
    assert answer.status_code == 422
    assert "không được thu phí, lệ phí" in answer.content.decode()
    assert standing(receipt).balance.paid == 0
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    english = client.post(f"/desk/dossiers/{receipt.code}/fees/", given).content.decode()
    assert "may not take fees" in english


def test_a_result_is_handed_out_only_where_it_may_be(forbid):
    receipt = birth()
    moved(receipt, "forward", "take", "decide", "back")
    forbid("return", procedure=BIRTH)
    with pytest.raises(Exception, match="point_may_not"):
        moved(receipt, "return")
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    assert record is not None
    assert record.state is State.DECIDED
    forbid("return", kind="satellite_office")
    assert moved(receipt, "return").state is State.RETURNED


def test_only_points_that_hand_results_of_the_procedure_out_are_offered(province, forbid):
    version = catalogue.version_on(code=BIRTH, day=TODAY)

    def offered():
        return dict(collecting.choices(province.authority_id, None, version, TODAY))

    assert {"", "H57.104.04", "H57.30.01"} <= set(offered())
    assert "H57.101.DL1" not in offered()
    forbid("return", "post_office", BIRTH)
    assert "H57.104.04" in offered()
    assert "H57.30.01" not in offered()
