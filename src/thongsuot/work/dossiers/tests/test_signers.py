"""Who signs a letter, and for whom: from the registers of the day on which it was made."""

from datetime import timedelta

import pytest
from tests.people import HERE, NOW, centre, committee, filing, who

from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.access import seeing
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.identity import services as accounts
from thongsuot.registers.identity.rules import Reach
from thongsuot.work.dossiers import queries, services
from thongsuot.work.dossiers.papers import assembling
from thongsuot.work.dossiers.papers.tests.reading import pages
from thongsuot.work.dossiers.tests.test_competence import delegated, load

pytestmark = pytest.mark.usefixtures("province")
HEAD, DEPUTY = "lanhdao.thuanhoa", "ketoan.thuanhoa"


def refused(user=HEAD):
    """The words of form 03."""
    receipt = services.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(HERE), filing=filing())
    services.forward(
        actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(HERE), dossier_ids=[receipt.id],
        to_agency_id=committee(HERE),
    )  # fmt: skip
    services.refuse(
        actor=who(user), now=NOW, agency_id=committee(HERE), dossier_ids=[receipt.id], reason="Thiếu căn cứ",
        reason_code="other",
    )  # fmt: skip
    return printed(receipt, "refusal")


def printed(receipt, form):
    record = queries.dossier(viewer=SYSTEM, dossier_id=receipt.id)
    steps = queries.steps_of(viewer=SYSTEM, dossier_id=receipt.id)
    with seeing(SYSTEM):
        return " ".join(
            pages(assembling.printed(assembling.Told(record, (), steps, "https://mau.vn/1"), form))
        )


def entitle(**more):
    """Make the treasurer somebody who decides for the committee; gives the grant."""
    return accounts.grant(
        actor=SYSTEM, now=NOW, account_id=identity.account_called(username=DEPUTY).id, role_code="head",
        agency_id=committee(HERE), reach=Reach.TREE, from_date=NOW.date(), **more,
    )  # fmt: skip


def test_the_head_of_the_committee_signs_for_it():
    words = refused()
    assert "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH (Ký, đóng dấu)" in words
    assert "NGƯỜI CÓ THẨM QUYỀN" not in words


def test_a_deputy_signs_in_his_stead_and_an_office_by_his_order():
    first = entitle(post="Phó Chủ tịch")
    assert "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH (Ký, đóng dấu)" in refused(DEPUTY)
    accounts.revoke(actor=SYSTEM, now=NOW - timedelta(minutes=1), grant_id=first)
    entitle(post="Chánh Văn phòng", signs_for="TL. Chủ tịch", reason="Quy chế 3")
    words = refused(DEPUTY)
    assert "TL. CHỦ TỊCH CHÁNH VĂN PHÒNG (Ký, đóng dấu)" in words
    assert "TM. ỦY BAN" not in words


def test_where_no_post_is_recorded_the_paper_leaves_it_to_the_hand_that_signs():
    entitle()
    assert "TM. ỦY BAN NHÂN DÂN NGƯỜI CÓ THẨM QUYỀN" in refused(DEPUTY)


def test_a_delegate_signs_as_himself_and_names_the_document():
    load(delegated())
    receipt = services.receive(actor=who("motcua.thuanhoa"), now=NOW, agency_id=centre(HERE), filing=filing())
    services.decide(
        actor=SYSTEM, now=NOW, agency_id=centre(HERE), dossier_ids=[receipt.id], result="Giấy khai sinh số 9"
    )
    words = printed(receipt, "result")
    assert "Căn cứ thẩm quyền: ủy quyền theo 7/QĐ-UBND." in words
    assert "TUQ." not in words
