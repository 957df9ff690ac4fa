"""A copy of the real pack with one fault of every kind planted: each is found, at its line, and nothing else is."""

import csv
import json
import shutil
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings

from thongsuot.edges.packs import checking, reading
from thongsuot.edges.packs.contents import CONTENTS
from thongsuot.kernel.errors import NotFound

SOURCE = Path(settings.PACKS_DIR)


class Copy:
    """A copy of the province's pack beside the national one; remembers which fault was planted where."""

    def __init__(self, folder):
        self.folder = folder / "hue"
        shutil.copytree(SOURCE / "hue", self.folder)
        (folder / "national").symlink_to(SOURCE / "national")
        self.planted = set()

    def rows(self, name):
        with (self.folder / name).open(newline="", encoding="utf-8") as file:
            return list(csv.reader(file))

    def write(self, name, rows):
        with (self.folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def cell(self, name, line, column, value, code):
        """Put a value into a cell; `line` counts from 1 as an editor does."""
        rows = self.rows(name)
        rows[line - 1][rows[0].index(column)] = value
        self.write(name, rows)
        self.planted.add((name, line, column, code))

    def text(self, name, old, new, code, column=""):
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        line = text[: text.index(old)].count("\n") + 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        self.planted.add((name, line, column, code))

    def found(self):
        faults = checking.check(self.folder).faults
        assert all(f.fix and str(f.problem) for f in faults)
        return {(f.file.removeprefix("hue/"), f.line, f.column, f.problem.code) for f in faults}


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


def test_the_packs_of_the_repository_have_no_fault():
    assert checking.check(SOURCE / "hue").faults == ()
    national = checking.check(SOURCE / "national")
    assert [str(f) for f in national.faults if f.fatal] == []
    # What remains are hints: spellings in which two official lists differ, and the like.
    assert len(national.faults) > 300
    assert sum(national.gathered.counts.values()) > 30_000


def test_every_planted_fault_of_a_table_is_found_at_its_line(copy):
    p, a, h, o = "points.csv", "agencies.csv", "office-hours.csv", "openings.csv"
    copy.cell(p, 3, "address", "", "cell_empty")
    copy.cell(p, 4, "longitude", "107,6106", "cell_number")
    copy.cell(p, 5, "latitude", "61.5", "cell_range")
    copy.cell(p, 6, "kind", "castle", "reference_unknown")
    copy.cell(p, 7, "unit_code", "1980", "cell_form")
    copy.planted |= {(p, 7, "unit_code", c) for c in ("reference_unknown", "point_misplaced")}
    copy.cell(p, 8, "valid_from", "01/07/2025", "day_ambiguous")
    copy.cell(p, 9, "valid_from", "45839", "day_serial")
    copy.cell(p, 10, "valid_from", "2568-07-01", "day_year")
    copy.cell(p, 11, "valid_from", "1/7/25", "day_short_year")
    copy.cell(p, 12, "valid_from", "2025-06-31", "day_impossible")
    copy.cell(p, 13, "valid_to", "2025-07-01", "period_empty")
    copy.cell(p, 14, "name", unicodedata.normalize("NFD", "Trung tâm phường"), "cell_not_composed")
    copy.cell(p, 15, "name", "Trung\u00a0tâm", "cell_hidden_mark")
    copy.cell(p, 16, "name", "XÃ£ PhÃº LÃ´c", "cell_wrong_encoding")
    copy.cell(p, 17, "name", "Trung t©m ph­êng".replace("\u00ad", ""), "cell_old_font")
    copy.cell(p, 18, "name", "=A1", "cell_formula")
    copy.cell(p, 19, "name", "Trung t\ufffdm", "cell_broken_letter")
    copy.cell(p, 20, "name", "x" * 201, "cell_too_long")
    copy.cell(p, 21, "is_simulated", "có", "cell_choice")
    copy.cell(p, 22, "agency_code", "H57.999.04", "reference_unknown")
    copy.cell(h, 2, "opens", "7h30", "cell_time")
    copy.cell(o, 2, "point_code", "H57.77", "reference_unknown")
    copy.cell(a, 5, "parent_code", "H57.88", "agency_parent_unknown")
    copy.cell("accounts.csv", 2, "role", "king", "reference_unknown")
    copy.cell("accounts.csv", 5, "citizen_id", "4.7085E+10", "cell_scientific")
    copy.cell("accounts.csv", 6, "citizen_id", "47190000026", "cell_leading_zero")
    copy.cell("competences.csv", 3, "procedure_code", "9.999999", "reference_unknown")
    copy.cell("crosswalk-clauses.csv", 4, "old_code", "19784", "unit_share_unknown")
    rows = copy.rows("demo-names.csv")
    copy.write("demo-names.csv", [*rows, rows[3]])
    copy.planted.add(("demo-names.csv", len(rows) + 1, "part", "row_twice"))
    found = copy.found()
    assert found >= copy.planted, copy.planted - found
    assert {one for one in found - copy.planted if one[:3] not in {x[:3] for x in copy.planted}} == set()
    assert len({code for *_, code in copy.planted}) >= 25


def test_a_province_that_forgets_a_commune_or_draws_it_twice_is_told(copy):
    rows = [row for row in copy.rows("agencies.csv") if row[0] != "H57.104.04"]
    copy.write("agencies.csv", rows)
    path = copy.folder / "boundaries.geojson"
    drawn = json.loads(path.read_text(encoding="utf-8"))
    drawn["features"][1] = drawn["features"][0]
    path.write_text(json.dumps(drawn), encoding="utf-8")
    codes = {code for *_, code in copy.found()}
    assert {"agency_missing", "boundary_twice", "boundary_missing", "reference_unknown"} <= codes


def test_a_manifest_says_where_it_is_wrong(copy):
    copy.text("pack.toml", 'accent = "#6b2c91"', 'accent = "#e9d5f5"', "accent_faint", "accent")
    copy.text("pack.toml", "serial_digits = 4", "serial_digits = 3", "cell_range", "serial_digits")
    copy.text("pack.toml", 'time_zone = "Asia/Ho_Chi_Minh"', 'time_zone = "UTC"', "cell_choice", "time_zone")
    copy.text("pack.toml", 'help_hours = "', 'help_hour = "', "setting_unknown", "help_hour")
    copy.text("pack.toml", 'path = "openings.csv"', 'path = "open.csv"', "", "")
    copy.planted.discard(next(x for x in copy.planted if x[3] == ""))
    found = copy.found()
    assert found >= copy.planted, copy.planted - found
    assert ("open.csv", 0, "", "file_missing") in found
    assert ("pack.toml", 1, "file", "file_unlisted") in found


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda b: b"\xef\xbb\xbf" + b, ("openings.csv", 1, "file_bom")),
        (lambda b: b.decode().encode("utf-16"), ("openings.csv", 1, "file_utf16")),
        (lambda b: b.replace(b"s\xc3\xa1ng", b"s\xe1ng"), ("openings.csv", 2, "file_not_utf8")),
        (lambda b: b.replace(b",", b";"), ("openings.csv", 1, "table_separator")),
        (lambda b: b.replace(b",yes,", b",yes\0,"), ("openings.csv", 2, "file_binary")),
        (lambda b: b"", ("openings.csv", 1, "table_no_heading")),
        (lambda b: b.replace(b"weekday", b"thu"), ("openings.csv", 1, "column_missing")),
        (lambda b: b.replace(b"weekday", b"opens"), ("openings.csv", 1, "column_twice")),
        (lambda b: b + b"\n", ("openings.csv", 3, "row_blank")),
        (lambda b: b + b"T\xe1\xbb\x95ng,,,,,,,\n", ("openings.csv", 3, "row_totals")),
        (lambda b: b + b"H57.20,6\n", ("openings.csv", 3, "row_width")),
        (lambda b: b + b'"H57.20,6,07:30\n', ("openings.csv", 3, "table_quotes")),
    ],
)
def test_files_that_a_spreadsheet_spoilt(tmp_path, change, wanted):
    path = tmp_path / "openings.csv"
    path.write_bytes(change((SOURCE / "hue" / "openings.csv").read_bytes()))
    _rows, faults = reading.read_table(path, "openings.csv", CONTENTS["openings"].shape)
    assert wanted in {(f.file, f.line, f.problem.code) for f in faults}


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [("[pack]\ncode = ", 2, "not_toml"), ("[other]\n", 1, "manifest_missing")],
)
def test_a_manifest_that_cannot_be_read(tmp_path, text, line, code):
    (tmp_path / "pack.toml").write_text(text, encoding="utf-8")
    found = checking.check(tmp_path)
    assert not found.holds
    assert [(f.line, f.problem.code) for f in found.faults] == [(line, code)]


def test_a_pack_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(NotFound, match="hue, laocai, national, tphcm"):
        checking.find(SOURCE, "atlantis")
