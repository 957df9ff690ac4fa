"""The papers of a dossier and their files as elements of `TaiLieuNop`, with what is known of where each came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from thongsuot.kernel import names
from thongsuot.registers.catalogue.queries import VersionRecord
from thongsuot.work.dossiers.queries import FileRecord, PaperRecord
from thongsuot.work.dossiers.rules.files import FileKind, FileSource

YES = ("1", "true")


@dataclass(frozen=True, slots=True)
class Component:
    """A paper, or one file of it. `from_store`: the applicant took it out of his store at the national portal;
    `replaces`: the code of the result that stands in its place; `address`: where it lies at the portal; `file` of ours.
    """

    name: str
    code: str = ""
    address: str = ""
    is_digitised: bool = False
    is_reused: bool = False
    from_store: bool = False
    replaces: str = ""
    file: FileRecord | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What else is known of the files: `told` the elements with which the portal gave us the dossier, `results` by file
    the code of the result that was used again, `addresses` by file where it lies at the portal.
    """

    told: Sequence[Mapping[str, Any]] = ()
    results: Mapping[UUID, str] | None = None
    addresses: Mapping[UUID, str] | None = None


def of(
    papers: Sequence[PaperRecord], files: Sequence[FileRecord], version: VersionRecord | None, known: Known
) -> tuple[Component, ...]:
    """Every file of a component beside its paper, papers without a file by themselves, then files of no listed paper."""
    codes = {one.id: one.code for one in version.papers} if version else {}
    left = [one for one in files if one.kind is not FileKind.RESULT]
    found: list[Component] = []
    for paper in papers:
        code = codes.get(paper.wanted_id or 0, "")
        mine = [one for one in left if _answers(one, paper)]
        left = [one for one in left if one not in mine]
        found += [_file(one, code, known) for one in mine] or [_paper(paper, code, known)]
    found += [_file(one, codes.get(one.wanted_id or 0, ""), known) for one in left]
    return tuple(found)


def _answers(file: FileRecord, paper: PaperRecord) -> bool:
    if file.wanted_id is not None and paper.wanted_id is not None:
        return file.wanted_id == paper.wanted_id
    return names.fold(file.title) == names.fold(paper.name)


def _paper(paper: PaperRecord, code: str, known: Known) -> Component:
    said = _said(known, (paper.name,), code)
    return Component(
        paper.name, code, "", paper.is_electronic, _is(said, "DuocTaiSuDung"), _is(said, "DuocLayTuKhoDMQG"),
        str(said.get("MaKetQuaThayThe") or ""),
    )  # fmt: skip


def _file(file: FileRecord, code: str, known: Known) -> Component:
    said = _said(known, (file.file_name, file.title), code) if file.source is FileSource.CITIZEN else {}
    is_reused = file.source is FileSource.REUSED or _is(said, "DuocTaiSuDung")
    replaces = (known.results or {}).get(file.id) or str(said.get("MaKetQuaThayThe") or "")
    address = (known.addresses or {}).get(file.id, "")
    return Component(
        file.file_name, code, address, True, is_reused, _is(said, "DuocLayTuKhoDMQG"), replaces, file
    )


def _said(known: Known, called: Sequence[str], code: str) -> Mapping[str, Any]:
    """What the portal itself said of it: by its name, else by its code where that names one alone."""
    wanted = {names.fold(name) for name in called}
    by_name = [one for one in known.told if names.fold(str(one.get("TenTepDinhKem") or "")) in wanted]
    by_code = [one for one in known.told if code and str(one.get("MaThanhPhanHoSo") or "") == code]
    return by_name[-1] if by_name else by_code[0] if len(by_code) == 1 else {}


def _is(said: Mapping[str, Any], name: str) -> bool:
    return str(said.get(name) or "").lower() in YES
