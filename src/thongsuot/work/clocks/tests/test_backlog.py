"""The backlog of a field: the database sorts as the rules do, every number leads to its dossiers, nobody sees more."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import NOW, THERE, TODAY, centre, committee, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.clocks import queries
from thongsuot.work.clocks.rules import EDGES, Lying, age_class, lying_for
from thongsuot.work.clocks.tests.test_services import HEAD, PROCESSOR, do, heard, receive
from thongsuot.work.dossiers import services as work

FIELD = "G13-TN02"


@given(st.integers(0, 400), st.integers(0, 400))
def test_older_is_never_in_a_younger_class(one, other):
    classes = sorted([(one, age_class(one)), (other, age_class(other))])
    assert classes[0][1] <= classes[1][1]
    assert 0 <= age_class(one) <= len(EDGES)


def test_classes_end_where_they_are_said_to():
    assert [age_class(days) for days in (0, 10, 11, 30, 31, 60, 61, 90, 91)] == [0, 0, 1, 1, 2, 2, 3, 3, 4]


def test_the_first_reason_that_holds_is_given():
    given_ = {"state": "processing", "is_with_competent": True, "has_officer": True, "is_extended": False}
    assert lying_for(**given_) is Lying.WORK
    assert lying_for(**{**given_, "is_extended": True}) is Lying.EXTENDED
    assert lying_for(**{**given_, "has_officer": False, "is_extended": True}) is Lying.NOBODY
    assert lying_for(**{**given_, "is_with_competent": False, "has_officer": False}) is Lying.ELSEWHERE
    assert lying_for(**{**given_, "state": "waiting", "is_with_competent": False}) is Lying.WAITING


def land():
    """A procedure of the land register that a commune settles, with a term."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """select p.clean_code from procedure p join procedure_version v on v.procedure_id = p.id
               where v.field_code = %s and 'ward' = any(v.levels) and v.withdrawn_at is null order by 1""",
            [FIELD],
        )
        return [row[0] for row in cursor.fetchall()]


def heaps(user, day=TODAY, agencies=None):
    viewer = who(user)
    found = queries.backlog(
        viewer=viewer, agency_ids=agencies or [centre(), committee()], field=FIELD, now=NOW, day=day
    )
    return {heap.agency_id: heap for heap in found}


def lines(user, **more):
    return queries.backlog_list(
        viewer=who(user), agency_ids=[centre(), committee()], field=FIELD, day=TODAY, **more
    )


@pytest.fixture
def three(province):
    code = next(code for code in land() if catalogue.version_on(code=code, day=TODAY))
    old = receive(code, at=NOW - timedelta(days=95))
    taken = receive(code, at=NOW - timedelta(days=15))
    do(work.take, taken, NOW - timedelta(days=14))
    waits = receive(code, at=NOW - timedelta(days=10))
    do(work.take, waits, NOW - timedelta(days=9))
    do(work.ask_for_more, waits, NOW - timedelta(days=9), wanted=("Sơ đồ",), reason="Thiếu")
    for one in (old, taken, waits):
        heard(one)
    return old, taken, waits


def test_counted_by_age_reason_and_holder(three):
    found = heaps(PROCESSOR)
    assert found[centre()].ages == (0, 0, 0, 0, 1)
    assert found[centre()].lying == {Lying.ELSEWHERE: 1}
    assert found[committee()].ages == (1, 1, 0, 0, 0)
    assert found[committee()].lying == {Lying.WAITING: 1, Lying.WORK: 1}
    assert found[committee()].total == 2


def test_every_number_leads_to_its_dossiers_the_oldest_first(three):
    old, taken, waits = three
    found, following = lines(HEAD)
    assert [(line.row.id, line.days) for line in found] == [(old.id, 95), (taken.id, 15), (waits.id, 10)]
    assert following is None
    for line in found:
        row = line.row
        assert line.lying is lying_for(
            state=row.state.value,
            is_with_competent=row.holder_agency_id == row.competent_agency_id,
            has_officer=row.holder_officer_id is not None,
            is_extended=False,
        )
    assert [line.row.id for line in lines(HEAD, age=1)[0]] == [taken.id]
    assert [line.row.id for line in lines(HEAD, lying=Lying.WAITING)[0]] == [waits.id]
    first, following = lines(HEAD, limit=2)
    assert [line.row.id for line in (*first, *lines(HEAD, after=following, limit=2)[0])] == [
        one.id for one in three
    ]


def test_what_is_settled_is_no_backlog_and_a_stranger_sees_none(three):
    assert heaps("lanhdao.phubai") == {}
    assert queries.backlog_list(
        viewer=who("lanhdao.phubai"), agency_ids=[centre()], field=FIELD, day=TODAY
    ) == ((), None)
    do(work.decide, three[1], NOW, HEAD, result="Giấy chứng nhận")
    heard(three[1], NOW, "decide")
    assert heaps(PROCESSOR)[committee()].total == 1
    assert (
        queries.backlog(viewer=SYSTEM, agency_ids=[committee(THERE)], field=FIELD, now=NOW, day=TODAY) == ()
    )
