"""Officers with certificates of a demonstration's authority, and results that wait for their hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.people import NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.signing import demo
from thongsuot.plumbing.signing.keys import folder
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.signatures import services

COUNTER, PROCESSOR, HEAD = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa"
OTHER_HEAD, PROVINCE, CITIZEN = "lanhdao.phubai", "tinh", "congdan"
DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=2)
SITE = services.Site("https://mot-cua.example.vn", is_demo=True)


@pytest.fixture
def secrets(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> demo.Authority:
    """Keys in a folder of their own, and the authority that issues them."""
    monkeypatch.setenv("THONGSUOT_HOME", str(tmp_path_factory.mktemp("home")))
    return demo.authority_in(folder(), from_at=NOW - 900 * DAY, to_at=NOW + 900 * DAY)


def equip(
    username: str, agency_id: int, *, from_at: datetime = NOW - DAY, to_at: datetime = NOW + 365 * DAY,
    now: datetime = NOW, is_agency: bool = False, **changes: Any,
) -> int:  # fmt: skip
    """Record a certificate, issued now, of a demo account at an agency."""
    authority = demo.authority_in(folder(), from_at=from_at, to_at=to_at)
    account = identity.account_called(username=username)
    agency = units.agency(agency_id=agency_id)
    assert account is not None
    assert agency is not None
    name = changes.pop("name", agency.name if is_agency else account.full_name)
    pair = demo.issue(authority, name=name, agency=agency.name, from_at=from_at, to_at=to_at)
    pem = demo.pem_of(*pair)
    place = f"{username}-{agency_id}-{'dau' if is_agency else 'ky'}"
    demo.write_secret(folder() / f"{place}.pem", pem)
    given = {"certificate": pem, "key_place": f"file:{place}", "actor": who(PROVINCE, now.date()), **changes}
    return services.record_certificate(
        now=now, agency_id=agency_id, account_id=account.id, is_agency=is_agency, **given
    )


def decided(*, result: str = "Giấy khai sinh số 12", at: datetime = NOW) -> dossiers.Receipt:
    """A dossier that the head of HERE's committee decided."""
    day = at.date()
    receipt = dossiers.receive(actor=who(COUNTER, day), now=at, agency_id=centre(), filing=filing())
    moment = at + timedelta(hours=1)
    dossiers.decide(
        actor=who(HEAD, day), now=moment, agency_id=committee(), dossier_ids=[receipt.id], result=result
    )
    return receipt


def sign(
    *receipts: dossiers.Receipt, user: str = HEAD, at: datetime = LATER, agency_id: int | None = None
) -> Any:
    """Sign the results of these dossiers for HERE's committee."""
    return services.sign_results(
        actor=who(user, at.date()), now=at, agency_id=agency_id or committee(),
        dossier_ids=[one.id for one in receipts], site=SITE,
    )  # fmt: skip


def refused(*receipts: dossiers.Receipt, **more: Any) -> set[str]:
    """The codes with which signing them is refused."""
    with pytest.raises(Refused) as found:
        sign(*receipts, **more)
    return {problem.code for problem in found.value.problems}


__all__ = ["SYSTEM", "centre", "committee", "who"]
