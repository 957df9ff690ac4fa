"""What the gate of access expects: every route and every verb says who may, and one that does not is found."""

from collections import Counter
from dataclasses import replace

import pytest

from thongsuot.edges.bench.access import expectations, making, routes, scene, verbs
from thongsuot.edges.bench.access.undoing import undone
from thongsuot.kernel.actor import Kind
from thongsuot.kernel.errors import NotFound, Problem, Refused
from thongsuot.plumbing.commands import CITIZENS, OFFICERS, VERBS, Verb

OFFICER = OFFICERS | {Kind.SYSTEM}


def test_every_route_says_who_may_open_it():
    assert routes.silent(routes.every()) == []


def test_a_route_that_says_nothing_is_found():
    some = next(iter(routes.every()))
    assert routes.silent([replace(some, pattern="planted/", kinds=None)]) == ["planted/"]


def _is_of_the_house(verb):
    return verb.function.__module__.startswith("thongsuot.") and ".tests." not in verb.function.__module__


def test_every_verb_says_who_may_do_it_and_no_line_is_left_of_one_that_is_gone():
    known = expectations.every()
    assert {one.name for one in known} == {n for n, v in VERBS.items() if _is_of_the_house(v)}
    assert expectations.silent(known) == []
    assert expectations.stale(known) == []


@pytest.mark.parametrize(
    "verb",
    [
        expectations.PLANTED,
        Verb("planted.of_no_role", OFFICER, True, lambda agency_id: None),
        Verb("dossiers.take", OFFICER, True, lambda dossier_ids: None),  # names no agency
        Verb("planted.of_citizens", CITIZENS, True, lambda number: None),  # nothing that could be theirs
        Verb("planted.of_own", CITIZENS, False, lambda dossier_id: None),
    ],
)
def test_a_verb_that_says_nothing_is_found(verb):
    assert expectations.silent([verb]) == [verb.name]


def test_the_expectation_is_read_from_the_declaration_and_the_roles():
    of = {verb.name: expectations.of(verb) for verb in expectations.every()}
    assert of["dossiers.take"] == expectations.Expectation(OFFICERS, ("dossiers.take",))
    assert of["dossiers.receive_many"].kinds == frozenset()
    assert of["fees.order"].kinds == CITIZENS
    assert of["custody.give_back"].grants == ("dossiers.return",)


def test_everything_a_verb_must_be_told_can_be_made():
    for verb in expectations.every():
        if expectations.of(verb).kinds:
            assert making.arguments(verb).keys() <= expectations.parameters(verb), verb.name
    with pytest.raises(TypeError):
        making.value(object)


def test_a_verb_that_lets_everybody_through_is_a_leak_and_so_is_one_that_looks_up_first(province):
    with undone():
        made = scene.build()
        few = replace(
            made, crowd=tuple(p for p in made.crowd if p.relation in ("competent", "sibling")), holders=()
        )
        names = ("dossiers.take", "custody.cancel", "mobile.close", "views.drop", "dossiers.open_file")
        counts = Counter()
        verbs.probe(few, counts, [VERBS[name] for name in names])
        assert counts["done_by_right"] > 0
        assert (counts["leaks"], counts["wrong_denials"], counts["errors"]) == (0, 0, 0), counts
        assert _wrong(few, lambda *, agency_id, dossier_ids, **_: None) > 0
        assert _wrong(few, _looking_up_first(few)) > 0


def _looking_up_first(made):
    """A verb that tells strangers by the kind of its refusal which dossiers there are."""

    def look(*, agency_id, dossier_ids, **_):
        raise (Refused if made.receipt.id in dossier_ids else NotFound)(Problem("planted", "planted"))

    return look


def _wrong(made, function):
    counts = Counter()
    verb = replace(VERBS["dossiers.take"], function=function)
    for person in made.crowd:
        one = verbs.Try(person, verb, expectations.of(VERBS[verb.name]), made.agencies[2], made.things[:1])
        verbs.attempt(one, {"dossier_ids": ()}, counts)
    return counts["verb_leaks"]
