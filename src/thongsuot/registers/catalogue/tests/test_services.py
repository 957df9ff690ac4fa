"""Loading on a real database: versions, their ends, and what is refused."""

from datetime import UTC, date, datetime

import pytest

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.kernel.rows import LoadReport, Row
from thongsuot.plumbing import access
from thongsuot.plumbing.models import JournalEntry
from thongsuot.registers.catalogue import models, queries, services
from thongsuot.registers.catalogue.tests.records import fee, method, record

pytestmark = pytest.mark.django_db

NOW = datetime(2031, 1, 5, tzinfo=UTC)
MAY, JUNE, JULY = date(2030, 5, 1), date(2030, 6, 1), date(2030, 7, 1)
CODE = "9.000001"


def load(*records, day=JUNE, actor=SYSTEM, now=NOW, **options):
    return services.load_procedures(
        actor=actor, now=now, records=records, source="test", valid_from=day, **options
    )


def on(day, code=CODE):
    return queries.version_on(code=code, day=day)


def test_the_same_record_twice_is_one_version():
    assert load(record(CODE)) == LoadReport(added=1)
    assert load(record(CODE, updatedAt=1)) == LoadReport(unchanged=1)
    assert load(record(CODE), day=JULY) == LoadReport(unchanged=1)
    assert models.ProcedureVersion.objects.filter(procedure__code=CODE).count() == 1


def test_a_changed_record_is_a_new_version_and_ends_the_old_one():
    load(record(CODE))
    first = on(JUNE)
    assert load(record(CODE, name="Tên mới"), day=JULY) == LoadReport(changed=1)
    assert (on(JUNE).id, on(JUNE).valid_to) == (first.id, JULY)
    assert (on(JULY).name, on(JULY).valid_from, on(JULY).valid_to) == ("Tên mới", JULY, None)
    assert on(MAY) is None
    assert queries.version(version_id=first.id).name == first.name


def test_a_record_corrected_for_the_same_day_withdraws_the_wrong_one_and_keeps_it():
    load(record(CODE, name="Sai"))
    wrong = on(JUNE).id
    load(record(CODE, name="Đúng"))
    assert on(JUNE).name == "Đúng"
    assert queries.version(version_id=wrong).name == "Sai"
    assert models.ProcedureVersion.objects.get(pk=wrong).withdrawn_at == NOW


def test_an_earlier_catalogue_fits_before_what_is_known():
    load(record(CODE), day=JULY)
    assert load(record(CODE, name="Cũ"), day=MAY) == LoadReport(changed=1)
    assert (on(JUNE).name, on(JUNE).valid_to) == ("Cũ", JULY)
    assert on(JULY).valid_from == JULY


def test_a_complete_catalogue_ends_what_it_no_longer_holds():
    load(record(CODE), record("9.000002"))
    report = load(record("9.000002"), day=JULY, complete=True)
    assert (report.ended, report.unchanged) == (1, 1)
    assert on(JUNE) is not None
    assert on(JULY) is None


def test_dirty_codes_live_side_by_side():
    load(record(" 9.000001", name="Mã có khoảng trắng"), record(CODE, name="Mã đúng"), record("9.000003-Xoa"))
    assert on(JUNE, " 9.000001").name == "Mã có khoảng trắng"
    assert on(JUNE, CODE).name == "Mã đúng"
    assert on(JUNE, "9.000003-Xoa") is not None
    found = queries.contradictions(day=JUNE, code=" 9.000001")
    assert {c.what for c in found} >= {"code_bad", "code_twin"}
    assert "“ 9.000001”" in found[0].sentence


def test_one_unreadable_record_refuses_the_whole_file_with_every_reason():
    broken = record("9.000002")
    del broken["name"], broken["executionMethods"]
    with pytest.raises(Refused) as refusal:
        load(record(CODE), broken, record(CODE))
    assert [p.code for p in refusal.value.problems] == ["record_part", "record_part", "record_twice"]
    assert on(JUNE) is None


def test_only_the_system_loads():
    stranger = Actor(Kind.OFFICER, account_id=1, name="x")
    with pytest.raises(Forbidden):
        load(record(CODE), actor=stranger)


def test_loading_leaves_one_line_in_the_journal():
    load(record(CODE))
    with access.seeing(SYSTEM):
        entry = JournalEntry.objects.filter(verb="catalogue.load_procedures").latest("id")
    assert (entry.subject, entry.count, entry.detail["added"]) == ("test", 1, 1)


def test_a_version_reads_back_what_was_published():
    published = record(
        CODE,
        executionMethods=[method("ONLINE", 3.5, fees=[fee(8000), fee(0, "Do HĐND tỉnh quy định")])],
    )
    load(published)
    version = on(JUNE)
    assert queries.published(version_id=version.id) == published
    assert version.results[0].name == "Giấy khai sinh"
    assert [(f.vnd, f.by_council) for f in version.fees] == [(8000, False), (None, True)]
    term = version.term_for(channel="ONLINE")
    assert (term.quantity, term.unit) == (28, "HOUR")
    assert term.id == models.Term.objects.get(version_id=version.id).pk
    assert version.papers_of("Giấy tờ phải nộp")[0].id
    assert version.steps == ("Nộp hồ sơ.",)


def test_a_same_day_procedure_is_a_dated_row():
    row = Row("same-day.csv", 2, {"procedure_code": CODE, "until": "15:00", "valid_from": "2030-06-01"})
    load(record(CODE, executionMethods=[method("DIRECT", 1, "OTHER")]))
    assert not on(JUNE).is_same_day
    services.load_same_day(actor=SYSTEM, now=NOW, rows=[row])
    assert on(JUNE).legal_term(channel="DIRECT").same_day_until.hour == 15


def test_lists_are_replaced_and_a_faulty_cell_is_refused():
    def rows(*phrases):
        return [Row("w.csv", n, {"phrase": p, "codes": "9.000001"}) for n, p in enumerate(phrases, 2)]

    services.load_everyday_words(actor=SYSTEM, now=NOW, rows=rows("một", "hai"))
    report = services.load_everyday_words(actor=SYSTEM, now=NOW, rows=rows("hai", "ba"))
    assert (report.added, report.ended, report.unchanged) == (1, 1, 1)
    with pytest.raises(Refused):
        services.load_everyday_words(actor=SYSTEM, now=NOW, rows=rows("bốn", ""))
    assert models.EverydayPhrase.objects.filter(phrase="bốn").count() == 0


ODD_WORDS = ["", "   ", "'; drop table procedure;--", "%%%", "1.", "đ" * 5000, "🙂", "(((", "a b c d e f g"]
UNSTORABLE = ["\x00", "khai\x00sinh", "khai \ud800 sinh"]


@pytest.mark.parametrize("words", ODD_WORDS + UNSTORABLE)
def test_no_words_break_the_search(words):
    assert isinstance(queries.search(words=words, day=JUNE), tuple)


@pytest.mark.parametrize("code", ["", "\x00", "1.001193\x00", "\ud800", "x" * 9999, "'"])
def test_no_code_breaks_the_reading(code):
    assert queries.version_on(code=code, day=JUNE) is None
