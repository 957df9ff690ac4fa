"""As what somebody signs: dated with his right, the nearest post first, known to whoever may read the paper."""

from datetime import date, timedelta

import pytest

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import access
from thongsuot.registers.identity import queries, services
from thongsuot.registers.identity.rules import Reach, Title
from thongsuot.registers.identity.tests.conftest import ACCOUNTS, DAY, NOW, PASSWORD, rows


def give(world, agency="H98.101", reach=Reach.TREE, name="counter.b", **more):
    return services.grant(
        actor=SYSTEM, now=NOW, account_id=world.ids[name], role_code="head", agency_id=world.agencies[agency],
        reach=reach, from_date=more.pop("from_date", DAY), **more,
    )  # fmt: skip


def title(world, agency="H98.101", name="counter.b", at=NOW):
    with access.seeing(ANONYMOUS):
        found = queries.title_of(account_id=world.ids[name], agency_id=world.agencies[agency], at=at)
    return found and (found.post, found.signs_for)


def test_a_post_is_told_for_the_days_of_its_right_and_as_it_was_known_then(world):
    assert title(world) is None
    first = give(world, post="  Phó   Chủ tịch ")
    assert title(world) == ("Phó Chủ tịch", "")
    assert title(world, at=NOW - timedelta(days=1)) is None
    later = NOW + timedelta(days=3)
    services.revoke(actor=SYSTEM, now=later, grant_id=first)
    give(world, post="Chủ tịch", from_date=later.date())
    assert title(world) == ("Phó Chủ tịch", "")  # the letters of before stay as they were signed
    assert title(world, at=later) == ("Chủ tịch", "")


def test_the_nearest_post_counts_and_one_above_only_where_its_right_reaches(world):
    give(world, post="Chủ tịch")
    assert title(world, "H98.101.01") == ("Chủ tịch", "")
    give(world, "H98.101.01", Reach.OWN, post="Giám đốc", signs_for="TL. Chủ tịch", reason="Quy chế 3")
    assert title(world, "H98.101.01") == ("Giám đốc", "TL. Chủ tịch")
    assert title(world, "H98.101") == ("Chủ tịch", "")
    assert title(world, "H98.102") is None
    give(world, "H98.101", Reach.OWN, "counter.a", post="Phó Chủ tịch")
    assert title(world, "H98.101.01", "counter.a") is None
    found = queries.title_of(
        account_id=world.ids["counter.b"], agency_id=world.agencies["H98.101.01"], at=NOW
    )
    assert found == Title(world.agencies["H98.101.01"], "Giám đốc", "TL. Chủ tịch")


def test_what_the_law_does_not_let_sign_is_refused_with_the_right(world):
    with pytest.raises(Refused) as refused:
        give(world, post="Trưởng phòng", signs_for="TUQ. Chủ tịch")
    assert {p.field for p in refused.value.problems} == {"reason", "to_date"}
    assert give(
        world, post="Trưởng phòng", signs_for="TUQ. Chủ tịch", reason="QĐ 7", to_date=date(2027, 1, 1)
    )


def test_a_pack_brings_posts_and_corrects_them(world):
    def load(post):
        heading, *lines = ACCOUNTS.splitlines()
        text = "\n".join([f"{heading},post", *(f"{one},{post if 'head.a' in one else ''}" for one in lines)])
        return services.load_accounts(
            actor=SYSTEM, now=NOW, rows=rows(text), demo_password=PASSWORD, from_date=date(2026, 1, 1)
        )

    assert load("Chủ tịch").changes == 1
    assert load("Chủ tịch").changes == 0
    assert title(world, name="head.a") == ("Chủ tịch", "")
    load("Quyền Chủ tịch")
    assert title(world, name="head.a") == ("Quyền Chủ tịch", "")
