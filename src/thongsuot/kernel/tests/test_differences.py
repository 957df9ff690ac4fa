from hypothesis import given
from hypothesis import strategies as st

from thongsuot.kernel.differences import difference

TABLES = st.dictionaries(st.integers(0, 9), st.integers(0, 2))


@given(TABLES, TABLES)
def test_doing_what_the_difference_says_makes_them_equal(wanted, known):
    found = difference(wanted, known)
    after = {k: v for k, v in known.items() if k not in found.gone}
    after |= {k: wanted[k] for k in found.added + found.changed}
    assert after == wanted
    assert found.report.unchanged == sum(known.get(k) == v for k, v in wanted.items())


@given(TABLES)
def test_a_second_time_there_is_nothing_to_do(table):
    assert difference(table, dict(table)).report.changes == 0
