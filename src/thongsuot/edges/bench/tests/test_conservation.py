"""A few short runs of the gate's machine in the ordinary suite; the gate itself plays hundreds, with its controls."""

import pytest

from thongsuot.registers.units import queries as units


@pytest.fixture
def machine(province):
    from thongsuot.edges.bench.conservation import machine, scene

    kind, day = "province_committee", machine.START
    top = units.agencies_of(authority_id=province.authority_id, day=day, kind=kind)[0]
    machine.Reorganising.scene = scene.build(day)
    machine.Reorganising.filing = staticmethod(machine.filing_for(day, top.code))
    machine.Reorganising.counts = {}
    return machine.Reorganising


def test_a_few_random_reorganisations_lose_nothing(machine):
    from thongsuot.edges.bench import lots

    assert lots.play(machine, 2, 12, 20250701) == ()
    assert sum(machine.counts.values()) > 5
