"""`thongsuot addresses convert` as a program meets it: lines in, objects out, whatever the lines are."""

import json
import os
import subprocess
import sys

import openpyxl
import pytest

from thongsuot.edges.terminal import addresses
from thongsuot.plumbing.cli.trouble import Trouble

HARD = (
    b"P. B\xe1\xba\xbfn Ngh\xc3\xa9, Q1, HCM\r\n\n\xff\xfe\x00 H\xc3\xa0 N\xe1\xbb\x99i\n"
    + b"a" * 100_000
    + b"\nlast"
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def started(home):
    return subprocess.Popen(
        [sys.executable, "-m", "thongsuot", "addresses", "convert", "--day", "2025-07-01", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "THONGSUOT_LANG": "en"},
    )


def test_every_line_is_answered_as_soon_as_it_comes(started):
    started.stdin.write("Phường Trúc Bạch, Ba Đình, Hà Nội\n".encode())
    started.stdin.flush()
    first = json.loads(started.stdout.readline())  # while the program still waits for more
    rest, _ = started.communicate(HARD)
    answers = [json.loads(line) for line in rest.splitlines()]
    assert first["units"] == [{"code": "00004", "name": "Phường Ba Đình", "share": 1.0}]
    assert [a["outcome"] for a in answers] == ["exact", "unknown", "unknown", "unknown", "unknown"]
    assert "is now Phường Ba Đình" in first["reasons"][0]
    assert all(set(a) == {"input", "outcome", "units", "split", "reasons"} for a in answers)
    assert started.returncode == 0


def test_a_reader_who_leaves_and_a_full_disk_are_no_crash(started, home):
    started.stdout.close()  # as `| head` does
    answered = "Phường Trúc Bạch, Ba Đình, Hà Nội\n".encode() * 10_000
    started.communicate(answered)
    assert started.returncode == 141
    with open("/dev/full", "w") as full:
        told = subprocess.run(
            [sys.executable, "-m", "thongsuot", "addresses", "convert", "--json", "p1 q3 hcm"],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "THONGSUOT_LANG": "en"},
            check=False,
        )
    assert (told.returncode, told.stderr) == (
        14,
        b"No space left where the result is written: make room, then run again.\n",
    )


def test_a_table_keeps_every_row(home, tmp_path):
    source, result = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('ten,dia_chi\nAn,"Phường Đa Kao, Quận 1, TP HCM"\nBình,\nCúc\n', "utf-8")
    assert addresses.run(["convert", "--file", str(source), "--column", "dia_chi", "--out", str(result)]) == 0
    lines = result.read_text("utf-8-sig").splitlines()
    assert lines[0] == "ten,dia_chi,ket_qua,ma,ten,chia_tach,ly_do"
    assert "candidates,26737; 26740" in lines[1]
    assert [line.split(",")[2] for line in lines[2:]] == ["unknown", "unknown"]
    with pytest.raises(Trouble):
        addresses.run(["convert", "--file", str(source), "--out", str(result)])
    with pytest.raises(Trouble):
        addresses.run(["convert", "--file", str(tmp_path / "none.csv"), "--out", str(result)])
    nowhere = tmp_path / "nowhere" / "out.csv"
    with pytest.raises(Trouble, match="cannot be written"):
        addresses.run(["convert", "--file", str(source), "--column", "dia_chi", "--out", str(nowhere)])


def test_the_file_under_the_home_answers_like_the_pack(home, capsys):
    asked = ["convert", "--day", "2025-07-01", "p1 q3 hcm"]
    assert addresses.run(asked) == 0
    made = capsys.readouterr().out
    assert [path.suffix for path in (home / "addresses").iterdir()] == [".json"]
    assert addresses.run(asked) == 0
    assert capsys.readouterr().out == made
    assert "27154" in made


def test_a_workbook_keeps_every_row_and_every_text(home, tmp_path):
    source, result = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    book = openpyxl.Workbook()
    for row in (["stt", "dia_chi"], [1, "p1 q3 hcm"], [2, None], [3, "'=1+1"]):
        book.active.append(row)
    book.save(source)
    asked = [
        "convert",
        "--day",
        "2025-07-01",
        "--file",
        str(source),
        "--column",
        "dia_chi",
        "--out",
        str(result),
    ]
    assert addresses.run(asked) == 0
    rows = list(openpyxl.load_workbook(result).active.iter_rows(values_only=True))
    assert rows[0][2:4] == ("ket_qua", "ma")
    assert rows[1][:4] == ("1", "p1 q3 hcm", "exact", "27154")
    assert [row[2] for row in rows[2:]] == ["unknown", "unknown"]
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    with pytest.raises(Trouble):
        addresses.run(["convert", "--file", str(tmp_path / "broken.xlsx"), "--out", str(result)])
