"""What the papers of a dossier are made from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from thongsuot.kernel.dates import format_date, local_day
from thongsuot.kernel.errors import NotFound, Problem
from thongsuot.work.dossiers import papers
from thongsuot.work.dossiers.papers.naming import Names
from thongsuot.work.dossiers.queries import DossierRecord, PaperRecord, StepRecord, corrections
from thongsuot.work.dossiers.rules import FIELD_NAMES, Act

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
    signed_at: datetime | None = None  # when, for as what he signs then; None: at the step
    fees: tuple[tuple[str, str, str], ...] | None = (
        None  # (name, amount, note) as charged; None: nothing was yet
    )
    collect_at: str = ""  # the point where the result is wanted; "": where it was filed

    def names(self, form: str, at: datetime) -> Names:
        """The names on a form that is dated by a step."""
        named = papers.NAMES[form], local_day(at), self.printed_on or local_day(at)
        return Names(*named, remarks=tuple(self._corrected(at)))

    def _corrected(self, at: datetime) -> Iterator[str]:
        """That the applicant was corrected since the paper was first printed: it takes the place of that one."""
        for step in corrections(self.steps):
            if step.at > at:
                what = ", ".join(
                    name.lower() for key, name in FIELD_NAMES.items() if key in step.detail["before"]
                )
                yield (
                    f"Giấy này thay giấy đã in trước: thông tin người nộp ({what}) đã được sửa ngày "
                    f"{format_date(local_day(step.at))}."
                )

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
