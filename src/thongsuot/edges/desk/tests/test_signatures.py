"""Signing at the desk: at once with the decision, later in a batch, the seal, the register of certificates."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.people import THERE, centre, committee, filing, who

from thongsuot.edges.desk.tests.people import COUNTER, HEAD, STRANGER, browser, moved, received
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.dates import VIETNAM
from thongsuot.plumbing.signing import demo
from thongsuot.plumbing.signing.keys import folder
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.identity import queries as identity
from thongsuot.work.dossiers import services
from thongsuot.work.signatures import queries
from thongsuot.work.signatures.tests import scene
from thongsuot.work.signatures.tests.scene import PROVINCE, equip, secrets
from thongsuot.work.steps.tests.scene import ALLOWANCE

pytestmark = pytest.mark.usefixtures("province", "secrets")
_ = secrets


def now() -> datetime:
    return datetime.now(UTC)


def equipped(**more: Any) -> None:
    at = now()
    equip(HEAD, committee(), now=at, **{"from_at": at - scene.DAY, "to_at": at + 300 * scene.DAY} | more)


def page(user: str, address: str, **data: Any) -> tuple[int, str]:
    client = browser(user, now())
    answer = client.post(address, data, follow=True) if data else client.get(address)
    return answer.status_code, answer.content.decode()


def ready() -> Any:
    return moved(received(now() - timedelta(hours=3)), "forward", "decide", at=now() - timedelta(hours=2))


def test_a_decision_is_signed_at_once_when_the_officer_can() -> None:
    equipped()
    record = moved(received(now()), "forward", at=now())
    status, said = page(HEAD, f"/desk/dossiers/{record.code}/decide/", seen=record.version, result="Số 12")
    assert status == 200
    assert "Đã ký số 1 kết quả." in said
    assert len(queries.signed_of(viewer=SYSTEM, dossier_id=record.id)) == 1
    answer = browser(HEAD, now()).get(f"/desk/dossiers/{record.code}/papers/result.pdf")
    checked = queries.check(pdf=answer.content, now=now())
    assert checked.verdict == "good"


def test_a_decision_stands_when_it_cannot_be_signed_and_says_why() -> None:
    record = moved(received(now()), "forward", at=now())
    _status, said = page(HEAD, f"/desk/dossiers/{record.code}/decide/", seen=record.version, result="Số 12")
    assert "Đã quyết định kết quả" in said
    assert "Bạn chưa có chứng thư số" in said
    assert "Kết quả chưa ký số." in said
    listed = page(HEAD, "/desk/signatures/")[1]
    assert record.code in listed
    assert "1 người quyết định mà chưa ký số được" in listed


def test_a_signed_apology_is_no_signed_result() -> None:
    equipped()
    procedure = catalogue.version_on(code=ALLOWANCE, day=now().astimezone(VIETNAM).date())
    case = next(iter(procedure.services or procedure.cases), "")
    asked = filing(procedure=ALLOWANCE, case=case)
    receipt = services.receive(actor=who(COUNTER), now=now(), agency_id=centre(), filing=asked)
    record = moved(receipt, "forward", at=now())
    wednesday = record.due_at + timedelta(days=7 + (2 - record.due_at.weekday()) % 7)
    to_date = f"{wednesday:%d/%m/%Y}"
    given = {"seen": record.version, "to_date": to_date, "reason": "chờ xác minh"}
    assert page(HEAD, f"/desk/dossiers/{record.code}/extend/", **given)[0] == 200
    assert [one.form for one in queries.signed_of(viewer=SYSTEM, dossier_id=record.id)] == ["apology"]
    decided = moved(record, "decide", at=now())
    shown = page(HEAD, f"/desk/dossiers/{decided.code}/")[1]
    assert "Kết quả chưa ký số." in shown
    assert "Ký số" in shown


def test_a_refusal_and_a_stop_wait_to_be_signed_as_results_do() -> None:
    at = now() - timedelta(hours=2)
    refused, stopped = (
        moved(received(at - timedelta(hours=1)), "forward", act, at=at) for act in ("refuse", "stop")
    )
    listed = page(HEAD, "/desk/signatures/")[1]
    assert refused.code in listed
    assert stopped.code in listed
    for user in (STRANGER, "lanhdao.phubai"):
        assert refused.code not in page(user, "/desk/signatures/")[1]
    equipped()
    rows = [str(refused.id), str(stopped.id)]
    assert "Đã ký số 2 kết quả." in page(HEAD, "/desk/signatures/sign/", row=rows, run="1")[1]
    forms = {one.form for id_ in rows for one in queries.signed_of(viewer=SYSTEM, dossier_id=UUID(id_))}
    assert forms == {"refusal", "stop-notice"}
    left = queries.unsigned(viewer=SYSTEM, agency_ids=[committee(), centre()], now=now())
    assert not {refused.id, stopped.id} & set(left)


def test_a_batch_is_looked_through_then_signed_and_sealed() -> None:
    equipped()
    equipped(is_agency=True)
    first, second = ready(), ready()
    rows = [str(first.id), str(second.id), "kein-uuid"]
    _status, preview = page(HEAD, "/desk/signatures/sign/", row=rows)
    assert "Ký số 2 kết quả" in preview
    assert first.code in preview
    assert "Giấy khai sinh số 12" in preview
    assert queries.signed_of(viewer=SYSTEM, dossier_id=first.id) == ()
    _status, said = page(HEAD, "/desk/signatures/sign/", row=rows, run="1")
    assert "Đã ký số 2 kết quả." in said
    _status, again = page(HEAD, "/desk/signatures/sign/", row=rows)
    assert "đã được ký số" in again
    assert 'name="run"' not in again
    papers = queries.signed_of(viewer=SYSTEM, dossier_id=first.id)
    assert str(papers[0].id) in page(HEAD, "/desk/signatures/")[1]
    _status, sealed = page(HEAD, "/desk/signatures/seal/", row=[str(papers[0].id)])
    assert "Đã đóng dấu số 1 văn bản." in sealed
    assert [one.is_agency for one in queries.signed_of(viewer=SYSTEM, dossier_id=first.id)] == [False, True]
    shown = page(HEAD, f"/desk/dossiers/{first.code}/")[1]
    assert "Đóng dấu số" in shown


def test_strangers_and_counters_see_and_sign_nothing() -> None:
    equipped()
    record = ready()
    for user in (STRANGER, COUNTER, "congdan"):
        page(user, "/desk/signatures/sign/", row=[str(record.id)], run="1")
        page(user, "/desk/signatures/seal/", row=[str(record.id)])
        assert 'name="row"' not in page(user, "/desk/signatures/")[1]
    assert queries.signed_of(viewer=SYSTEM, dossier_id=record.id) == ()
    assert record.code not in page("lanhdao.phubai", "/desk/signatures/")[1]
    (held,) = queries.certificates_at(viewer=SYSTEM, agency_ids=[committee()])
    assert page(STRANGER, f"/desk/signatures/certificates/{held.id}/revoke/", reason="x")[0] in (403, 404)
    assert "CA thử nghiệm" not in page(STRANGER, "/desk/signatures/certificates/")[1]


def test_the_province_says_where_who_drafts_may_not_sign_and_ends_it() -> None:
    equipped()
    address, today = "/desk/signatures/two-persons/", now().astimezone(VIETNAM).date()
    for user in (HEAD, COUNTER, STRANGER):
        assert page(user, address)[0] == 403
        assert page(user, address, from_date=f"{today:%d/%m/%Y}", ground="QĐ 9/2026")[0] == 403
    status, said = page(
        PROVINCE, address, procedure_code="9.999999", from_date=f"{today:%d/%m/%Y}", ground=" "
    )
    assert status == 422
    assert (
        "Không có thủ tục này trong ngày bắt đầu"
        in page(
            PROVINCE, address, procedure_code="9.999999", from_date=f"{today:%d/%m/%Y}", ground="QĐ 9/2026"
        )[1]
    )
    assert "9.999999" in said
    said = page(
        PROVINCE, address, procedure_code="1.001193", from_date=f"{today:%d/%m/%Y}", ground="QĐ 9/2026"
    )[1]
    assert "Đã ghi quy định" in said
    assert "đang áp dụng" in said
    record = ready()
    assert "Thủ tục này cần hai người" in page(HEAD, "/desk/signatures/sign/", row=[str(record.id)])[1]
    (rule,) = queries.two_rules(authority_id=record.authority_id)
    yesterday = f"{today - timedelta(days=1):%d/%m/%Y}"
    assert page(HEAD, f"{address}{rule.id}/end/", last_day=yesterday)[0] == 403
    assert "không được trước hôm nay" in page(PROVINCE, f"{address}{rule.id}/end/", last_day=yesterday)[1]
    assert "Đã ghi ngày cuối" in page(PROVINCE, f"{address}{rule.id}/end/", last_day=f"{today:%d/%m/%Y}")[1]
    (rule,) = queries.two_rules(authority_id=record.authority_id)
    assert (rule.last_day, rule.is_over(today), rule.is_over(today + timedelta(days=1))) == (
        today,
        False,
        True,
    )
    assert (
        "Không có quy định này"
        in page(PROVINCE, f"{address}{rule.id + 9}/end/", last_day=f"{today:%d/%m/%Y}")[1]
    )


def test_the_register_of_certificates() -> None:
    at = now()
    account = identity.account_called(username="lanhdao.phubai")
    assert account is not None
    pair = demo.issue(
        demo.authority_in(folder(), from_at=at - scene.DAY, to_at=at + 900 * scene.DAY),
        name=account.full_name, agency="UBND", from_at=at - scene.DAY, to_at=at + 20 * scene.DAY,
    )  # fmt: skip
    pem = demo.pem_of(*pair)
    demo.write_secret(folder() / "phubai.pem", pem)
    given = {"account": f"{committee(THERE)}:{account.id}", "key_place": "file:sai"}
    file = SimpleUploadedFile("a.crt", pem)
    status, said = page(PROVINCE, "/desk/signatures/certificates/", **given, certificate=file)
    assert status == 422
    assert "Không tìm thấy khóa ký" in said
    file.seek(0)
    _status, said = page(
        PROVINCE, "/desk/signatures/certificates/", **given | {"key_place": "file:phubai"}, certificate=file
    )
    assert "Đã ghi chứng thư số." in said
    assert "Sắp hết hạn" in said
    assert "hết hạn ngày" in page("lanhdao.phubai", "/desk/")[1]
    (held,) = queries.certificates_at(viewer=SYSTEM, agency_ids=[committee(THERE)])
    address = f"/desk/signatures/certificates/{held.id}/revoke/"
    assert "Hãy ghi lý do thu hồi." in page("lanhdao.phubai", address, reason=" ")[1]
    assert "Đã thu hồi chứng thư số." in page("lanhdao.phubai", address, reason="Mất thiết bị")[1]
    exported = browser("lanhdao.phubai", now()).get("/desk/signatures/certificates/?format=csv")
    assert "CA thử nghiệm" in exported.content.decode()
    assert 'name="certificate"' not in page(HEAD, "/desk/signatures/certificates/")[1]
