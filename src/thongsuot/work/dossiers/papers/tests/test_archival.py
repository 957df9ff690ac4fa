"""Every form is archival and accessible, and the check that says so finds what is not."""

import io
from collections.abc import Callable

import pikepdf
import pytest

from thongsuot.plumbing.paper.tests.archival import faults
from thongsuot.work.dossiers import papers
from thongsuot.work.dossiers.papers.tests import samples

FORMS: dict[str, Callable[[], bytes]] = {
    "01": lambda: papers.slip_pdf(samples.slip()),
    "01 on two pages": lambda: papers.slip_pdf(samples.slip(30)),
    "02": lambda: papers.ask_for_more_pdf(samples.ask_for_more()),
    "03": lambda: papers.refusal_pdf(samples.refusal()),
    "04": lambda: papers.apology_pdf(samples.apology()),
    "05": lambda: papers.stop_notice_pdf(samples.stop_notice()),
    "06": lambda: papers.control_sheet_pdf(samples.control_sheet()),
    "07": lambda: papers.register_pdf(samples.register()),
    "result": lambda: papers.result_pdf(samples.result()),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_printed_can_be_kept_and_read_aloud(form):
    assert faults(FORMS[form]()) == []


def spoilt(change):
    with pikepdf.open(io.BytesIO(FORMS["01"]())) as opened:
        change(opened)
        out = io.BytesIO()
        opened.save(out, fix_metadata_version=False)
    return out.getvalue()


def no_font(opened):
    for one in opened.objects:
        if isinstance(one, pikepdf.Dictionary) and "/FontFile3" in one:
            del one["/FontFile3"]
        if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one:
            del one["/FontFile2"]


def no_intent(opened):
    del opened.Root["/OutputIntents"]


def script(opened):
    opened.Root["/OpenAction"] = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")


def untagged(opened):
    del opened.Root["/StructTreeRoot"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (no_font, "is not embedded"),
        (no_intent, "no output intent"),
        (script, "/JavaScript"),
        (untagged, "not tagged"),
    ],
)
def test_the_check_finds_what_would_spoil_it(change, said):
    assert any(said in fault for fault in faults(spoilt(change)))
