from thongsuot.edges.bench import worklist
from thongsuot.edges.bench.report import Report


def held(**changes):
    quick = {one.figure: 1.0 for one in worklist.limits(worklist.TOTAL)}
    figures = {**quick, "dossiers": worklist.TOTAL, "counting_statements": 0, **changes}
    return Report("worklist", figures, worklist.limits(worklist.TOTAL)).holds


def test_the_limits_can_fail():
    assert held()
    assert not held(dossiers=worklist.TOTAL - 1)
    assert not held(counting_statements=1)
    for name in worklist.OF_THE_API:
        assert not held(**{f"{name}_1u_p95_ms": 50.1})
        assert not held(**{f"{name}_16u_p95_ms": 150.1})
