"""Certified electronic copies: from the original alone, each number once, the words bound behind the copy."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from tests.people import NOW, centre, committee, filing, who

from thongsuot.kernel.errors import Forbidden, Refused
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.files.tests import made
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.rules.files import FileKind, FileSource

pytestmark = pytest.mark.usefixtures("province")

COUNTER, HEAD = "motcua.thuanhoa", "lanhdao.thuanhoa"


@pytest.fixture
def receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> services.Receipt:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))
    return services.receive(actor=who(COUNTER), now=NOW, agency_id=centre(), filing=filing())


def attach(receipt: services.Receipt, kind: FileKind) -> UUID:
    return services.attach(
        actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_id=receipt.id,
        paper=services.Paper("Bằng tốt nghiệp"), kind=kind, files=[keeping.examine("bằng.jpg", made.picture())],
    )[0]  # fmt: skip


def certify(receipt: services.Receipt, file_id: UUID, user: str = HEAD, number: str = "15") -> UUID:
    return services.certify_copy(
        actor=who(user), now=NOW, agency_id=committee(), dossier_id=receipt.id, file_id=file_id,
        number=number, book="01/2026-SCT/BS",
    )  # fmt: skip


def test_a_copy_of_the_original_is_certified_with_the_words_behind_it(receipt: services.Receipt) -> None:
    original = attach(receipt, FileKind.ORIGINAL)
    id_ = certify(receipt, original)
    found = queries.file(viewer=who(HEAD), file_id=id_)
    assert found is not None
    assert (found.kind, found.source, found.pages) == (FileKind.CERTIFIED, FileSource.CERTIFIED, 2)
    assert found.detail["number"] == "15"
    data = services.open_file(actor=who(HEAD), now=NOW, file_id=id_).data
    with pikepdf.open(BytesIO(data)) as opened:
        assert len(opened.pages) == 2
    with pytest.raises(Refused) as refused:
        certify(receipt, original)
    assert [problem.code for problem in refused.value.problems] == ["number_taken"]
    certify(receipt, original, number="16")


def test_nothing_but_an_original_is_certified_and_only_by_whom_it_is_given(receipt: services.Receipt) -> None:
    copy = attach(receipt, FileKind.COPY)
    with pytest.raises(Refused) as refused:
        certify(receipt, copy, number=" ")
    assert [problem.code for problem in refused.value.problems] == ["not_from_original", "number_missing"]
    with pytest.raises(Forbidden):
        certify(receipt, attach(receipt, FileKind.ORIGINAL), user=COUNTER)
