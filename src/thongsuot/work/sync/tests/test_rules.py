"""Pauses, ids, signatures, addresses and comparing, first as properties."""

import base64
import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thongsuot.work.sync import rules
from thongsuot.work.sync.rules import outbox
from thongsuot.work.sync.rules.reconciling import Kind, Ours

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@given(st.integers(1, 10_000), st.integers(0, 10**7))
def test_a_receiver_is_asked_again_and_again_within_bounds(failures, asked_s):
    asked = timedelta(seconds=asked_s)
    pause = rules.receiver_pause(failures, retry_after=asked)
    assert timedelta(0) < rules.receiver_pause(failures) <= outbox.RECEIVER_LONGEST
    assert pause >= min(asked, outbox.RETRY_AFTER_LONGEST)
    assert rules.receiver_pause(failures) <= rules.receiver_pause(failures + 1)


@given(st.integers(1, 10_000), st.booleans())
def test_no_message_waits_for_ever(attempts, is_refused):
    pause = rules.message_pause(attempts, is_refused=is_refused)
    assert timedelta(0) < pause <= outbox.MESSAGE_LONGEST
    assert pause <= rules.message_pause(attempts + 1, is_refused=is_refused)


@given(st.uuids(), st.integers(1, 1000), st.integers(1, 1000))
def test_an_event_id_names_one_step_and_service(dossier, one, other):
    ids = {
        rules.event_id(dossier_id=dossier, step=step, service=service)
        for step, service in product({one, other}, (rules.RECORD, rules.PROGRESS, rules.EVENT))
    }
    assert len(ids) == 3 * len({one, other})
    again = rules.event_id(dossier_id=dossier, step=one, service=rules.RECORD, again="x")
    assert again not in ids
    assert again == rules.event_id(dossier_id=dossier, step=one, service=rules.RECORD, again="x")


@given(
    st.integers(2, 99), st.sampled_from(["a", "b"]), st.sampled_from(["a", "b"]), st.booleans(),
    st.sampled_from(["take", "correct_applicant"]),
)  # fmt: skip
def test_the_record_is_told_when_something_of_it_changed_and_the_progress_always(
    number, state, before, moved, act
):
    due = NOW + timedelta(days=moved)
    told = rules.services_of(
        number=number, state=state, state_before=before, due_at=due, due_before=NOW, act=act
    )
    assert told[-1] == rules.PROGRESS
    assert (rules.RECORD in told) == (state != before or moved or act == "correct_applicant")
    assert list(told) == sorted(told, key=rules.rank_of)


def test_the_first_step_is_the_record_alone():
    told = rules.services_of(number=1, state="received", state_before=None, due_at=None, due_before=None)
    assert told == (rules.RECORD,)


def test_dead_after_five_days():
    assert not rules.is_dead(failing_since=None, now=NOW)
    assert not rules.is_dead(failing_since=NOW - timedelta(days=4, hours=23), now=NOW)
    assert rules.is_dead(failing_since=NOW - timedelta(days=5), now=NOW)


@given(st.binary(max_size=300), st.integers(0, 2**33))
def test_a_signature_is_what_standard_webhooks_says(body, second):
    secret = rules.new_secret()
    key = base64.b64decode(secret[len("whsec_") :])
    wanted = hmac.new(key, b"msg_1.%d." % second + body, hashlib.sha256).digest()
    assert rules.signature(secret=secret, id_="msg_1", second=second, body=body) == (
        "v1," + base64.b64encode(wanted).decode()
    )
    assert len(key) == 32


def test_the_example_of_standard_webhooks():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    found = rules.signature(secret=secret, id_="msg_p5jXN8AQM9LWM0D4loKWxJek", second=1614265330, body=body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_replaced_secret_signs_beside_the_new_one_and_then_no_more():
    kept = [
        {"secret": "old", "until": (NOW + timedelta(hours=1)).isoformat()},
        {"secret": "new", "until": None},
    ]
    assert rules.live_secrets(kept, NOW) == ("new", "old")
    assert rules.live_secrets(kept, NOW + timedelta(hours=1)) == ("new",)
    headers = rules.signed_headers(secrets_=["whsec_YQ==", "whsec_Yg=="], id_="i", second=1, body=b"")
    assert len(headers["webhook-signature"].split()) == 2


@given(st.lists(st.integers(0, rules.LONGEST_OVERLAP), max_size=5), st.integers(0, 2 * rules.LONGEST_OVERLAP))
def test_however_often_it_is_renewed_the_newest_signs_and_at_most_one_old_one_as_long_as_was_said(
    hours, later
):
    kept = [{"secret": "0", "until": None}]
    for n, overlap in enumerate(hours, 1):
        kept = rules.replaced(kept, secret=str(n), now=NOW, hours=overlap)
    found = rules.live_secrets(kept, NOW + timedelta(hours=later))
    wanted = [str(len(hours))]
    if hours and later < hours[-1]:
        wanted.append(str(len(hours) - 1))
    assert found == tuple(wanted)


@given(st.integers(-1000, 1000))
def test_an_overlap_lasts_a_week_at_most(hours):
    assert (not rules.overlap_problems(hours)) is (0 <= hours <= 168)


def test_a_cloud_event_has_what_must_be_there():
    id_ = uuid4()
    event = rules.cloud_event(id_=id_, source="/x", act="receive", at=NOW, code="H-1", data={"a": 1})
    assert {"id", "source", "specversion", "type"} <= event.keys()
    assert (event["specversion"], event["id"], event["type"]) == (
        "1.0", str(id_), "vn.thongsuot.dossier.receive",
    )  # fmt: skip


INSIDE = (
    "127.0.0.1", "127.1", "0.0.0.0", "10.0.0.5", "172.16.1.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "localhost", "LOCALHOST", "printer.local", "db.internal", "x.lan", "a.home", "[::1]", "[::ffff:127.0.0.1]",
    "[fe80::1]", "[64:ff9b::7f00:1]", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.0.0.1.", "①②⑦.0.0.1",
    "a.vn@127.0.0.1", "127.0.0.1#@a.vn", "a.vn\\@127.0.0.1", "a.vn%2f@127.0.0.1", "127。0。0。1", "x", "",
    "ⓛocalhost", "localhost.", "a.vn:22", "a.vn:0", "a.vn:99999", "a.vn:6379", "-a.vn", "a_b.vn", "a..vn", "1.2.3.4.5",
)  # fmt: skip
SCHEMES = (
    "https://",
    "http://",
    "file://",
    "gopher://",
    "ftp://",
    "//",
    "https:/",
    "javascript:",
    "HTTPS://",
    "data:",
)
TAILS = ("", "/", "/x?y=1")


def test_five_hundred_tricks_find_no_way_inside():
    tried = [scheme + host + tail for scheme, host, tail in product(SCHEMES, INSIDE, TAILS)]
    assert len(tried) >= 500
    assert [url for url in tried if not rules.address_problems(url)] == []
    assert not rules.address_problems("https://nhan.tinh.gov.vn/webhook?x=1")
    assert not rules.address_problems("https://nhan.tinh.gov.vn:8443/")


def test_the_operator_may_allow_one_host_inside_and_no_other():
    inside = ("truc.noibo:8080",)
    assert not rules.address_problems("http://truc.noibo:8080/nhan", inside=inside)
    assert rules.address_problems("http://truc.noibo:8081/nhan", inside=inside)
    assert rules.address_problems("file://truc.noibo:8080/nhan", inside=inside)


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "không phải",
])  # fmt: skip
def test_inside_addresses_are_not_outside(address):
    assert not rules.is_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "203.162.4.191", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_outside_addresses_are(address):
    assert rules.is_outside(address)


codes = st.sampled_from("ABCDEF")
ours = st.dictionaries(codes, st.tuples(st.integers(1, 10), st.booleans()))
theirs = st.dictionaries(codes, st.integers(1, 10))
DAY = date(2026, 11, 20)


@given(ours, theirs)
def test_comparing_names_exactly_what_differs_and_the_sums_are_those_of_the_systems(here, there):
    mine = [Ours(code, status, DAY, waits) for code, (status, waits) in here.items()]
    told = {code: (status, DAY) for code, status in there.items()}
    found = {one.code: one for one in rules.compare(mine, told)}
    agreed = {code for code in here.keys() & there.keys() if here[code][0] == there[code]}
    assert found.keys() == (here.keys() | there.keys()) - agreed
    for code, one in found.items():
        if code not in here:
            assert one.kind is Kind.MISSING_HERE
        elif here[code][1]:
            assert one.kind is Kind.ON_ITS_WAY
        else:
            assert one.kind is (Kind.DIFFERS if code in there else Kind.MISSING_THERE)
    sums = rules.tallies(mine, told)
    assert sum(one.ours for one in sums) == len(here)
    assert sum(one.theirs for one in sums) == len(there)


def test_what_arrives_names_every_missing_field():
    found = rules.arrival_problems("HoSo", {"MaHoSo": "X"})
    assert {p.field for p in found} == {"MaTTHC", "ChuHoSo", "MaXa"}
    assert rules.arrival_problems("ThanhToan", {"MaHoSo": "X", "MaGiaoDich": "1", "SoTien": "-5"})
    assert not rules.arrival_problems("ThanhToan", {"MaHoSo": "X", "MaGiaoDich": "1", "SoTien": "5000"})
    assert [p.code for p in rules.arrival_problems("Khac", {})] == ["kind_unknown"]


def test_ids_are_stable_across_releases():
    dossier = UUID("0191d0a0-0000-7000-8000-000000000001")
    found = rules.event_id(dossier_id=dossier, step=1, service=rules.RECORD)
    assert found == rules.event_id(dossier_id=UUID(str(dossier)), step=1, service="DongBoHoSoMC")
    assert found.version == 5
