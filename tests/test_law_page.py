"""The page of the law is what the rules say, and a stale page is noticed."""

import pytest
from tools import law_page


@pytest.fixture
def page(tmp_path, monkeypatch):
    path = tmp_path / "law.md"
    monkeypatch.setattr(law_page, "PAGE", path)
    return path


def test_a_written_page_is_fresh_and_an_edited_one_is_stale(page):
    assert law_page.main(["--check"]) == 1
    assert law_page.main([]) == 0
    assert law_page.main(["--check"]) == 0
    page.write_text(page.read_text().replace("Điều 148", "Điều 149"))
    assert law_page.main(["--check"]) == 1


def test_the_page_names_rule_article_and_file(page):
    law_page.main([])
    rows = [line for line in page.read_text().splitlines() if "`due_date`" in line]
    assert any("Điều 148" in row and "`src/thongsuot/kernel/deadlines/rules.py`" in row for row in rows)
    assert any("A pause preserves what was left" in row for row in rows)


def test_articles_are_in_the_order_of_the_law():
    assert sorted(["Điều 10", "Điều 9", "Điều 9 khoản 2"], key=law_page.natural) == [
        "Điều 9",
        "Điều 9 khoản 2",
        "Điều 10",
    ]
