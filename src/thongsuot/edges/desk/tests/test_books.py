"""The registers of an office: what stands in them, printed again the same, taken out on record, and nobody else's."""

import csv
import io
import re
from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from tests.people import HERE, NOW, centre, who

from thongsuot.edges.desk.tests.people import CITIZEN, COUNTER, STRANGER, browser, moved, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import VIETNAM as HERE_ZONE
from thongsuot.plumbing import access
from thongsuot.plumbing.http import middleware
from thongsuot.plumbing.models import JournalEntry
from thongsuot.plumbing.paper.tests.archival import faults
from thongsuot.work.books.rules import Book
from thongsuot.work.custody import services as custody
from thongsuot.work.dossiers.rules import PaperGiven

pytestmark = pytest.mark.usefixtures("province")

LATER = NOW + timedelta(hours=2)
DAY = f"{NOW:%d/%m/%Y}"
MONTH = {"start": DAY, "to": DAY}


def page(client, **query):
    return client.get(reverse("desk:books"), {**MONTH, **query})


def taken(client, book, kind, **query):
    answer = client.get(reverse("desk:book-file", args=[book, kind]), {**MONTH, **query})
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def lines(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def freeze(monkeypatch):
    def at(now):
        monkeypatch.setattr(middleware, "datetime", type("Clock", (), {"now": staticmethod(lambda _tz: now)}))

    at(LATER)
    return at


@pytest.fixture
def desk(freeze):
    """A counter some hours after a dossier came, was decided and was handed out."""
    receipt = received(papers=(PaperGiven("Giấy chứng sinh", None, 2, 1),))
    moved(receipt, "forward", "take", "decide", "back")
    custody.collect(
        actor=who(COUNTER, NOW.date()), now=NOW + timedelta(minutes=30), agency_id=here(),
        dossier_ids=[receipt.id], received_by="Lê Thị Người Nhận", number="046099000123",
        authority="Giấy ủy quyền 12/2026",
    )  # fmt: skip
    return receipt, browser(COUNTER, NOW)


def here():
    return centre(HERE, NOW.date())


def test_form_07_holds_the_dossier_from_the_receipt_to_the_hand_over(desk):
    receipt, client = desk
    shown = page(client, agency=here()).content.decode()
    assert receipt.code in shown
    answer, content = taken(client, "dossiers", "csv", agency=here())
    (line,) = [one for one in lines(content) if one["Mã hồ sơ"] == receipt.code]
    assert line["Cá nhân, tổ chức"] == "Nguyễn Thị Hòa"
    assert line["Trả kết quả"]
    assert line["Ký nhận"] == ""
    assert "dossiers_" in answer["Content-Disposition"]


def test_results_name_who_took_them_and_hide_most_of_his_number(desk):
    receipt, client = desk
    (line,) = lines(taken(client, "results", "csv", agency=here())[1])
    assert (line["Mã hồ sơ"], line["Người nhận"]) == (receipt.code, "Lê Thị Người Nhận")
    assert line["Giấy tờ người nhận, mã bưu gửi"] == "•••••••••123; Giấy ủy quyền 12/2026"
    assert line["Phương thức nhận kết quả"] == "Nhận tại quầy"


def test_originals_lie_where_they_were_received_until_somebody_moves_them(desk):
    receipt, client = desk
    (line,) = lines(taken(client, "originals", "csv", agency=here())[1])
    assert (line["Mã hồ sơ"], line["Nhận từ"], line["Giao đi"]) == (receipt.code, "Người nộp hồ sơ", "")
    assert (line["Bản chính"], line["Bản sao"]) == ("2", "1")


@pytest.mark.parametrize("book", list(Book))
def test_a_printed_book_is_archival_and_the_same_when_printed_again(desk, freeze, book):
    _, client = desk
    until = {"until": f"{LATER.astimezone(HERE_ZONE):%H:%M %d/%m/%Y}", "agency": here()}
    _, first = taken(client, book, "pdf", **until)
    assert faults(first) == []
    freeze(LATER + timedelta(days=40))
    received(NOW + timedelta(minutes=5)) if book is Book.DOSSIERS else None
    again = taken(client, book, "pdf", **until)[1]
    assert (again == first) is (
        book is not Book.DOSSIERS
    )  # what came within the days is seen, whenever it is asked
    text = " ".join(" ".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(first)).split())
    digest = re.search(r"SHA-256\): ((?:[0-9a-f]{4} ){7}[0-9a-f]{4})", text)[1]
    said = page(client, book=book, digest=digest, **until).content.decode()
    assert ("Bản in đúng với dữ liệu" in said) is (book is not Book.DOSSIERS)


def test_what_happened_after_the_book_speaks_is_not_in_it(desk, freeze):
    receipt, client = desk
    early = {
        "until": f"{(NOW + timedelta(minutes=10)).astimezone(HERE_ZONE):%H:%M %d/%m/%Y}",
        "agency": here(),
    }
    (line,) = lines(taken(client, "dossiers", "csv", **early)[1])
    assert (line["Mã hồ sơ"], line["Trả kết quả"]) == (receipt.code, "")
    assert lines(taken(client, "results", "csv", **early)[1]) == []


def test_the_journal_says_which_book_went_out_with_its_sum(desk):
    _, client = desk
    for kind in ("pdf", "xlsx"):
        taken(client, "dossiers", kind, agency=here())
    with access.seeing(SYSTEM):
        told = [one.detail for one in JournalEntry.objects.filter(verb="books.take_out").order_by("id")]
    ended = [one for one in told if one["ended"]]
    assert [one["kind"] for one in ended] == ["pdf", "xlsx"]
    assert len({one["digest"] for one in ended}) == 1
    assert ended[0]["digest"]


def test_a_stranger_may_choose_no_office_but_his_own(desk):
    receipt, _ = desk
    stranger = browser(STRANGER, NOW)
    assert page(stranger, agency=here()).status_code == 422
    answer, content = taken(stranger, "dossiers", "csv", agency=here())
    assert answer.status_code == 422
    assert receipt.code not in content.decode()
    assert receipt.code not in taken(stranger, "dossiers", "csv")[1].decode()
    assert browser(CITIZEN, NOW).get(reverse("desk:books")).status_code == 403
    assert browser(None, NOW).get(reverse("desk:books")).status_code == 302


@pytest.mark.parametrize(
    "query",
    [{"start": "31/12/2026", "to": "01/01/2026"}, {"until": "25:00 x"}, {"book": "x"}, {"agency": "9" * 30},
     {"line": "-1"}, {"start": "01/01/2020"}, {"until": "\x00"}],
)  # fmt: skip
def test_nothing_typed_into_the_address_breaks_it(freeze, query):
    client = browser(COUNTER, NOW)
    assert page(client, **query).status_code in (200, 422)
    for kind in ("pdf", "csv"):
        where = reverse("desk:book-file", args=["results", kind])
        assert client.get(where, {**MONTH, **query}).status_code in (200, 422)
    assert client.get("/desk/books/none.pdf").status_code == 404
    assert client.get("/desk/books/dossiers.exe").status_code == 404
