"""Certified electronic copies are signed by the officer whom their words name, once, and anyone can check them."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from tests.people import NOW, Program

from thongsuot.edges.desk.tests.people import browser
from thongsuot.edges.portal.tests import people as applicants
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.files.tests import made
from thongsuot.plumbing.signing import demo
from thongsuot.work.dossiers import services as dossiers
from thongsuot.work.dossiers.rules.files import FileKind
from thongsuot.work.signatures import queries, services
from thongsuot.work.signatures.tests.scene import (
    COUNTER,
    HEAD,
    LATER,
    PROVINCE,
    centre,
    committee,
    equip,
    secrets,
    who,
)

pytestmark = pytest.mark.usefixtures("province")
_ = secrets  # a fixture: pytest finds it by its name here


@pytest.fixture
def receipt(secrets: demo.Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dossiers.Receipt:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    return applicants.mine()


def original(receipt: dossiers.Receipt) -> UUID:
    return dossiers.attach(
        actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_id=receipt.id,
        paper=dossiers.Paper("Bằng tốt nghiệp"), kind=FileKind.ORIGINAL,
        files=[keeping.examine("bằng.jpg", made.picture())],
    )[0]  # fmt: skip


def certified(receipt: dossiers.Receipt, number: str = "15") -> UUID:
    return dossiers.certify_copy(
        actor=who(HEAD), now=NOW, agency_id=committee(), dossier_id=receipt.id, file_id=original(receipt),
        number=number, book="01/2026-SCT/BS",
    )  # fmt: skip


def sign(receipt: dossiers.Receipt, file_id: UUID, user: str = HEAD) -> UUID:
    return services.sign_copy(
        actor=who(user), now=LATER, agency_id=committee(), dossier_id=receipt.id, file_id=file_id
    )


def codes(receipt: dossiers.Receipt, file_id: UUID, user: str = HEAD) -> list[str]:
    with pytest.raises(Refused) as refused:
        sign(receipt, file_id, user)
    return [problem.code for problem in refused.value.problems]


def test_the_copy_is_signed_over_its_words_and_known_again_by_anyone(receipt: dossiers.Receipt) -> None:
    equip(HEAD, committee())
    copy = certified(receipt)
    assert queries.copies_of(viewer=who(HEAD), dossier_id=receipt.id) == {}
    sign(receipt, copy)
    (found,) = queries.copies_of(viewer=who(HEAD), dossier_id=receipt.id).values()
    pdf = queries.content(viewer=who(HEAD), dossier_id=receipt.id, form=queries.copy_form(copy))
    assert pdf is not None
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2
    checked = queries.check(pdf=pdf, now=LATER)
    assert checked.signatures[0].report.reason.endswith("số 15, quyển 01/2026-SCT/BS")
    assert checked.attested is not None
    assert (checked.attested.code, queries.is_copy(checked.attested.form)) == (receipt.code, True)
    page = applicants.logged_in(applicants.CITIZEN).get(f"/kiem-tra-chu-ky/{found.id}/").content.decode()
    assert "Bản sao chứng thực điện tử" in page
    assert codes(receipt, copy) == ["already_signed"]


def test_nobody_else_signs_it_and_nothing_else_is_signed_so(receipt: dossiers.Receipt) -> None:
    equip(HEAD, committee())
    copy, scan = certified(receipt), original(receipt)
    assert codes(receipt, scan) == ["not_certified"]
    with pytest.raises(Forbidden):
        sign(receipt, copy, COUNTER)
    other = certified(receipt, "16")
    with pytest.raises(NotFound):
        sign(applicants.received(), other)
    services_ = services.sign_copy
    with pytest.raises(Refused) as refused:  # whoever the words name signs, nobody in his place
        services_(actor=SYSTEM, now=LATER, agency_id=committee(), dossier_id=receipt.id, file_id=copy)
    assert [problem.code for problem in refused.value.problems] == ["certified_by_another"]


def test_without_a_certificate_the_copy_waits_and_says_why(receipt: dossiers.Receipt) -> None:
    client = browser(HEAD, NOW)
    address = f"/desk/dossiers/{receipt.code}/files/"
    given = {"go": "certify", "file": str(original(receipt)), "number": "15", "book": "01/2026"}
    said = client.post(address, given, follow=True).content.decode()
    assert "Chưa ký số:" in said
    assert "Hãy ký số trước khi giao cho người nộp" in said
    assert 'value="sign"' in said


def test_the_desk_certifies_and_signs_at_once_and_the_applicant_gets_the_signed_copy(
    receipt: dossiers.Receipt,
) -> None:
    equip(HEAD, committee())
    client = browser(HEAD, NOW)
    address = f"/desk/dossiers/{receipt.code}/files/"
    given = {"go": "certify", "file": str(original(receipt)), "number": "15", "book": "01/2026"}
    page = client.post(address, given, follow=True).content.decode()
    assert "Đã lập và ký số" in page
    assert 'value="sign"' not in page
    (copy,) = queries.copies_of(viewer=who(HEAD), dossier_id=receipt.id)
    signed = queries.content(viewer=who(HEAD), dossier_id=receipt.id, form=queries.copy_form(copy))
    assert client.get(f"{address}{copy}/").content == signed
    own = applicants.logged_in(applicants.CITIZEN)
    assert own.get(f"/ho-so/{receipt.code}/giay-to/{copy}/").content == signed
    result = client.get(f"/desk/dossiers/{receipt.code}/papers/{queries.copy_form(copy)}.pdf")
    assert result.status_code == 404  # opened as a file alone: that is journalled


def test_a_program_certifies_signs_opens_and_takes_out(receipt: dossiers.Receipt) -> None:
    equip(HEAD, committee())
    head, address = Program(HEAD), f"dossiers/{receipt.code}/files"
    scan = original(receipt)
    said = {"agency_id": committee(), "number": "15", "book": "01/2026"}
    (copy,) = head.call(f"{address}/{scan}/certify", said, status=201)["ids"]
    seat = {"agency_id": committee()}
    head.call(f"{address}/{copy}/signed", status=404)
    assert head.call(f"{address}/{scan}/sign", seat, status=422)["code"] == "not_certified"
    once = {"Idempotency_Key": "signed-by-one-hand"}
    first, again = (head.call(f"{address}/{copy}/sign", seat, status=201, **once) for _ in range(2))
    assert first == again
    assert queries.check(pdf=head.call(f"{address}/{copy}/signed"), now=LATER).signatures
    assert head.call(f"signatures/papers/{first['paper_id']}")["code"] == receipt.code
    (held,) = Program(PROVINCE).call(f"signatures/certificates?agency_id={committee()}")["certificates"]
    revoking = f"signatures/certificates/{held['id']}/revoke"
    Program(COUNTER).call(revoking, {**seat, "reason": "Mất khóa"}, status=403)
    revoked = Program(PROVINCE).call(revoking, {**seat, "reason": "Mất khóa"})
    assert (held["standing"], revoked["standing"], revoked["revoked_because"]) == (
        "good",
        "revoked",
        "Mất khóa",
    )
    other, counter = f"{address}/{original(receipt)}", Program(COUNTER)
    assert counter.call(f"{other}/remove", {"agency_id": centre(), "reason": ""}, status=422)
    counter.call(f"{other}/remove", {"agency_id": centre(), "reason": "Quét nhầm"})
    counter.call(other, status=404)
