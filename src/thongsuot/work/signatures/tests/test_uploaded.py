"""Results that were handed in as PDF: signed beside what was handed in, refused with a reason, accepted as they came."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from tests.people import BIRTH, NOW, THERE, Program

from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing import access, signing
from thongsuot.plumbing.files import keeping, scanning
from thongsuot.plumbing.files.tests import made
from thongsuot.plumbing.signing import demo
from thongsuot.plumbing.signing.keys import folder
from thongsuot.plumbing.signing.tests import papers as strangers
from thongsuot.work.dossiers import queries as dossier_queries
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.dossiers.rules.files import FileKind, FileSource
from thongsuot.work.signatures import queries, services
from thongsuot.work.signatures.rules import Verdict
from thongsuot.work.signatures.tests.scene import (
    CITIZEN,
    COUNTER,
    DAY,
    HEAD,
    LATER,
    OTHER_HEAD,
    PROVINCE,
    SYSTEM,
    centre,
    committee,
    decided,
    equip,
    secrets,
    who,
)

_ = secrets  # a fixture: pytest finds it by its name here
HANDED_IN = LATER


@pytest.fixture(autouse=True)
def place(province: object, secrets: demo.Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.delenv("THONGSUOT_CLAMD", raising=False)
    monkeypatch.setattr(scanning, "DEBIAN", str(tmp_path / "nobody"))


def handed_in(
    receipt: dossiers.Receipt, pdf: bytes | None = None, *, name: str = "Trích lục.pdf", user: str = HEAD
) -> UUID:
    return dossiers.attach(
        actor=who(user), now=HANDED_IN, agency_id=committee() if user == HEAD else centre(), dossier_id=receipt.id,
        paper=dossiers.Paper("Trích lục khai sinh"), kind=FileKind.RESULT,
        files=[keeping.examine(name, pdf or made.pdf(2))],
    )[0]  # fmt: skip


def sign(*files: UUID, user: str = HEAD, agency_id: int | None = None) -> services.Signing:
    return services.sign_uploads(
        actor=who(user), now=LATER, agency_id=agency_id or committee(), file_ids=list(files)
    )


def codes(file_id: UUID, **more: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        sign(file_id, **more)  # type: ignore[arg-type]
    return [problem.code for problem in refused.value.problems]


def files_of(receipt: dossiers.Receipt) -> tuple[dossier_queries.FileRecord, ...]:
    return dossier_queries.files_of(viewer=who(HEAD), dossier_id=receipt.id)


def signed_at(name: str, at: object, pdf: bytes) -> bytes:
    """A PDF that another system signed with a certificate of the authority that is believed here."""
    authority = demo.authority_in(folder(), from_at=NOW - 900 * DAY, to_at=NOW + 900 * DAY)
    pair = demo.issue(authority, name=name, agency="Sở Tư pháp", from_at=NOW - DAY, to_at=NOW + 90 * DAY)
    key = strangers.keys.from_pem(demo.pem_of(*pair))
    return signing.sign(pdf, key=key, reason="Ký ở nơi khác", place="Huế", at=NOW)


def test_a_result_is_signed_beside_what_was_handed_in() -> None:
    equip(HEAD, committee())
    receipt = decided()
    file_id = handed_in(receipt)
    number = sign(file_id).signed[file_id]
    before, after = files_of(receipt)
    assert (before.id, before.source, before.sha256) == (
        file_id, FileSource.COUNTER, keeping.examine("a.pdf", made.pdf(2)).file.sha256,
    )  # fmt: skip
    assert (after.source, after.kind, after.from_file_id) == (FileSource.SIGNED, FileKind.RESULT, file_id)
    assert after.file_name == "Trích lục (đã ký số).pdf"
    assert dossier_queries.results_of(viewer=who(HEAD), dossier_id=receipt.id) == (after,)
    pdf = keeping.openable(after.sha256)
    assert pdf.startswith(keeping.openable(before.sha256))  # nothing of what was handed in was written anew
    checked = queries.check(pdf=pdf, now=LATER)
    assert checked.verdict is Verdict.GOOD
    assert checked.attested == queries.attested(paper_id=number, now=LATER)
    assert checked.attested is not None
    assert (checked.attested.code, queries.is_upload(checked.attested.form)) == (receipt.code, True)
    assert list(queries.uploads_of(viewer=who(HEAD), dossier_id=receipt.id)) == [after.id]


def test_the_hand_shows_on_the_last_page_within_the_margins() -> None:
    equip(HEAD, committee())
    receipt = decided()
    sign(handed_in(receipt))
    with pikepdf.open(BytesIO(keeping.openable(files_of(receipt)[1].sha256))) as opened:
        assert "/Annots" not in opened.pages[0]
        (field,) = opened.pages[1].Annots
        left, bottom, right, top = (float(side) for side in field.Rect)
    assert 595 / 2 < left < right <= 595 - 42  # the right half, and 15 mm of margin
    assert 42 < bottom < top < 842 / 2


def test_it_waits_until_it_is_signed_once() -> None:
    equip(HEAD, committee())
    receipt = decided()
    file_id = handed_in(receipt)
    holder = [committee(), centre()]

    def waiting() -> list[UUID]:
        return [one.id for one in dossier_queries.unsigned_results(viewer=who(HEAD), agency_ids=holder)]

    assert file_id in waiting()
    sign(file_id)
    assert file_id not in waiting()
    assert codes(file_id) == ["already_signed"]
    assert codes(files_of(receipt)[1].id) == ["already_signed"]
    assert dossier_queries.unsigned_results(viewer=who(OTHER_HEAD), agency_ids=holder) == ()


def test_the_database_keeps_one_signed_file_of_each() -> None:
    equip(HEAD, committee())
    receipt = decided()
    sign(handed_in(receipt))
    columns = """id, dossier_id, wanted_id, title, kind, source, file_name, pages, detail, added_at, added_by, sha256,
      from_file_id, removed_by, removed_because"""
    values = columns.replace("id, dossier_id", "gen_random_uuid(), dossier_id", 1)
    copy = f"insert into dossier_file ({columns}) select {values} from dossier_file where source = 'signed'"
    with (
        pytest.raises(IntegrityError, match="dossier_file_signed"),
        transaction.atomic(),
        access.seeing(SYSTEM),
    ):
        connection.cursor().execute(copy)


def test_a_batch_signs_what_it_can_and_says_what_it_left() -> None:
    equip(HEAD, committee())
    receipts = [decided(result=f"Số {n}") for n in range(3)]
    files = [handed_in(one, made.pdf(n + 1)) for n, one in enumerate(receipts)]
    picture = handed_in(receipts[0], made.picture(), name="ảnh.jpg")
    sign(files[0])
    done = sign(*files, picture)
    assert set(done.signed) == set(files[1:])
    left = {id_: [problem.code for problem in why] for id_, why in done.refused.items()}
    assert left == {files[0]: ["already_signed"], picture: ["result_not_pdf"]}
    with pytest.raises(Refused, match="too_many"):
        sign(*[files[0]] * 101)
    assert len(files_of(receipts[0])) == 3


def test_what_another_system_signed_well_goes_out_as_it_came_and_says_whose_it_is() -> None:
    equip(HEAD, committee())
    receipt = decided()
    foreign = signed_at("Trần Thị Bình", NOW, made.pdf())
    file_id = handed_in(receipt, foreign)
    (kept,) = files_of(receipt)
    assert kept.detail["signed_by"] == ["Trần Thị Bình (Sở Tư pháp)"]
    waiting = dossier_queries.unsigned_results(viewer=who(HEAD), agency_ids=[committee(), centre()])
    assert file_id not in {one.id for one in waiting}
    with pytest.raises(Refused, match="Trần Thị Bình") as refused:
        sign(file_id)
    assert [one.code for one in refused.value.problems] == ["signed_elsewhere"]
    assert keeping.openable(kept.sha256) == foreign


def test_what_a_stranger_signed_is_refused_and_stays() -> None:
    equip(HEAD, committee())
    receipt = decided()
    file_id = handed_in(receipt, strangers.signed())
    assert codes(file_id) == ["signed_by_another"]
    (kept,) = files_of(receipt)
    assert kept.detail["is_signed_elsewhere"] is False
    assert keeping.openable(kept.sha256) == strangers.signed()


@pytest.mark.parametrize(
    ("scan", "code"), [("infected", "result_infected"), ("not_scanned", "result_not_scanned")]
)
def test_what_is_infected_or_was_not_looked_at_is_not_signed(
    scan: str, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    equip(HEAD, committee())
    receipt = decided()
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    file_id = handed_in(receipt)
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("update stored_file set scan = %s", [scan])
    assert codes(file_id) == [code]
    assert len(files_of(receipt)) == 1


def test_a_locked_pdf_and_a_damaged_one_are_not_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    equip(HEAD, committee())
    receipt = decided()
    file_id = handed_in(receipt)
    locked = made.pdf(encryption=pikepdf.Encryption(owner="x", user="y"))
    monkeypatch.setattr(keeping, "openable", lambda _: locked)
    assert codes(file_id) == ["result_locked"]
    monkeypatch.setattr(keeping, "openable", lambda _: b"%PDF-1.7 nothing")
    assert codes(file_id) == ["pdf_unreadable"]


def test_who_handed_it_in_does_not_sign_it_where_two_are_needed() -> None:
    equip(HEAD, committee())
    services.require_two(
        actor=who(PROVINCE), now=NOW, agency_id=committee(), procedure_code=BIRTH, from_date=NOW.date(), ground="QĐ 9"
    )  # fmt: skip
    receipt = decided()
    assert codes(handed_in(receipt)) == ["two_persons"]
    other = handed_in(receipt, made.pdf(3), user=COUNTER)
    assert sign(other).signed


def test_strangers_do_not_sign_it_and_see_nothing() -> None:
    equip(HEAD, committee())
    equip(OTHER_HEAD, committee(THERE))
    file_id = handed_in(decided())
    for user in (COUNTER, OTHER_HEAD, CITIZEN, PROVINCE):
        with pytest.raises(Forbidden):
            sign(file_id, user=user)
    with pytest.raises(NotFound):
        sign(file_id, user=OTHER_HEAD, agency_id=committee(THERE))


def test_the_seal_makes_one_more_file_and_both_signatures_hold() -> None:
    equip(HEAD, committee())
    equip(HEAD, committee(), is_agency=True)
    receipt = decided()
    file_id = handed_in(receipt)
    number = sign(file_id).signed[file_id]
    services.countersign(actor=who(HEAD), now=LATER + DAY, agency_id=committee(), paper_ids=[number])
    original, signed, sealed = files_of(receipt)
    assert (signed.from_file_id, sealed.from_file_id) == (original.id, signed.id)
    assert dossier_queries.results_of(viewer=who(HEAD), dossier_id=receipt.id) == (sealed,)
    checked = queries.check(pdf=keeping.openable(sealed.sha256), now=LATER + DAY)
    assert [one.verdict for one in checked.signatures] == [Verdict.GOOD, Verdict.GOOD]
    assert checked.attested is not None
    assert [one.is_agency for one in checked.attested.signatures] == [False, True]


def test_what_was_signed_by_mistake_is_taken_out_and_signed_anew() -> None:
    equip(HEAD, committee())
    receipt = decided()
    file_id = handed_in(receipt)
    number = sign(file_id).signed[file_id]
    dossiers.remove_file(
        actor=who(HEAD), now=LATER, agency_id=committee(), dossier_id=receipt.id, file_id=files_of(receipt)[1].id,
        reason="Ký nhầm",
    )  # fmt: skip
    assert sign(file_id).signed[file_id] != number
    assert queries.attested(paper_id=number, now=LATER) is not None


def test_a_program_signs_and_reads_which_file_is_the_signed_one() -> None:
    equip(HEAD, committee(), from_at=NOW - 900 * DAY, to_at=NOW + 900 * DAY)
    receipt = decided()
    file_id = str(handed_in(receipt))
    body = {"agency_id": committee(), "file_ids": [file_id]}
    done = Program(HEAD).call("signatures/sign-uploads", body)
    assert list(done["signed"]) == [file_id]
    listed = Program(HEAD).call(f"dossiers/{receipt.code}/files")["files"]
    assert [(one["source"], one["signs"]) for one in listed] == [("counter", None), ("signed", file_id)]
    Program(OTHER_HEAD).call("signatures/sign-uploads", body, status=403)
