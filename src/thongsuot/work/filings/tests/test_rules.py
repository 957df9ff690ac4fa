"""Two windows on one draft, the general questions, what is known: what must always hold, then examples."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thongsuot.registers.forms import rules as forms
from thongsuot.registers.forms.tests.samples import COMPLETE, definition
from thongsuot.work.filings import rules

QUICK = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
VALUES = st.sampled_from(["", "x", "y", "z"])
KEYS = st.sampled_from(["a", "b", "c"])
SAVE = st.tuples(st.integers(0, 1), st.dictionaries(KEYS, VALUES, max_size=3), st.booleans())


class Server:
    def __init__(self):
        self.raw, self.past, self.revision = {}, [], 0

    def save(self, base, name, given, typed=0):
        window = rules.Window(name, base, typed)
        found = rules.merged(self.raw, self.past, window, given)
        if found.was:
            self.revision += 1
            self.raw = found.raw
            self.past = rules.remembered(self.past, self.revision, window, found)
        return found


@QUICK
@given(st.lists(SAVE, max_size=12))
def test_whatever_two_windows_do_nothing_is_overwritten_that_a_window_had_not_seen(steps):
    server = Server()
    windows = [{"id": f"w{n}", "base": 0, "seen": {}, "fields": {}, "mine": {}} for n in range(2)]
    for nth, (which, typed, is_loaded_again) in enumerate(steps):
        window = windows[which]
        if is_loaded_again:
            window |= {"id": f"w{which}.{nth}", "base": server.revision, "seen": dict(server.raw), "mine": {}}
            window["fields"] = dict(server.raw)
        window["fields"] |= typed
        before = dict(server.raw)
        found = server.save(window["base"], window["id"], window["fields"])
        asked = {conflict.key for conflict in found.conflicts}
        for key in before:  # what gives way was shown to this window, or is its own
            if server.raw[key] != before[key]:
                assert before[key] in (window["seen"].get(key, ""), window["mine"].get(key))
        for key, value in typed.items():  # what was typed is kept, or asked about
            is_untouched = value == window["mine"].get(key, window["seen"].get(key, ""))
            assert server.raw.get(key, "") == value or key in asked or is_untouched
        window["mine"] |= {key: server.raw[key] for key in found.was}


@given(st.dictionaries(KEYS, VALUES), st.dictionaries(KEYS, VALUES))
def test_one_window_alone_always_saves_everything(stored, given_):
    found = rules.merged(stored, [], rules.Window("w", 0), given_)
    assert found.conflicts == ()
    assert all(found.raw.get(key, "") == value for key, value in given_.items())


@given(st.permutations(range(1, 6)), st.lists(VALUES.filter(bool), min_size=5, max_size=5))
def test_in_whatever_order_the_saves_of_a_window_arrive_the_newest_that_changed_anything_stands(
    order, values
):
    server = Server()
    for nth in order:
        server.save(0, "w", {"a": values[nth - 1], "b": str(nth)}, typed=nth)
    assert server.raw == {"a": values[4], "b": "5"}


def test_what_a_page_shows_again_of_a_closed_window_is_its_own_and_overwrites_nobody():
    server = Server()
    server.save(
        0, "closed", {"a": "x", "b": ""}, typed=1
    )  # the answer was lost on the way: typed on, and closed
    server.save(1, "other", {"a": "x", "b": "theirs"})
    again = rules.Window("again", 0, after=("closed",))
    found = rules.merged(server.raw, server.past, again, {"a": "xyz", "b": "theirs", "c": ""})
    assert (found.raw, found.conflicts) == ({"a": "xyz", "b": "theirs"}, ())
    found = rules.merged(server.raw, server.past, again, {"b": "mine"})
    assert found.conflicts == (rules.Conflict("b", "theirs"),)


def test_a_page_says_its_window_or_is_taken_for_the_first():
    said = {"_window": "ab12", "_base": "7", "_typed": "3", "_after": " x1 y2"}
    assert rules.window_of(said) == rules.Window("ab12", 7, 3, ("x1", "y2"))
    wrong = {"_window": "a\0 b", "_base": "-1", "_typed": "²"}
    assert rules.window_of(wrong) == rules.window_of({}) == rules.Window("", 0, 0)


def test_a_conflict_names_what_is_kept_and_saves_the_rest():
    server = Server()
    server.save(0, "x", {"a": "1", "b": "1"})
    server.save(1, "x", {"a": "theirs"})
    found = server.save(1, "y", {"a": "mine", "b": "mine", "c": "mine"})
    assert found.conflicts == (rules.Conflict("a", "theirs"),)
    assert server.raw == {"a": "theirs", "b": "mine", "c": "mine"}


def test_a_window_that_only_carries_old_values_changes_nothing():
    server = Server()
    server.save(0, "x", {"a": "1"})
    server.save(1, "x", {"a": "2"})
    assert server.save(1, "y", {"a": "1"}) == rules.Merge({"a": "2"}, {}, ())


def test_a_window_older_than_the_memory_is_asked_about_everything_it_changes():
    past = [{"r": 50, "by": "x", "was": {"b": "old"}, "now": {"b": "now"}}]
    found = rules.merged({"a": "now", "b": "now"}, past, rules.Window("y", 3), {"a": "mine", "b": "now"})
    assert found.conflicts == (rules.Conflict("a", "now"),)


def test_a_draft_is_not_endless():
    assert rules.size_problems({"a": "x" * 10_001})
    assert rules.size_problems({str(n): "" for n in range(2000)})
    assert rules.size_problems({"a": "x"}) == []


def test_the_general_questions_make_the_filing():
    section = rules.general_section([("19789", "Phường Một")], ["Ca một", "Ca hai"])
    raw = {
        "nop_xa": "19789", "nop_truong_hop": "1", "nop_ho_ten": "Nguyễn Hòa", "nop_so_dinh_danh": "046198000123",
        "nop_dien_thoai": "0905123456", "nop_dia_chi": "12 Lê Lợi", "nop_nhan_ket_qua": "POSTAL",
    }  # fmt: skip
    read = forms.read(rules.with_general(definition(), section), {**COMPLETE, **raw}, day=date(2026, 11, 23))
    assert read.problems == ()
    filing = rules.filing_of("1.001193", read.answers, ["Ca một", "Ca hai"], [], citizen_account_id=5)
    assert (filing.case, filing.territory_code, filing.channel, filing.result_way) == (
        "Ca hai", "19789", "ONLINE", "POSTAL",
    )  # fmt: skip
    assert (filing.applicant.name, filing.applicant.phone) == ("Nguyễn Hòa", "0905123456")
    assert rules.key_of("phone") == "nop_dien_thoai"
    alone = rules.general_section([], ["Ca một"])
    assert "nop_truong_hop" not in {field.id for field in alone.fields}


def test_the_declaration_counts_as_given_where_the_procedure_wants_it():
    given_ = rules.electronic("- Mẫu hộ tịch điện tử tương tác đăng ký", 7, "điện tử tương tác")
    assert given_ is not None
    assert given_.is_electronic
    assert rules.electronic("Giấy chứng sinh", 8, "điện tử tương tác") is None
    assert rules.electronic("Giấy chứng sinh", 8, "") is None


def test_the_twin_of_the_declaration_is_answered_too_but_only_beside_it():
    names = [
        "- Mẫu hộ tịch điện tử tương tác đăng ký",
        "- Tờ khai theo mẫu (nộp trực tiếp)",
        "Giấy chứng sinh",
    ]
    assert rules.answered(names, "điện tử tương tác") == frozenset(names[:2])
    assert rules.answered(names[1:], "điện tử tương tác") == frozenset()
    assert rules.answered(names, "") == frozenset()


def test_no_case_can_be_chosen_where_there_is_none():
    section = rules.general_section([], ["", "Ủy quyền"])
    (asked,) = [field for field in section.fields if field.id == "nop_truong_hop"]
    assert [option.label for option in asked.options] == [rules.general.NO_CASE[0], "Ủy quyền"]
    assert rules.case_of({"nop_truong_hop": "0"}, ["", "Ủy quyền"]) == ""
    assert rules.case_of({"nop_truong_hop": "1"}, ["", "Ủy quyền"]) == "Ủy quyền"


def test_what_is_known_fills_untouched_questions_only():
    known = {"citizen.name": "Nguyễn Hòa", "citizen.born": "27/03/1985"}
    assert rules.prefilled(definition(), known, {}) == {"me_name": "Nguyễn Hòa", "me_born": "27/03/1985"}
    assert rules.prefilled(definition(), known, {"me_name": ""}) == {"me_born": "27/03/1985"}
    assert rules.from_citizen_id("046198000123") == {"citizen.sex": "nu"}
    assert rules.from_citizen_id("x") == {}
    told = rules.told(
        [(definition(), {"me_name": "Mới"}), (definition(), {"me_name": "Cũ", "me_born": "1985-03-27"})]
    )
    assert told == {"citizen.name": "Mới", "citizen.born": "27/03/1985"}
