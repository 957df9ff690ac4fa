"""`thongsuot dossiers show`."""

import json
from datetime import date

import pytest
from tests.people import NOW, centre, filing, who

from thongsuot.edges.terminal import dossiers
from thongsuot.kernel.errors import NotFound, Refused
from thongsuot.plumbing.cli import console
from thongsuot.work.dossiers import services

pytestmark = pytest.mark.usefixtures("province")


def received() -> str:
    actor = who("motcua.thuanhoa")
    return services.receive(actor=actor, now=NOW, agency_id=centre(), filing=filing()).code


def test_a_dossier_is_told_whole_with_personal_data_masked(capsys: pytest.CaptureFixture[str]) -> None:
    code = received()
    found = dossiers.gather(code, full=False)
    assert found["code"] == code
    assert found["state"] == "received"
    assert found["procedure"]["code"] == "1.001193"
    assert [step["act"] for step in found["steps"]] == ["receive"]
    assert found["applicant"]["name"] == "Nguyễn T. H."
    assert found["territory"] is not None
    console.emit(found, True)
    said = capsys.readouterr().out
    assert json.loads(said)["code"] == code
    for personal in ("Hòa", "046198000123", "0905123456", "Lê Lợi"):
        assert personal not in said


def test_people_read_words_and_programs_codes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = received()
    for language, words in (("vi", ("Được tiếp nhận (2)", "Tiếp nhận")), ("en", ("Received (2)",))):
        monkeypatch.setenv("THONGSUOT_LANG", language)
        dossiers._show(dossiers.gather(code, full=False))
        said = capsys.readouterr().out
        assert all(word in said for word in words), said
        assert "receive " not in said


def test_full_means_full() -> None:
    applicant = dossiers.gather(received(), full=True)["applicant"]
    assert applicant == {
        "name": "Nguyễn Thị Hòa",
        "citizen_id": "046198000123",
        "phone": "0905123456",
        "address": "12 Lê Lợi",
    }


def test_an_unknown_code_is_said_so() -> None:
    with pytest.raises(NotFound, match="X-1"):
        dossiers.gather("X-1", full=False)


def test_statistics_reconcile_whichever_way_they_are_told() -> None:
    received()
    first, last = date(2026, 11, 1), date(2026, 12, 1)
    found = [dossiers.count(view, first, last, date(2026, 11, 22)) for view in ("was", "is", "restated")]
    assert found[0]["total"]["received"] >= 1
    assert found[0]["total"] == found[1]["total"] == found[2]["total"]
    assert {one["quality"] for one in found[1]["series"]} == {"comparable"}
    with pytest.raises(Refused):
        dossiers.count("guess", first, last, last)
