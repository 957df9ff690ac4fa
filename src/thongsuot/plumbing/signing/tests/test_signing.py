"""What a signature proves, and what it stops proving: every change, every doubtful certificate, every bad file."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper

from thongsuot.kernel.errors import Refused
from thongsuot.plumbing import signing
from thongsuot.plumbing.cli import machine
from thongsuot.plumbing.signing import demo, keys, token, waiting
from thongsuot.plumbing.signing.tests import papers
from thongsuot.plumbing.signing.tests.papers import DAY, NOW


def read(pdf: bytes, trust: signing.Trust | None = None) -> tuple[signing.SignatureReport, ...]:
    return signing.verify(pdf, trust=trust or papers.trust(), at=NOW)


def test_a_signature_says_who_where_when_and_that_nothing_changed() -> None:
    (one,) = read(papers.signed())
    assert (one.signer, one.agency) == ("Nguyễn Văn An", "Ủy ban nhân dân phường An Cựu")
    assert (one.signed_at, one.stamped_at) == (NOW, None)
    assert (one.reason, one.place) == ("Ký kết quả", "An Cựu")
    assert (one.intact, one.trusted, one.was_valid, one.covers_whole) == (True, True, True, True)
    assert one.later is signing.Later.NOTHING
    assert signing.joined((one,))
    assert one.value_digest == signing.value_digests(papers.signed())[0]


def refused_as(pdf: bytes) -> str:
    """The code of the first problem with a file; empty when it could be read."""
    try:
        read(pdf)
    except Refused as refused:
        return refused.problems[0].code
    return ""


def test_a_file_without_signature_has_none() -> None:
    assert read(papers.unsigned()) == ()
    assert not signing.joined(())


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_flipped_bit_passes(data: st.DataObject) -> None:
    """Within what a signature covers, every bit counts; the rest is the signature itself."""
    signed = papers.signed()
    begin = signed.index(b"/Contents <")
    spot = data.draw(
        st.one_of(st.integers(20, begin), st.integers(signed.index(b">", begin) + 1, len(signed) - 8))
    )
    bent = bytearray(signed)
    bent[spot] ^= 1 << data.draw(st.integers(0, 7))
    assert refused_as(bytes(bent)) == "not_a_pdf" or not signing.joined(read(bytes(bent)))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 30_000), st.booleans())
def test_no_file_breaks_the_reader(noise: bytes, cut: int, begins_well: bool) -> None:
    for content in (noise, b"%PDF-1.7\n" + noise, papers.signed()[:cut] + (noise if begins_well else b"")):
        if refused_as(content) != "not_a_pdf":
            assert not signing.joined(read(content)) or content.startswith(papers.signed())


def later_page(pdf: bytes, nth: int) -> bytes:
    """The file with other words on a page, added as an incremental update: what a forger does."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    stream = generic.StreamObject(stream_data=b"BT ET % Trang khac")
    writer.add_stream_to_page(nth - 1, writer.add_object(stream))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("nth", [1, 2])
def test_a_later_change_is_found_and_its_page_named(nth: int) -> None:
    (one,) = read(later_page(papers.signed(), nth))
    assert (one.intact, one.covers_whole) == (True, False)
    assert one.later is signing.Later.CHANGES
    assert one.changed_pages == (nth,)
    assert not one.is_good


def test_pages_of_two_files_are_compared() -> None:
    assert signing.differing(papers.signed(), papers.signed()) == ()
    assert signing.differing(papers.unsigned(), papers.signed()) == ()
    assert signing.differing(papers.signed(), later_page(papers.signed(), 2)) == (2,)
    assert signing.differing(papers.signed(), b"nothing") == (1, 2)


def test_two_sign_in_turn_and_both_hold() -> None:
    twice = signing.sign(
        papers.signed(), key=papers.key(name="Trần Thị Bình"), reason="Đóng dấu", place="An Cựu", at=NOW + DAY
    )
    first, second = read(twice)
    assert (first.signer, second.signer) == ("Nguyễn Văn An", "Trần Thị Bình")
    assert (first.later, second.later) == (signing.Later.SIGNATURES, signing.Later.NOTHING)
    assert signing.joined((first, second))
    assert not first.covers_whole


def test_what_shows_lies_in_its_box() -> None:
    stamp = signing.Stamp(1, 300, 100, 460, 160, papers.unsigned())
    signed = signing.sign(papers.unsigned(), key=papers.key(), reason="", place="", at=NOW, stamp=stamp)
    page = PdfFileReader(BytesIO(signed)).root["/Pages"]["/Kids"][1]
    (note,) = (n.get_object() for n in page["/Annots"])
    assert [float(x) for x in note["/Rect"]] == [300, 100, 460, 160]
    assert signing.joined(read(signed))


@pytest.mark.parametrize(("from_at", "to_at"), [(NOW - 30 * DAY, NOW - DAY), (NOW + DAY, NOW + 9 * DAY)])
def test_a_certificate_counts_only_in_its_time(from_at: datetime, to_at: datetime) -> None:
    bad = papers.key(from_at=from_at, to_at=to_at)
    (one,) = read(signing.sign(papers.unsigned(), key=bad, reason="", place="", at=NOW))
    assert (one.intact, one.trusted, one.was_valid, one.known_issuer) == (True, False, False, True)


def test_one_that_ran_out_since_was_good_when_it_signed() -> None:
    old = papers.key(from_at=NOW - 400 * DAY, to_at=NOW - DAY)
    (one,) = read(signing.sign(papers.unsigned(), key=old, reason="", place="", at=NOW - 10 * DAY))
    assert (one.trusted, one.was_valid) == (True, True)


@pytest.mark.parametrize(("revoked_at", "is_trusted"), [(NOW - DAY, False), (NOW + DAY, True)])
def test_a_revoked_one_is_not_trusted_from_then_on(revoked_at: datetime, is_trusted: bool) -> None:
    private, certificate = papers.issued()
    serials = {certificate.serial_number: revoked_at}
    revoked = demo.revocations(papers.authority(), serials, from_at=NOW - DAY, to_at=NOW + DAY)
    own = keys.from_pem(demo.pem_of(private, certificate))
    signed = signing.sign(papers.unsigned(), key=own, reason="", place="", at=NOW)
    assert read(signed)[0].trusted
    lists = (signing.verifying.crl.CertificateList.load(revoked),)
    (one,) = read(signed, signing.Trust(papers.trust().roots, (), lists))
    assert (one.intact, one.trusted, one.revoked_at) == (True, is_trusted, revoked_at)


def test_strangers_are_not_trusted() -> None:
    (one,) = read(papers.signed(), signing.Trust())
    assert (one.intact, one.trusted, one.known_issuer) == (True, False, False)


@pytest.mark.parametrize("may_stamp", [True, False])
def test_a_time_stamp_proves_the_time(may_stamp: bool) -> None:
    """Read always, believed only from an authority whose certificate is for stamping time."""
    clock = papers.key(
        name="Dịch vụ cấp dấu thời gian thử",
        for_time=may_stamp,
        private=rsa.generate_private_key(65537, 2048),
    )
    stamper = DummyTimeStamper(clock.certificate, clock.signer.signing_key, fixed_dt=NOW + DAY)  # type: ignore[attr-defined]
    signed = signing.sign_file(
        papers.unsigned(), key=papers.key(), reason="", place="", at=NOW, stamper=stamper
    )
    assert signed.level is signing.Level.B_T
    (one,) = read(signed.pdf)
    assert (one.intact, one.signed_at) == (True, NOW)
    assert one.stamped_at == (NOW + DAY if may_stamp else None)


def test_a_silent_authority_does_not_stop_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THONGSUOT_TSA", "http://127.0.0.1:9/tsa")
    monkeypatch.setattr(signing.signing, "_silent", {})
    signed = signing.sign_file(papers.unsigned(), key=papers.key(), reason="", place="", at=NOW)
    assert signed.level is signing.Level.B_B
    assert signing.joined(read(signed.pdf))
    assert signing.signing._authority(NOW) is None
    assert signing.signing._authority(NOW + DAY) is not None


def test_keys_in_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THONGSUOT_HOME", str(tmp_path))
    private, certificate = papers.issued()
    locked = pkcs12.serialize_key_and_certificates(
        b"k", private, certificate, None, BestAvailableEncryption("bí mật".encode())
    )
    demo.write_secret(keys.folder() / "an.p12", locked)
    with pytest.raises(Refused, match="key_unreadable"):
        signing.load("file:an")
    demo.write_secret(keys.folder() / "an.pass", "bí mật\n".encode())
    assert signing.load("file:an").certificate.serial_number == certificate.serial_number
    assert os.stat(keys.folder() / "an.p12").st_mode & 0o777 == 0o600
    for place in ("file:khác", "file:../an", "pkcs11:an", "", "http:x"):
        with pytest.raises(Refused) as refused:
            signing.load(place)
        assert refused.value.problems[0].code in ("key_missing", "token_not_set")


@pytest.mark.softhsm
@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_key_in_a_token(
    kind: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = machine.softhsm()
    assert library is not None
    home = (
        tmp_path_factory.getbasetemp() / "softhsm"
    )  # one token a process: the library reads its settings once
    if not home.exists():
        token.make(home)
    for name in ("THONGSUOT_PKCS11", "THONGSUOT_PKCS11_TOKEN"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("THONGSUOT_HOME", str(home))
    token.serve(library, keys.folder())
    private = rsa.generate_private_key(65537, 2048) if kind == "rsa" else None
    pair = demo.issue(
        papers.authority(),
        name="Lê Văn Cường",
        agency="UBND",
        from_at=NOW - DAY,
        to_at=NOW + DAY,
        key=private,
    )
    token.put(library, kind, *pair)
    keys.forget_tokens()
    found = signing.load(f"pkcs11:{kind}")
    assert found.is_in_token
    (one,) = read(signing.sign(papers.unsigned(), key=found, reason="", place="", at=NOW))
    assert (one.signer, one.is_good) == ("Lê Văn Cường", True)
    with ThreadPoolExecutor(4) as pool:  # requests sign at the same time, the token one after the other
        many = list(pool.map(lambda _: papers_signed(found), range(8)))
    assert all(read(one)[0].is_good for one in many)
    with pytest.raises(Refused, match="token_silent"):
        signing.load("pkcs11:none")


def papers_signed(key: keys.Key) -> bytes:
    """A paper signed with this key."""
    return signing.sign(papers.unsigned(), key=key, reason="", place="", at=NOW)


def test_a_thread_that_runs_a_loop_signs_too() -> None:
    async def inside() -> int:
        async def word() -> int:
            return 7

        return waiting.finished(word())

    with ThreadPoolExecutor(
        1
    ) as apart:  # a browser's test before this one may have left a loop in our thread
        assert apart.submit(asyncio.run, inside()).result() == 7
