"""Saved views: by rule first, then on the real province: one's own, an office's, and nobody else's."""

from urllib.parse import parse_qsl
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import HERE, NOW, committee, who

from thongsuot.kernel.errors import NotFound, Refused
from thongsuot.work.views import queries, rules, services

COUNTER, PROCESSOR, HEAD, STRANGER = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa", "motcua.phubai"


@given(st.text(max_size=90), st.text(max_size=600), st.sets(st.text(max_size=5), max_size=25))
def test_a_view_is_kept_exactly_when_nothing_is_wrong_with_it(name, query, taken):
    found = {one.code for one in rules.view_problems(name, query, taken)}
    wrong = {
        "name_missing": not name,
        "name_too_long": len(name) > rules.LONGEST,
        "name_taken": name.casefold() in {one.casefold() for one in taken},
        "too_many_views": len(taken) >= rules.MOST,
        "query_too_long": len(query) > rules.QUERY_LONGEST,
        "query_searches": any(key == "q" for key, _value in parse_qsl(query, keep_blank_values=True)),
    }
    assert found == {code for code, is_so in wrong.items() if is_so}


def names(user):
    return {one.name for one in queries.views(viewer=who(user))}


def save(user, name, **more):
    return services.save(actor=who(user), now=NOW, name=name, query="state=processing", **more)


@pytest.mark.usefixtures("province")
def test_ones_own_and_the_offices_views():
    own = save(PROCESSOR, "  Của   tôi ", opens=True)
    shared = save(HEAD, "Việc chung", for_agency_id=committee(HERE))
    assert names(PROCESSOR) == {"Của tôi", "Việc chung"}
    assert names(HEAD) == {"Việc chung"}
    assert names(STRANGER) == set()
    assert queries.first(viewer=who(PROCESSOR)) == "state=processing"
    assert queries.first(viewer=who(HEAD)) is None
    with pytest.raises(Refused, match="not_yours_to_share"):
        save(PROCESSOR, "Chung", for_agency_id=committee(HERE))
    with pytest.raises(Refused, match="name_taken"):
        save(PROCESSOR, "của tôi")
    for user, view_id in ((PROCESSOR, shared), (STRANGER, own), (HEAD, uuid4())):
        with pytest.raises(NotFound):
            services.drop(actor=who(user), now=NOW, view_id=view_id)
    with pytest.raises(NotFound):
        services.open_with(actor=who(STRANGER), now=NOW, view_id=shared)
    services.open_with(actor=who(PROCESSOR), now=NOW, view_id=shared)
    services.drop(actor=who(HEAD), now=NOW, view_id=shared)
    assert queries.first(viewer=who(PROCESSOR)) is None
    assert names(PROCESSOR) == {"Của tôi"}
