"""The keys of a dossier's page: each leads to one thing, and none is one that moves through lists."""

import re
from datetime import UTC, datetime

import pytest

from thongsuot.edges.desk import acts
from thongsuot.edges.desk.tests.people import COUNTER, HEAD, PROVINCE, browser, moved, received

pytestmark = pytest.mark.usefixtures("province")

OF_LISTS = set("jkxe")  # ui/keys.js takes these before it looks for a name
WAYS = ((), ("forward", "take"), ("forward", "ask"), ("forward", "decide"), ("forward", "decide", "back"))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way[-1] if way else "received")
def test_no_key_stands_for_two_things(way: tuple[str, ...]) -> None:
    now = datetime.now(UTC)
    code = moved(received(now), *way, at=now).code
    for user in (COUNTER, HEAD, PROVINCE):
        page = browser(user, now).get(f"/desk/dossiers/{code}/?list=all").content.decode()
        keys = re.findall(r'data-key="([^"]+)"', page)
        assert len(keys) > 3, user
        assert sorted(set(keys)) == sorted(keys), user
        assert not OF_LISTS & set(keys), user
        told = re.findall(r"<kbd[^>]*>(.)</kbd>", page.split("<main", 1)[1].split("</main>", 1)[0])
        assert set(told) <= set(keys), user  # what is written on a button works


def test_no_act_has_a_key_of_the_lists() -> None:
    keys = [spec.key for spec in acts.SPECS]
    assert len(set(keys)) == len(keys)
    assert not OF_LISTS & set(keys)
