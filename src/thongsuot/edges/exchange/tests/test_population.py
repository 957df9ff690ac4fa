"""The population data over a real wire: one person or nobody; whatever else happens, one types by hand."""

from datetime import date

import pytest

from thongsuot.edges.exchange.population import Population, simulator
from thongsuot.edges.exchange.population import client as population_client
from thongsuot.edges.exchange.population.simulator import Behaviour
from thongsuot.work.filings.ports import Away, Person

NUMBER = "046198000123"


def ask(
    monkeypatch: pytest.MonkeyPatch, url: str, number: str = NUMBER, secret: str = simulator.SECRET
) -> Person | None:
    monkeypatch.setenv("THONGSUOT_POPULATION_URL", url)
    monkeypatch.setenv("THONGSUOT_POPULATION_SECRET", secret)
    monkeypatch.setattr(population_client, "TIMEOUT_S", 0.5)
    assert Population().is_configured()
    return Population().look_up(citizen_id=number, reference="r-1")


def test_a_person_is_told_and_a_number_of_nobody_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with simulator.running() as url:
        found = ask(monkeypatch, url)
        assert found == Person(NUMBER, "Phạm Thu Hà", date(1998, 1, 2), "nu", "123 đường Mô Phỏng")
        assert ask(monkeypatch, url, "046198000000") is None


@pytest.mark.parametrize(
    "behaviour", [Behaviour.BROKEN, Behaviour.GARBLED, Behaviour.SOMEBODY_ELSE, Behaviour.SLOW]
)
def test_whatever_is_no_answer_is_nobody_there(monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour) -> None:
    with simulator.running(behaviour) as url, pytest.raises(Away):
        ask(monkeypatch, url)


def test_a_question_that_is_not_signed_rightly_and_a_shut_door(monkeypatch: pytest.MonkeyPatch) -> None:
    with simulator.running() as url, pytest.raises(Away):
        ask(monkeypatch, url, secret="another")
    with pytest.raises(Away):
        ask(monkeypatch, url)
    monkeypatch.delenv("THONGSUOT_POPULATION_URL")
    assert not Population().is_configured()
