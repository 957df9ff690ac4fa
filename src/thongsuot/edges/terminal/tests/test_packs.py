"""`thongsuot check`: what it prints, in which language, and its exit code. It needs no database."""

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from thongsuot.edges.terminal import commands
from thongsuot.plumbing.cli.trouble import Exit


@pytest.fixture
def faulty(tmp_path):
    shutil.copytree(settings.PACKS_DIR / "hue", tmp_path / "hue")
    (tmp_path / "national").symlink_to(settings.PACKS_DIR / "national")
    points = tmp_path / "hue" / "points.csv"
    points.write_text(points.read_text(encoding="utf-8").replace("107.5890", '"107,5890"'), encoding="utf-8")
    return str(tmp_path / "hue")


@pytest.fixture(autouse=True)
def _language(monkeypatch):
    monkeypatch.setenv("THONGSUOT_LANG", "vi")


def test_a_good_pack_is_silent_and_ends_well(capsys):
    assert commands.run(["check", "hue", "--json"]) == Exit.OK
    found = json.loads(capsys.readouterr().out)
    assert (found["pack"], found["holds"], found["faults"]) == ("hue", True, [])
    assert {"path": "points.csv", "rows": 41} in found["files"]


def test_a_faulty_pack_ends_with_its_own_code_and_every_fault(faulty, capsys):
    assert commands.run(["check", faulty, "--json"]) == Exit.REFUSED
    found = json.loads(capsys.readouterr().out)
    assert not found["holds"]
    [fault] = found["faults"]
    assert (fault["file"], fault["column"], fault["code"], fault["fatal"]) == (
        "hue/points.csv", "longitude", "cell_number", True,
    )  # fmt: skip
    lines = (Path(faulty) / "points.csv").read_text(encoding="utf-8").splitlines()
    assert "107,5890" in lines[fault["line"] - 1]


@pytest.mark.parametrize(("lang", "said"), [("vi", "1 lỗi"), ("en", "1 faults")])
def test_people_read_it_in_their_language(faulty, capsys, lang, said):
    assert commands.run(["check", faulty, "--lang", lang]) == Exit.REFUSED
    assert said in capsys.readouterr().out


def test_a_pack_that_is_not_there(capsys):
    assert commands.run(["check", "atlantis"]) == Exit.NOT_FOUND
