"""`thongsuot reorganisation …` from the lines of a plan to its balance."""

import json

import pytest
from tests.people import ELSEWHERE, HERE, NOW, THERE, centre, filing, who

from thongsuot.edges.terminal import commands
from thongsuot.registers.units import queries as units
from thongsuot.transition.reorganisation.tests.people import takes_over
from thongsuot.work.dossiers import services as work


@pytest.fixture
def run(capsys, monkeypatch):
    monkeypatch.setenv("THONGSUOT_LANG", "vi")

    def go(*words):
        code = commands.run(["reorganisation", *map(str, words)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return go


@pytest.fixture
def lines(tmp_path):
    def code(agency_id):
        return units.agency(agency_id=agency_id).code

    path = tmp_path / "lines.csv"
    rows = [
        f"{code(x.old_agency_id)},{code(x.new_agency_id)},all,,yes,NQ 1," for x in takes_over(HERE, ELSEWHERE)
    ]
    path.write_text("old_code,new_code,takes,territory_code,ends,act,clause\n" + "\n".join(rows))
    return path


def test_a_plan_is_carried_out_and_undone_from_the_command_line(province, run, lines, tmp_path):
    work.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(), filing=filing(HERE))
    made = json.loads(run("plan", "Thử", "--day", "20/11/2026", "--lines", lines, "--json")[1])
    assert made["lines"] == len(lines.read_text().splitlines()) - 1
    code, out, _ = run("preview", made["plan"])
    assert (code, "Không còn vướng mắc." in out) == (0, True)
    for verb in ("rehearse", "activate"):
        code, out, _ = run(verb, made["plan"], "--json")
        assert (code, json.loads(out)["moved"]) == (0, 1)
    code, out, _ = run("balance", made["plan"], "--pdf", tmp_path / "b.pdf", "--report", tmp_path / "b.json")
    assert (code, "Bảng cân đối khớp." in out) == (0, True), out
    assert json.loads((tmp_path / "b.json").read_text())["digest"] in out
    code, out, _ = run("verify", tmp_path / "b.pdf", "--json")
    assert (code, json.loads(out)["same"], json.loads(out)["signatures"]) == (0, True, [])
    assert "activated" in run("list")[1]
    assert run("undo", made["plan"])[0] == 0


def test_lines_that_name_what_is_not_there_are_refused_all_at_once(province, run, tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("old_code,new_code,takes,territory_code\nX,H57,all,\nH57,Y,some,99999\n")
    code, _, err = run("plan", "Thử", "--day", "20/11/2026", "--lines", path)
    assert code == 4
    assert err.count("•") == 4


def test_the_crosswalk_draws_up_the_lines_and_no_plan_is_no_plan(province, run):
    head, *rows = run("draft", "--day", "1/7/2025")[1].splitlines()
    assert head.startswith("old_code,new_code,takes")
    lines = json.loads(run("draft", "--day", "1/7/2025", "--json")[1])["lines"]
    assert ",".join(lines[0]) == head
    assert [line["new_code"] for line in lines] == [row.split(",")[1] for row in rows]
    assert lines
    assert run("preview", "99")[0] == 3
    assert run("balance", "99")[0] == 3
    assert run("verify", "nowhere.pdf")[0] == 3


def test_what_no_rule_places_is_written_out_and_comes_back_with_a_person_s_words(province, run, tmp_path):
    receipt = work.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(), filing=filing(HERE))
    old, news = (
        units.agency(agency_id=centre()).code,
        [units.agency(agency_id=centre(c)).code for c in (ELSEWHERE, THERE)],
    )
    path = tmp_path / "lines.csv"
    path.write_text("old_code,new_code,takes\n" + "\n".join(f"{old},{new},candidate" for new in news))
    plan = json.loads(run("plan", "Chia", "--day", "20/11/2026", "--lines", path, "--json")[1])["plan"]
    head, *rows = run("unplaced", plan)[1].split()
    assert head == "dossier_code,old_code,new_code,reason,likely_codes,because"
    assert rows[0].startswith(f"{receipt.code},{old},,,")
    [left] = json.loads(run("unplaced", plan, "--json")[1])["dossiers"]
    assert ",".join(left) == head
    assert (left["dossier_code"], left["old_code"], left["new_code"]) == (receipt.code, old, "")
    filled = tmp_path / "words.csv"
    filled.write_text(
        f"dossier_code,old_code,new_code\n{receipt.code},{old},{news[1]}\n{receipt.code},{old},\n"
    )
    assert run("assign", plan, filled)[0] == 0
    assert "\n" not in run("unplaced", plan)[1].strip()
    assert json.loads(run("unplaced", plan, "--json")[1]) == {"dossiers": []}
    filled.write_text(f"dossier_code,old_code,new_code\nX,{old},{news[1]}\n{receipt.code},{old},Y\n")
    code, _, err = run("assign", plan, filled)
    assert (code, err.count("•")) == (4, 2)


def test_the_preview_counts_what_goes_out_of_use(province, run, lines):
    work.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(), filing=filing(HERE))
    plan = json.loads(run("plan", "Thử", "--day", "20/11/2026", "--lines", lines, "--json")[1])["plan"]
    shown = json.loads(run("preview", plan, "--json")[1])
    have, code = shown["holdings"], units.agency(agency_id=centre()).code
    assert {c["code"]: c["legacy_code"] for c in have["codes"]}[code].endswith(code.split(".")[0])
    assert all(c["ends"] and c["new_codes"] for c in have["codes"])
    series = {s["prefix"]: s for s in have["series"]}
    assert (series[code]["ends"], series[code]["last"], series[code]["day"]) == (True, 1, "2026-11-20")
    assert series[units.agency(agency_id=centre(ELSEWHERE)).code]["begins"]
    assert (
        {s["agency_id"] for s in have["seals"]}
        == {a["agency_id"] for a in shown["agencies"] if a["seals"]}
        != set()
    )
    view = next(a for a in shown["agencies"] if a["agency_id"] == centre())
    assert (view["deadlines"], view["earliest_due"][:10]) == (1, "2026-11-20")
