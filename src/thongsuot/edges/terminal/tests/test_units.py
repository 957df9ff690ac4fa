"""`thongsuot units …` on the real register."""

import json
from collections.abc import Iterator

import pytest
from django.utils import translation

from thongsuot.edges.terminal import commands

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, str, str]:
    code = commands.run(line.split())
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.fixture(autouse=True)
def _in_vietnamese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("THONGSUOT_LANG", "vi")
    with translation.override("vi"):
        yield


@pytest.mark.usefixtures("province")
def test_units_answers_people_and_programs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "units on 2025-07-01 --province 46")
    assert code == 0
    assert "40 đơn vị ngày 01/07/2025" in out
    assert "Phường Thuận Hóa" in out

    code, out, _ = run(capsys, "units on 30/06/2025 --json")
    body = json.loads(out)
    assert (code, body["count"], body["day"], len(body["units"])) == (0, 63, "2025-06-30", 63)

    code, out, _ = run(capsys, "units history 19789")
    assert code == 0
    assert "khoản 15" in out
    assert "Được lập từ" in out

    code, out, _ = run(capsys, "units history 07294 --json")
    assert [v["full_name"] for life in json.loads(out)["lives"] for v in life["versions"]] == [
        "Thị trấn Bố Hạ",
        "Xã Bố Hạ",
        "Phường Bố Hạ",
    ]

    code, out, _ = run(capsys, "units successors 00556 2025-06-30")
    assert code == 0
    assert "toàn bộ dân cư về Xã Thuận An" in out
    code, out, _ = run(capsys, "units predecessors 19789 2026-01-01 --json")
    assert len(json.loads(out)["units"]) == 6


@pytest.mark.parametrize(
    ("line", "exit_code", "said"),
    [
        ("units on hôm-qua", 4, "hôm-qua"),
        ("units on 2025-07-01 --province 99", 3, "99"),
        ("units history 00002", 3, "00002"),
        ("units history 19789 --level ward", 2, "commune"),
        ("units", 2, "history"),
    ],
)
def test_units_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], line: str, exit_code: int, said: str
) -> None:
    code, out, err = run(capsys, line)
    assert code == exit_code
    assert said in out + err
