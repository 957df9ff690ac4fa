"""What the papers of a dossier are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from thongsuot.kernel.dates import local_day
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.work.dossiers import papers
from thongsuot.work.dossiers.papers.naming import Names
from thongsuot.work.dossiers.queries import DossierRecord, PaperRecord, StepRecord
from thongsuot.work.dossiers.rules import Act

WAYS = {
    "POSTAL": "Gửi qua dịch vụ bưu chính đến địa chỉ của người nộp",
    "ONLINE": "Bản điện tử gửi qua mạng; bản giấy tại nơi nộp hồ sơ",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A dossier as its reader may see it, and where its public page is."""

    record: DossierRecord
    papers: Sequence[PaperRecord]
    steps: Sequence[StepRecord]
    tracking_url: str
    is_demo: bool = False
    printed_on: date | None = None  # None: on the day of the paper
    check_url: str = ""  # where the signature of this very paper can be checked
    signed_by: int | None = None  # account of the officer who signs, when not the one who decided
    collect_at: str = ""  # the point where the result is wanted; "": where it was filed

    def names(self, form: str, at: datetime) -> Names:
        """The names on a form that is dated by a step."""
        return Names(papers.NAMES[form], local_day(at), self.printed_on or local_day(at))

    def receive_at(self, names: Names) -> str:
        """Where, or how, the applicant gets the result."""
        place = self.collect_at or names.of(self.record.received_agency_id)
        return WAYS.get(self.record.result_way, place)

    def last(self, *acts: Act) -> StepRecord:
        """The last step of one of these acts; raises NotFound when there was none."""
        found = [step for step in self.steps if step.act in acts]
        if not found:
            raise NotFound(Problem("no_such_paper", "Hồ sơ này chưa có giấy tờ loại đó.", "form"))
        return found[-1]
