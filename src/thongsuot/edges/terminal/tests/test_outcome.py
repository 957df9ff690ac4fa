"""Counting a run of pytest, also one that broke."""

from thongsuot.edges.terminal import outcome

REPORT = """<testsuites><testsuite>
<testcase classname="a.b" name="good"/>
<testcase classname="a.b" name="bad"><failure message="x">y</failure></testcase>
<testcase classname="a.b" name="broken"><error message="x">y</error></testcase>
<testcase classname="a.b" name="left_out"><skipped message="no Chromium"/></testcase>
</testsuite></testsuites>"""


def test_every_kind_is_counted_and_named(tmp_path):
    (tmp_path / "r.xml").write_text(REPORT)
    found = outcome.read(tmp_path / "r.xml")
    assert found.closing_line == "1 passed, 2 failed, 1 skipped"
    assert found.failures == ["a.b.bad", "a.b.broken"]
    assert found.skipped == {"a.b.left_out": "no Chromium"}
    assert (found + found).closing_line.startswith("2 passed, 4 failed")


def test_a_run_without_a_report_failed(tmp_path):
    assert outcome.read(tmp_path / "none.xml").failed == 1
    (tmp_path / "half.xml").write_text("<testsuites>")
    assert outcome.read(tmp_path / "half.xml").failed == 1


def test_what_another_process_kept_is_told(tmp_path):
    file = tmp_path / "result.json"
    assert outcome.kept(file) is None
    (tmp_path / "r.xml").write_text(REPORT)
    found = outcome.read(tmp_path / "r.xml")
    outcome.keep(found, file)
    assert outcome.kept(file) == found
    file.write_text(file.read_text()[:-9])  # it was ended while it wrote
    assert outcome.kept(file) is None
