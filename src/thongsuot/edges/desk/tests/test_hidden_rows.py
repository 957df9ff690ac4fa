"""A list never hints at rows that its reader may not see: not by a count, a next link, a search, or a warning.

Not that a name is missing is asked, but that nothing at all changes: for a stranger every page must read, letter by
letter, the same after a dossier came in elsewhere as before. The control is its own office, for whom it must change.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.people import centre, filing, who

from thongsuot.edges.desk.tests.people import COUNTER, STRANGER, browser, received
from thongsuot.work.clocks import reactions as clock_reactions
from thongsuot.work.dossiers import services
from thongsuot.work.dossiers.events import DossiersStepped, Happened

pytestmark = pytest.mark.usefixtures("province")

VARIES = re.compile(
    r'csrf[^"]*"[^"]*"[^"]*"|\b[0-9a-f]{32}\b|\b\d\d:\d\d\b'
)  # tokens, the number of the request, the minute
# What the dossier of the test can be found by; the same for whoever asks.
LISTS = (
    "/desk/?x=1",
    "/desk/dossiers/?all=1",
    "/desk/dossiers/?state=received",
    "/desk/dossiers/?state=received&order=last&cols=applicant.officer",
    "/desk/dossiers/?when=soon",
    "/desk/dossiers/?format=json",
    "/desk/dossiers/?format=csv",
    "/desk/attention/",
    "/desk/attention/due/",
    "/desk/attention/due/?format=json",
    "/desk/views/",
    "/desk/bags/",
    "/desk/opinions/",
    "/desk/backlog/?field=Hộ tịch",
)
FINDS = (
    "/desk/dossiers/?q={code}",
    "/desk/dossiers/?q={code}&format=json",
    "/desk/dossiers/?q=0905123456",
    "/desk/dossiers/?q=046198000123",
    "/desk/dossiers/?q=nguyen+thi+hoa",
    "/desk/receive/check/?citizen_id=046198000123&phone=0905123456&procedure=1.001193",
    "/desk/dossiers/{code}/",
    "/desk/dossiers/{code}/?list=all",
    "/desk/dossiers/{code}/decide/?list=all",
    "/desk/dossiers/{code}/files/",
    "/desk/dossiers/{code}/buoc/",
    "/desk/dossiers/{code}/papers/slip.pdf",
)


def read(user: str, addresses: list[str], at: datetime) -> dict[str, str]:
    """What each page says to him, without what is new on every page."""
    client = browser(user, at)
    return {where: VARIES.sub("", f"{(answer := client.get(where)).status_code} {answer.content.decode(errors='replace')}")
            for where in addresses}  # fmt: skip


def another() -> services.Receipt:
    """A dossier at HERE of which everything that can be told has been told."""
    at = datetime.now(UTC)
    receipt = received(at)
    step = Happened(receipt.id, receipt.code, 1, "receive", at, receipt.due_at)
    clock_reactions.follow_steps(DossiersStepped((step,)))
    return receipt


def next_code(receipt: services.Receipt) -> str:
    """The code that the next dossier of the same counter and day will have."""
    head, _sep, number = receipt.code.rpartition("-")
    return f"{head}-{int(number) + 1:0{len(number)}}"


def changed(user: str) -> set[str]:
    """The pages that read differently to him once one more dossier has come in at HERE."""
    code = next_code(another())
    addresses = [*LISTS, *(one.format(code=code) for one in FINDS)]
    at = datetime.now(UTC)
    was = read(user, addresses, at)
    assert another().code == code
    now = read(user, addresses, at)
    return {where.replace(code, "{code}") for where in addresses if was[where] != now[where]}


def test_a_stranger_cannot_tell_whether_anything_came_in_elsewhere() -> None:
    assert changed(STRANGER) == set()


def test_control_its_own_office_can_tell() -> None:
    found = changed(COUNTER)
    assert {"/desk/dossiers/?all=1", "/desk/dossiers/?state=received", "/desk/dossiers/?format=json"} <= found
    assert set(FINDS[:5]) <= found
    assert "/desk/dossiers/{code}/" in found


def test_a_strangers_list_leads_from_his_dossiers_to_his_own_only() -> None:
    """Neighbours: between two dossiers of a stranger lies, by due date, one of another office."""
    at, there = datetime.now(UTC), "19960"
    own = []
    for minutes in (0, 2):
        moment = at + timedelta(minutes=minutes)
        given = {"actor": who(STRANGER, at.date()), "now": moment, "agency_id": centre(there, at.date())}
        own.append(services.receive(**given, filing=filing(territory=there)).code)
        received(moment + timedelta(minutes=1))
    client = browser(STRANGER, at)
    page = client.get(f"/desk/dossiers/{own[0]}/?list=all").content.decode()
    assert set(re.findall(r"/desk/dossiers/([^/]+)/\?list=all\" rel=", page)) <= set(own)
    assert own[1] in page
