"""Where who drafts may not sign: public rules of a province."""

from dataclasses import dataclass
from datetime import date, timedelta

from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.signatures.models import TwoPersons


@dataclass(frozen=True, slots=True)
class TwoRule:
    """`procedure_code` "" is every procedure; `last_day` None: until it is ended."""

    id: int
    procedure_code: str
    first_day: date
    last_day: date | None
    ground: str

    def is_over(self, day: date) -> bool:
        """Whether it had ended before that day."""
        return self.last_day is not None and self.last_day < day


def two_rules(*, authority_id: int) -> tuple[TwoRule, ...]:
    """All rules of a province, the newest first."""
    found = TwoPersons.objects.filter(authority_id=authority_id).order_by("-valid", "-id")
    return tuple(
        TwoRule(
            row.id, row.procedure_code, row.valid.lower,
            row.valid.upper and row.valid.upper - timedelta(days=1), row.ground,
        )
        for row in found
    )  # fmt: skip


def needs_two(*, record: dossiers.DossierRecord, day: date) -> bool:
    """Whether who drafted a dossier's result may not sign it on that day."""
    version = catalogue.version(version_id=record.procedure_version_id)
    codes = ["", version.code if version else ""]
    found = TwoPersons.objects.filter(
        authority_id=record.authority_id, procedure_code__in=codes, valid__contains=day
    )
    return found.exists()
