"""Webhooks against a real server: signed, of the agency's own dossiers only, never inside, never somewhere else."""

import json
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.people import HERE, NOW, THERE, Program, centre, committee, filing, who

from thongsuot.edges.exchange import webhooks
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.plumbing.access import seeing
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.sync import models, queries, rules, services
from thongsuot.work.sync.ports import Away
from thongsuot.work.sync.tests.scene import COUNTER, received, send, work_off_events

ADMIN = "quantri"
pytestmark = pytest.mark.usefixtures("province")


class Listener(ThreadingHTTPServer):
    """Keeps what it gets; answers with `status`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.got, self.status = [], 204


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_):
        """What came is asserted from `got`; a line for each request would only hide a failure's own words."""


@pytest.fixture
def listener(monkeypatch):
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    host = f"127.0.0.1:{server.server_address[1]}"
    monkeypatch.setenv("THONGSUOT_WEBHOOKS_INSIDE", host)
    monkeypatch.setattr(server, "url", f"http://{host}/nhan?a=1", raising=False)
    yield server
    server.shutdown()
    server.server_close()


def subscribed(listener, *acts, agency=None):
    return services.subscribe(
        actor=who(ADMIN), now=NOW - timedelta(hours=1), agency_id=agency or committee(HERE), name="Kho",
        url=listener.url, acts=acts,
    )  # fmt: skip


def the(id_):
    return type("R", (), {"pk": id_})


def one(id_):
    found = queries.webhooks(agency_ids=[committee(HERE), committee(THERE)])
    return next(record for record in found if record.id == id_)


def test_an_agency_is_told_of_its_own_dossiers_in_signed_cloud_events(listener):
    id_, secret = subscribed(listener, "receive")
    receipt = received()
    dossiers.receive(
        actor=who("motcua.phubai"), now=NOW, agency_id=centre(THERE), filing=filing(territory=THERE)
    )
    work_off_events()
    assert send(the(id_)).accepted == 1
    headers, body = listener.got[0]
    signed = rules.signature(
        secret=secret, id_=headers["webhook-id"], second=int(headers["webhook-timestamp"]), body=body
    )
    assert headers["webhook-signature"] == signed
    event = json.loads(body)
    assert (event["specversion"], event["subject"], event["id"]) == (
        "1.0",
        receipt.code,
        headers["webhook-id"],
    )
    assert event["data"]["national_status"] == 2
    assert "Nguyễn" not in body.decode()
    assert "0905123456" not in body.decode()


def test_a_redirect_is_not_followed_and_is_no_yes(listener):
    id_, _ = subscribed(listener)
    received()
    work_off_events()
    listener.status = 302
    assert send(the(id_)).is_away
    assert len(listener.got) == 1


def test_while_the_secret_is_renewed_both_sign(listener):
    id_, _ = subscribed(listener)
    services.rotate(actor=who(ADMIN), now=NOW, agency_id=committee(HERE), receiver_id=id_)
    received()
    work_off_events()
    send(the(id_))
    send_again = services.replay(
        actor=who(ADMIN), now=NOW, agency_id=committee(HERE), receiver_id=id_, since=NOW - timedelta(hours=2)
    )
    assert send_again == 1
    send(the(id_), NOW + timedelta(days=2))
    assert [len(headers["webhook-signature"].split()) for headers, _ in listener.got] == [2, 1]
    assert len({headers["webhook-id"] for headers, _ in listener.got}) == 2


def test_no_copy_of_the_table_can_sign_and_another_home_says_that_it_needs_a_new_secret(listener, settings):
    id_, secret = subscribed(listener)
    with seeing(SYSTEM):
        kept = models.Receiver.objects.get(pk=id_).secrets
    assert secret not in json.dumps(kept)
    assert secret.removeprefix("whsec_") not in json.dumps(kept)
    received()
    work_off_events()
    settings.SECRET_KEY = "another home"
    assert send(the(id_)).is_away
    assert listener.got == []
    assert "khóa mới" in one(id_).last_error
    services.rotate(actor=who(ADMIN), now=NOW, agency_id=committee(HERE), receiver_id=id_)
    assert send(the(id_), NOW + timedelta(days=1)).accepted == 1


def test_a_dead_receiver_is_paused_after_five_days_and_nothing_is_lost(listener):
    id_, _ = subscribed(listener)
    received()
    work_off_events()
    listener.status = 500
    for days in (0, 2, 4, 6):
        send(the(id_), NOW + timedelta(days=days))
    assert (one(id_).state, one(id_).paused_because) == ("paused", "dead")
    assert id_ not in queries.due_receivers(now=NOW + timedelta(days=9))
    received()
    work_off_events()
    listener.status = 200
    services.resume(actor=who(ADMIN), now=NOW, agency_id=committee(HERE), receiver_id=id_)
    assert send(the(id_), NOW + timedelta(days=9)).accepted == 2


def test_a_dead_webhook_does_not_block_another(listener):
    dead, _ = subscribed(listener)
    alive, _ = subscribed(listener)
    received()
    work_off_events()
    listener.status = 500
    assert send(the(dead)).is_away
    listener.status = 200
    assert send(the(alive)).accepted == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "::1", "169.254.169.254"])
def test_a_name_that_leads_inside_is_not_called(address):
    asked = []

    def look_up(host, port):
        asked.append(host)
        return ["203.162.4.191", address]

    found = webhooks.wire_to("https://nhan.vidu.gov.vn/x", look_up)
    assert found == Away("tên miền dẫn vào mạng nội bộ")
    assert asked == ["nhan.vidu.gov.vn"]


def test_the_connection_goes_to_the_address_that_was_looked_at():
    found = webhooks.wire_to("https://nhan.vidu.gov.vn/x", lambda host, port: ["203.162.4.191"])
    assert (found.pinned, found.host, found.is_tls) == ("203.162.4.191", "nhan.vidu.gov.vn", True)


def test_inside_addresses_and_strangers_are_refused():
    given = {"now": NOW, "name": "Kho", "acts": ["receive", "lạ"]}
    with pytest.raises(Refused) as refused:
        services.subscribe(actor=who(ADMIN), agency_id=committee(HERE), url="http://10.0.0.1/", **given)
    assert {p.field for p in refused.value.problems} == {"url", "acts"}
    with pytest.raises(Forbidden):
        services.subscribe(actor=who(COUNTER), agency_id=committee(HERE), url="https://a.gov.vn/", **given)


def test_a_program_subscribes_renews_with_an_overlap_and_ends_the_old_secret_at_once(listener):
    admin, place = Program(ADMIN), {"agency_id": committee(HERE)}
    asked = {**place, "name": "Kho", "url": listener.url, "acts": ["receive"]}
    key = {"Idempotency_Key": "one-webhook-only"}
    made = admin.call("webhooks", asked, status=201, **key)
    assert made["secret"].startswith("whsec_")
    repeated = admin.call("webhooks", asked, status=201, **key)  # what is told once stands nowhere afterwards
    assert (repeated["id"], repeated["secret"]) == (made["id"], "")
    one, query = f"webhooks/{made['id']}", f"?agency_id={place['agency_id']}"
    assert admin.call(f"{one}/rotate", {**place, "overlap_hours": 169}, status=422)
    renewed = admin.call(f"{one}/rotate", {**place, "overlap_hours": 72})
    assert datetime.fromisoformat(renewed["old_until"]) == NOW + timedelta(hours=72)
    received()
    work_off_events()
    send(the(made["id"]), NOW + timedelta(hours=71))
    ((headers, body),) = listener.got
    signed = [
        rules.signature(
            secret=secret, id_=headers["webhook-id"], second=int(headers["webhook-timestamp"]), body=body
        )
        for secret in (renewed["secret"], made["secret"])
    ]
    assert headers["webhook-signature"].split() == signed
    assert admin.call(f"{one}/rotate", {**place, "overlap_hours": 0})["old_until"] is None
    (message,) = admin.call(f"{one}/messages{query}&state=sent")["messages"]
    assert admin.call(f"{one}/replay", {**place, "message_ids": [message["id"]]}) == {"count": 1}
    send(the(made["id"]), NOW + timedelta(hours=71))
    assert len(listener.got[1][0]["webhook-signature"].split()) == 1
    for wish, state in (("pause", "paused"), ("resume", "on"), ("end", "ended")):
        assert admin.call(f"{one}/{wish}", place)["state"] == state
    assert [w["state"] for w in admin.call(f"webhooks{query}")["webhooks"]] == ["ended"]
    for address, body in (("webhooks", asked), (f"{one}/rotate", place), (f"webhooks{query}", None)):
        Program("motcua.thuanhoa").call(address, body, status=403)


def test_a_secret_of_before_they_were_sealed_signs_and_is_sealed_by_the_next_worker(listener):
    id_, secret = subscribed(listener)
    with seeing(SYSTEM):
        models.Receiver.objects.filter(pk=id_).update(secrets=[{"secret": secret, "until": None}])
    assert queries.has_plain_secrets()
    assert queries.secrets_of(receiver_id=id_, now=NOW).secrets == (secret,)
    assert services.seal_plain(actor=SYSTEM, now=NOW) == 1
    assert not queries.has_plain_secrets()
    assert queries.secrets_of(receiver_id=id_, now=NOW).secrets == (secret,)
    assert services.seal_plain(actor=SYSTEM, now=NOW) == 0
