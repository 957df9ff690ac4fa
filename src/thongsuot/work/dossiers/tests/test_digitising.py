"""Digitised papers: who may add, use again, open and remove them, in which state; and what stays on record."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from tests.people import NOW, THERE, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM, Actor, Kind
from thongsuot.kernel.errors import Forbidden, NotFound, Refused
from thongsuot.plumbing import access
from thongsuot.plumbing.files import keeping, limits
from thongsuot.plumbing.files.tests import made
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.queries.files import store_of
from thongsuot.work.dossiers.rules import files as rules
from thongsuot.work.dossiers.rules.files import FileKind, FileSource

pytestmark = pytest.mark.usefixtures("province")

COUNTER, PROCESSOR, HEAD, STRANGER = "motcua.thuanhoa", "xuly.thuanhoa", "lanhdao.thuanhoa", "motcua.phubai"
PAPER = services.Paper("Giấy chứng sinh", 7)


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THONGSUOT_FILES", str(tmp_path))
    monkeypatch.setenv("THONGSUOT_CLAMD", str(tmp_path / "nobody"))


def receive(**changes: Any) -> services.Receipt:
    return services.receive(
        actor=who(COUNTER), now=NOW, agency_id=centre(), filing=replace(filing(), **changes)
    )


def examined(*data: bytes) -> list[keeping.Examined]:
    return [keeping.examine("quét.pdf", one) for one in data or (made.pdf(2),)]


def attach(receipt: services.Receipt, user: str = COUNTER, agency: int | None = None, **more: Any) -> UUID:
    given = {"paper": PAPER, "kind": FileKind.ORIGINAL, "files": examined(), **more}
    return services.attach(
        actor=who(user), now=NOW, agency_id=agency or centre(), dossier_id=receipt.id, **given
    )[0]


def act(verb: Any, receipt: services.Receipt, user: str, agency: int, **more: Any) -> None:
    verb(actor=who(user), now=NOW, agency_id=agency, dossier_ids=[receipt.id], **more)


def waiting(**changes: Any) -> services.Receipt:
    receipt = receive(**changes)
    act(services.forward, receipt, COUNTER, centre())
    act(services.ask_for_more, receipt, PROCESSOR, committee(), wanted=("Giấy chứng sinh",), reason="Mờ")
    return receipt


def test_a_paper_is_added_seen_opened_and_the_opening_is_written_down() -> None:
    receipt = receive()
    file_id = attach(receipt)
    (found,) = queries.files_of(viewer=who(COUNTER), dossier_id=receipt.id)
    assert (found.id, found.title, found.wanted_id, found.pages) == (file_id, "Giấy chứng sinh", 7, 2)
    assert (found.kind, found.source, found.scan) == (FileKind.ORIGINAL, FileSource.COUNTER, "not_scanned")
    content = services.open_file(actor=who(HEAD), now=NOW, file_id=file_id)
    assert content.data == made.pdf(2)
    assert content.name == "quét.pdf"
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "select actor, detail->>'file' from journal_entry where verb = 'dossiers.open_file' and subject = %s",
            [f"dossier:{receipt.id}"],
        )
        assert cursor.fetchall() == [(who(HEAD).key, str(file_id))]


def test_a_stranger_neither_adds_nor_sees_nor_opens() -> None:
    receipt = receive()
    file_id = attach(receipt)
    with pytest.raises(NotFound):
        attach(receipt, STRANGER, centre(THERE))
    assert queries.files_of(viewer=who(STRANGER), dossier_id=receipt.id) == ()
    for actor in (who(STRANGER), who("congdan2")):
        with pytest.raises(NotFound):
            services.open_file(actor=actor, now=NOW, file_id=file_id)
    holder = Actor(Kind.TRACKER, dossier_id=str(receipt.id))
    assert len(queries.files_of(viewer=holder, dossier_id=receipt.id)) == 1
    with pytest.raises(Forbidden):  # the journal names no agency whose records he does not read
        services.open_file(actor=who(HEAD), now=NOW, file_id=file_id, agency_id=centre(THERE))
    assert services.open_file(actor=who(HEAD), now=NOW, file_id=file_id, agency_id=centre()).data
    with pytest.raises(Forbidden):  # slip and number are lost too easily
        services.open_file(actor=holder, now=NOW, file_id=file_id)
    with pytest.raises(Forbidden):
        attach(receipt, "tinh")


def test_the_applicant_sends_only_what_was_asked_for_and_reads_his_own() -> None:
    citizen = who("congdan")
    early = receive(citizen_account_id=citizen.account_id)
    with pytest.raises(Refused) as refused:
        services.send_more(actor=citizen, now=NOW, dossier_id=early.id, paper=PAPER, files=examined())
    assert refused.value.problems[0].code == "nothing_asked"
    receipt = waiting(citizen_account_id=citizen.account_id)
    (mine,) = services.send_more(actor=citizen, now=NOW, dossier_id=receipt.id, paper=PAPER, files=examined())
    assert services.open_file(actor=citizen, now=NOW, file_id=mine).data
    holder = Actor(Kind.TRACKER, dossier_id=str(receipt.id))
    services.send_more(actor=holder, now=NOW, dossier_id=receipt.id, paper=PAPER, files=examined(made.pdf(3)))
    found = queries.files_of(viewer=who(HEAD), dossier_id=receipt.id)
    assert [one.source for one in found] == [FileSource.CITIZEN] * 2
    with pytest.raises(NotFound):
        services.send_more(
            actor=who("congdan2"), now=NOW, dossier_id=receipt.id, paper=PAPER, files=examined()
        )


def test_papers_are_used_again_by_link_with_consent_also_from_another_agency() -> None:
    before = services.receive(
        actor=who(STRANGER), now=NOW, agency_id=centre(THERE), filing=filing(territory=THERE)
    )
    attach(before, STRANGER, centre(THERE))
    receipt = receive()
    asked = {"actor": who(COUNTER), "now": NOW, "agency_id": centre(), "dossier_id": receipt.id}
    with pytest.raises(Refused) as refused:
        services.open_store(**asked, consent=False)
    assert refused.value.problems[0].code == "consent_missing"
    (item,) = services.open_store(**asked, consent=True)
    assert item.code == before.code
    services.reuse(**asked, item_ids=[item.id], consent=True)
    (found,) = queries.files_of(viewer=who(COUNTER), dossier_id=receipt.id)
    assert (found.source, found.title) == (FileSource.REUSED, PAPER.title)
    assert services.open_file(actor=who(COUNTER), now=NOW, file_id=found.id).data == made.pdf(2)
    assert services.open_store(**asked, consent=True) == ()  # it is here now
    assert keeping.verify().rows == 1  # a link, not a copy
    other = receive(applicant=replace(filing().applicant, citizen_id="046198000999"))
    with pytest.raises(NotFound):  # somebody else's paper
        services.reuse(**{**asked, "dossier_id": other.id}, item_ids=[item.id], consent=True)


def test_the_citizen_chooses_from_his_own_earlier_papers_alone() -> None:
    citizen = who("congdan")
    applicant = replace(filing().applicant, citizen_id="")
    before = receive(citizen_account_id=citizen.account_id, applicant=applicant)
    item = attach(before)
    foreign = receive()
    attach(foreign)
    receipt = waiting(citizen_account_id=citizen.account_id, applicant=applicant)
    assert [one.id for one in queries.own_store(viewer=citizen, dossier_id=receipt.id)] == [item]
    services.reuse_own(actor=citizen, now=NOW, dossier_id=receipt.id, item_ids=[item])
    assert len(queries.files_of(viewer=citizen, dossier_id=receipt.id)) == 1
    assert store_of(dossier_id=receipt.id) == ()


def test_a_file_goes_with_a_reason_and_its_row_stays() -> None:
    receipt = receive()
    file_id = attach(receipt)
    asked = {"actor": who(COUNTER), "now": NOW, "agency_id": centre(), "dossier_id": receipt.id}
    with pytest.raises(Refused):
        services.remove_file(**asked, file_id=file_id, reason=" ")
    services.remove_file(**asked, file_id=file_id, reason="Quét nhầm")
    assert queries.files_of(viewer=who(COUNTER), dossier_id=receipt.id) == ()
    with pytest.raises(NotFound):
        services.open_file(actor=who(COUNTER), now=NOW, file_id=file_id)
    with access.seeing(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select removed_by, removed_because from dossier_file where id = %s", [file_id])
        assert cursor.fetchone() == (who(COUNTER).key, "Quét nhầm")
        with pytest.raises(DatabaseError, match="cannot change"), transaction.atomic():
            cursor.execute("update dossier_file set title = 'khác' where id = %s", [file_id])


def test_a_result_comes_after_the_decision_and_nothing_after_the_end() -> None:
    receipt = receive()
    with pytest.raises(Refused) as refused:
        attach(receipt, kind=FileKind.RESULT)
    assert refused.value.problems[0].code == "no_result_yet"
    act(services.forward, receipt, COUNTER, centre())
    act(services.decide, receipt, HEAD, committee(), result="Giấy khai sinh số 12")
    result = attach(receipt, HEAD, committee(), kind=FileKind.RESULT)
    act(services.forward, receipt, HEAD, committee(), to_agency_id=centre())
    act(services.return_result, receipt, COUNTER, centre(), received_by="Chính chủ")
    with pytest.raises(Refused) as refused:
        attach(receipt)
    assert refused.value.problems[0].code == "dossier_over"
    with pytest.raises(Refused):
        services.remove_file(
            actor=who(HEAD), now=NOW, agency_id=committee(), dossier_id=receipt.id, file_id=result, reason="x"
        )
    later = receive()
    (item,) = services.open_store(
        actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_id=later.id, consent=True
    )
    services.reuse(
        actor=who(COUNTER), now=NOW, agency_id=centre(), dossier_id=later.id, item_ids=[item.id], consent=True
    )
    assert queries.files_of(viewer=who(COUNTER), dossier_id=later.id)[0].kind is FileKind.ELECTRONIC


def test_a_refused_verb_leaves_no_row_and_what_it_put_there_is_swept() -> None:
    receipt = receive()
    with transaction.atomic():
        attach(receipt)
        transaction.set_rollback(True)
    assert keeping.verify() == keeping.Verified(0, (), (), 1)


def test_a_dossier_has_room_for_so_much() -> None:
    most = rules.FILES_MOST
    assert rules.room_problems(count=most - 1, size=0, more=1, more_size=limits.MB) == ()
    assert rules.room_problems(count=most, size=0, more=1, more_size=1)[0].code == "dossier_full"
    assert rules.room_problems(count=0, size=rules.BYTES_MOST, more=1, more_size=1)[0].code == "dossier_full"
    assert [rules.copy_code(kind) for kind in FileKind] == [0, 1, 2, 2, 2]
