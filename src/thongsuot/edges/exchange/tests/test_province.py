"""Filing here for another province: everything arrives exactly once however the way fails, and what comes back is kept."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.db.models import Count
from tests.people import centre, committee, who

from thongsuot.edges.exchange.province import envelope
from thongsuot.edges.exchange.tests import provinces
from thongsuot.edges.exchange.tests.provinces import connected, exchanged, filed, knock
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Conflict, Forbidden, NotFound, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.files.tests import made
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.dossiers import services as verbs
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.relays import queries, services
from thongsuot.work.relays.models import Inbox, Relay, RelayFile
from thongsuot.work.relays.rules import Direction, State
from thongsuot.work.sync.models import Message, Receiver
from thongsuot.work.sync.rules import signed_headers
from thongsuot.work.sync.tests.scene import COUNTER, PROCESSOR, PROVINCE

pytestmark = pytest.mark.usefixtures("province")
HEAD, STRANGER = "lanhdao.thuanhoa", "motcua.phubai"


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))


@pytest.fixture
def air(monkeypatch):
    return connected(monkeypatch)


def now():
    return datetime.now(UTC)


def today():
    return now().date()


def ours(relay):
    found = queries.relay(viewer=who(COUNTER, today()), relay_id=relay.id)
    assert found is not None
    return found


def theirs(relay):
    with seeing(SYSTEM):
        row = Relay.objects.get(ref=relay.ref, direction=Direction.IN)
    return queries.relay(viewer=SYSTEM, relay_id=row.pk)


def act(verb, dossier_id, user=PROCESSOR, agency=None, **more):
    seat = agency or committee(day=today())
    getattr(verbs, verb)(
        actor=who(user, today()), now=now(), agency_id=seat, dossier_ids=[dossier_id], **more
    )


def decided(dossier_id):
    """The other province works: its result with a file, given out."""
    desk = centre(day=today())
    act("forward", dossier_id, COUNTER, desk)
    act("take", dossier_id)
    act("decide", dossier_id, HEAD, result="Giấy khai sinh số 12")
    verbs.attach(
        actor=who(PROCESSOR, today()), now=now(), agency_id=committee(day=today()), dossier_id=dossier_id,
        paper=verbs.Paper("Giấy khai sinh"), kind=FileKind.RESULT,
        files=[keeping.examine("khai-sinh.pdf", made.pdf(3))],
    )  # fmt: skip
    act("forward", dossier_id, HEAD, to_agency_id=desk)
    act("return_result", dossier_id, COUNTER, desk, received_by="Tỉnh bạn")


def test_a_filing_becomes_a_dossier_there_with_its_scans_and_the_code_comes_back(air):
    relay = filed()
    assert (relay.state, relay.their_code) == (State.SENDING, "")
    exchanged()
    found, there = ours(relay), theirs(relay)
    record = dossiers.dossier(viewer=SYSTEM, dossier_id=there.dossier_id)
    assert (found.state, found.their_code) == (State.RUNNING, record.code)
    assert record.external_code == relay.code
    assert (record.received_agency_id, record.competent_agency_id) == (
        centre(day=today()),
        committee(day=today()),
    )
    files = dossiers.files_of(viewer=SYSTEM, dossier_id=record.id)
    assert (
        len(files) == sum(not one.is_result for one in queries.files_of(viewer=SYSTEM, relay_id=relay.id)) > 0
    )
    assert found.due_at == record.due_at


def test_what_happens_there_is_told_here_in_order_and_the_result_comes_with_its_hash(air):
    relay = filed()
    exchanged()
    decided(theirs(relay).dossier_id)
    exchanged()
    found = ours(relay)
    assert (found.state, found.their_state) == (State.DECIDED, "returned")
    steps = [one["step"] for one in found.story]
    assert steps == sorted(set(steps))
    assert [one["act"] for one in found.story][-1] == "return"
    (result,) = [f for f in queries.files_of(viewer=who(COUNTER, today()), relay_id=relay.id) if f.is_result]
    assert result.sha256 == result.told_sha256
    assert services.open_file(actor=who(COUNTER, today()), now=now(), file_id=result.id).data == made.pdf(3)
    given = {
        "actor": who(COUNTER, today()),
        "now": now(),
        "agency_id": centre(day=today()),
        "relay_id": relay.id,
    }
    with pytest.raises(Refused):
        services.hand_out(**given, received_by=" ")
    services.hand_out(**given, received_by="Bà Hòa")
    assert ours(relay).state is State.HANDED


class Killed(BaseException):
    """A worker that dies in the middle."""


def test_the_other_side_away_and_workers_killed_everything_has_its_effect_once(air):
    relay = filed()

    def down():
        raise ConnectionRefusedError

    air.fails = down
    at = now()
    for _ in range(4):
        exchanged(at)
        at += timedelta(hours=10)
    assert ours(relay).state is State.SENDING
    air.fails = lambda: None
    deaths = count()

    def die():
        if next(deaths) % 2 == 0:
            raise (Killed if next(deaths) % 4 else TimeoutError)

    air.after = die  # it was done there, and nobody here knows
    for _ in range(30):
        with suppress(Killed):
            exchanged(at)
        at += timedelta(minutes=3)
    air.after = lambda: None
    exchanged(at)
    with seeing(SYSTEM):
        assert not Message.objects.filter(state="waiting").exists()
        assert Relay.objects.filter(ref=relay.ref, direction=Direction.IN).count() == 1
        twice = Inbox.objects.values("event_id").annotate(n=Count("id")).filter(n__gt=1)
        assert not twice.exists()
        assert len(air.sent) > Inbox.objects.count()  # the way did fail
    there = theirs(relay)
    assert len(dossiers.files_of(viewer=SYSTEM, dossier_id=there.dossier_id)) == ours(relay).filing["files"]
    assert ours(relay).their_code == there.their_code
    assert dossiers.id_by_external(
        viewer=SYSTEM, authority_id=there.authority_id, external_code=relay.code
    ) == there.dossier_id  # fmt: skip


def test_what_cannot_be_received_is_kept_with_every_reason_tried_again_or_declined(air, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(services.receiving.filings, "desk_of", lambda *_, **__: None)
        relay, other = filed(), filed()
        exchanged()
    assert (ours(relay).state, ours(other).state) == (State.KEPT, State.KEPT)
    assert "bộ phận một cửa" in ours(relay).problems[0]["params"]["text"]
    overseer = {"actor": who(PROVINCE, today()), "now": now(), "agency_id": seat()}
    assert services.retry(**overseer, relay_id=theirs(relay).id)
    with pytest.raises(Conflict):
        services.retry(**overseer, relay_id=theirs(relay).id)
    with pytest.raises(Refused):
        services.decline(**overseer, relay_id=theirs(other).id, reason="")
    services.decline(**overseer, relay_id=theirs(other).id, reason="Không đúng thẩm quyền")
    exchanged()
    assert (ours(relay).state, ours(relay).their_code != "") == (State.RUNNING, True)
    assert len(dossiers.files_of(viewer=SYSTEM, dossier_id=theirs(relay).dossier_id)) == relay.filing["files"]
    assert (ours(other).state, ours(other).reason) == (State.DECLINED, "Không đúng thẩm quyền")


def seat():
    found = who(PROVINCE, today())
    return next(iter(next(grant for grant in found.grants if "relays.connect" in grant.verbs).agency_ids))


def test_originals_travel_with_a_slip_and_their_arrival_is_told(air):
    relay = filed()
    exchanged()
    given = {"actor": who(COUNTER, today()), "now": now(), "agency_id": centre(day=today())}
    slip = services.send_originals(
        **given, relay_id=relay.id, carrier="Bưu điện", expected_at=now() + timedelta(days=2)
    )
    exchanged()
    assert theirs(relay).bag["slip"] == slip
    with pytest.raises(Refused):
        services.record_arrival(**given, relay_id=theirs(relay).id, is_whole=False)
    services.record_arrival(**given, relay_id=theirs(relay).id, is_whole=False, note_="Thiếu một tờ")
    exchanged()
    assert (ours(relay).bag["state"], ours(relay).bag["note"]) == ("missing", "Thiếu một tờ")


def test_a_strange_officer_sees_and_does_nothing(air):
    relay = filed()
    stranger, there = who(STRANGER, today()), centre("19960", today())
    assert queries.relay(viewer=stranger, relay_id=relay.id) is None
    assert queries.latest(viewer=stranger, direction=Direction.OUT) == ()
    assert queries.peers(viewer=stranger) == ()
    with seeing(stranger):
        assert not RelayFile.objects.exists()
    given = {"actor": stranger, "now": now(), "relay_id": relay.id}
    with pytest.raises(Forbidden):
        services.hand_out(**given, agency_id=centre(day=today()), received_by="x")
    for verb, more in (
        (services.hand_out, {"received_by": "x"}), (services.retry, {}), (services.decline, {"reason": "x"}),
        (services.send_originals, {"carrier": "x", "expected_at": None}), (services.record_arrival, {"is_whole": True}),
    ):  # fmt: skip
        with pytest.raises((Forbidden, NotFound)):
            verb(**given, agency_id=stranger_seat(stranger) or there, **more)
    with pytest.raises(Forbidden):
        services.connect(actor=stranger, now=now(), agency_id=there, partner_code="15", url="https://a.vn/")
    with pytest.raises(Forbidden):
        services.disconnect(actor=stranger, now=now(), agency_id=there, peer_id=1)
    asked, scans = provinces.birth()
    with pytest.raises(Forbidden):
        services.file(actor=stranger, now=now(), agency_id=centre(day=today()), asked=asked, scans=scans)
    file = queries.files_of(viewer=SYSTEM, relay_id=relay.id)[0]
    with pytest.raises(NotFound):
        services.open_file(actor=stranger, now=now(), file_id=file.id)


def stranger_seat(actor):
    return next(iter(next(grant for grant in actor.grants if "relays.file" in grant.verbs).agency_ids))


def signed(said, *, at=None, secret=None):
    with seeing(SYSTEM):
        receiver = Receiver.objects.get(kind="province")
    key = secret or queries.peer_of(own_code=said.receiver, partner_code=said.sender, now=now())[1][0]
    assert receiver
    body = envelope.packed(said)
    at = at or now()
    return body, signed_headers(secrets_=[key], id_=str(uuid4()), second=int(at.timestamp()), body=body)


def test_nobody_is_believed_who_does_not_sign_and_nothing_ends_in_an_error(air):
    relay = filed()
    said = envelope.Envelope(
        "46", "46", relay.ref, "status", {"code": "X", "step": 1, "state": "returned", "act": "x", "at": "x"}
    )
    body, headers = signed(said)
    assert knock(body + b" ", headers).status_code in (401, 422)
    assert knock(body, {**headers, "webhook-signature": "v1,AAAA"}).status_code == 401
    assert knock(body, headers, at=now() + timedelta(hours=1)).status_code == 401
    assert knock(*signed(replace(said, sender="15"), secret="whsec_" + "A" * 43 + "=")).status_code == 401
    assert knock(b"{", headers).status_code == 422
    assert knock(*signed(replace(said, service="lạ"))).status_code == 422
    assert knock(*signed(replace(said, ref=uuid4()))).status_code == 404
    for bad in ({}, {"step": "1"}, {"step": -1}, {"wanted": "x"}, {"at": None}):
        answer = knock(*signed(replace(said, body={**said.body, **bad} if bad else {})))
        assert answer.status_code in (200, 422), answer.content
    assert ours(relay).their_state in ("", "returned")


def test_a_file_whose_hash_differs_or_that_could_harm_is_kept_out_with_the_reason(air):
    relay = filed()
    exchanged()
    told = {"file_id": str(uuid4()), "file_name": "kết quả.pdf", "sha256": "0" * 64, "title": "Kết quả"}
    result = envelope.Envelope("46", "46", relay.ref, "result", told, made.pdf(1))
    answer = knock(*signed(result))
    assert json.loads(answer.content)["state"] == "refused"
    knock(*signed(replace(result, body={**told, "file_id": str(uuid4())}, content=b"MZ\x90\x00 no pdf")))
    found = [one for one in queries.files_of(viewer=SYSTEM, relay_id=relay.id) if one.is_result]
    assert [one.sha256 for one in found] == ["", ""]
    assert all(one.problems for one in found)


def test_a_province_is_connected_by_who_oversees_it_with_an_address_outside():
    overseer = {"actor": who(PROVINCE, today()), "now": now(), "agency_id": seat()}
    with pytest.raises(Refused) as refused:
        services.connect(**overseer, partner_code="46", url="http://127.0.0.1/", secret="x")
    assert {p.field for p in refused.value.problems} == {"url", "partner", "secret"}
    url = "https://laocai.vidu.gov.vn/exchange/tinh/"
    secret = services.connect(**overseer, partner_code="15", url=url)
    (peer,) = queries.peers(viewer=who(PROVINCE, today()))
    assert (peer.partner_code, peer.is_on) == ("15", True)
    assert queries.peer_of(own_code="46", partner_code="15", now=now())[1] == (secret,)
    services.disconnect(**overseer, peer_id=peer.id)
    assert queries.peer_of(own_code="46", partner_code="15", now=now()) is None
    assert queries.reachable(authority_id=peer.authority_id) == ()
    assert services.connect(**overseer, partner_code="15", url=url, secret=secret) == secret
    assert len(queries.reachable(authority_id=peer.authority_id)) == 1


def test_an_unfinished_filing_is_refused_with_every_reason(air):
    asked, _scans = provinces.birth()
    bare = replace(asked, papers=(), applicant=replace(asked.applicant, name=""), territory_code="00000")
    with pytest.raises(Refused) as refused:
        services.file(actor=who(COUNTER, today()), now=now(), agency_id=centre(day=today()), asked=bare)
    assert {"no_such_unit", "name_missing"} <= {p.code for p in refused.value.problems}
