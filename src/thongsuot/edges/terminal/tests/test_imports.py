"""An old register from the terminal: checked with an exit code, loaded, and loaded again without effect."""

import json

import pytest
from tests.people import BIRTH, centre
from typer.testing import CliRunner

from thongsuot.edges.terminal import imports
from thongsuot.registers.units import queries as units

pytestmark = pytest.mark.usefixtures("province")
HEADING = "Mã hồ sơ;Mã thủ tục;Người nộp;Số định danh;Xã, phường;Ngày tiếp nhận"


def run(tmp_path, *words):
    return CliRunner().invoke(imports.app, [*words, "--json"])


def test_check_then_load_then_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path / "store"))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    file, out = tmp_path / "so.csv", tmp_path / "out.xlsx"
    good = f"G09.20-250701-0001;{BIRTH};An;046198000123;Phường Thuận Hóa;02/11/2026"
    file.write_text(
        f"{HEADING}\n{good}\n{good.replace('046198000123', '12').replace('0001;', '0002;')}\n", "utf-8"
    )
    code = units.agency(agency_id=centre()).code
    checked = run(tmp_path, "check", str(file), "--agency", code, "--out", str(out))
    assert checked.exit_code == 1, checked.output
    assert json.loads(checked.stdout)["rows"] == {"good": 1, "faulty": 1}
    assert out.read_bytes().startswith(b"PK")
    loaded = run(tmp_path, "load", str(file), "--agency", code, "--only-good")
    assert json.loads(loaded.stdout)["rows"] == {"loaded": 1, "faulty": 1}
    again = run(tmp_path, "check", str(file), "--agency", code)
    assert json.loads(again.stdout)["rows"] == {"known": 1, "faulty": 1}
