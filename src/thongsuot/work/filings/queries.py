"""Reading drafts and answers, through the viewer's eyes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from thongsuot.kernel.actor import Actor, Kind
from thongsuot.plumbing.access import reading
from thongsuot.registers.catalogue import queries as catalogue
from thongsuot.registers.catalogue.rules import Channel
from thongsuot.registers.forms import queries as forms
from thongsuot.registers.identity import queries as identity
from thongsuot.registers.units import queries as units
from thongsuot.work.filings import rules
from thongsuot.work.filings.models import Answers, Draft

LATEST = 5  # earlier filings that are looked at for what is known


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A draft as it is kept; `revision` is what a page must bring back with what was typed on it.

    `ends_at`: when it will be thrown away, once its owner is told so.
    """

    id: UUID
    channel: str
    procedure_code: str
    form_id: int | None
    raw: Mapping[str, str]
    revision: int
    begun_at: datetime
    saved_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswersRecord:
    """The latest answers of a dossier on the form on which they were given; `number` counts corrections from 1."""

    dossier_id: UUID
    number: int
    form: forms.FormRecord
    answers: Mapping[str, Any]
    at: datetime
    actor: str


@reading
def draft(*, viewer: Actor, draft_id: UUID) -> DraftRecord | None:
    """A draft of the viewer's own; None for any other."""
    found = Draft.objects.filter(pk=draft_id).first()
    return record_of(found) if found else None


@reading
def drafts(*, viewer: Actor, channel: str, limit: int = 20) -> tuple[DraftRecord, ...]:
    """The viewer's drafts, the latest first."""
    rows = Draft.objects.filter(channel=channel, owner=viewer.key).order_by("-saved_at", "-id")[:limit]
    return tuple(record_of(row) for row in rows)


def form_online(*, procedure_code: str, day: date) -> forms.FormRecord | None:
    """The form on which a procedure can be filed online; None where it has none, or where one has to come in person.

    What must be signed before an officer, or compared with its original, has a form for the counter and for paper only.
    """
    version = catalogue.version_on(code=procedure_code, day=day)
    if version is None or (version.channels and Channel.ONLINE not in version.channels):
        return None
    return forms.form_on(procedure_code=procedure_code, day=day)


@reading
def answers_of(*, viewer: Actor, dossier_id: UUID) -> AnswersRecord | None:
    """The latest answers of a dossier that the viewer may see; None when it was filed without a form."""
    row = Answers.objects.filter(dossier_id=dossier_id).order_by("-number").first()
    if row is None:
        return None
    form = forms.form(form_id=row.form_id)
    assert form is not None, "versions of forms are never deleted"
    return AnswersRecord(row.dossier_id, row.number, form, row.answers, row.at, row.actor)


@reading
def known(*, viewer: Actor, day: date) -> dict[str, str]:
    """What is known of the citizen who is logged in: name of a prefill → value. Nothing for anybody else."""
    if viewer.kind is not Kind.CITIZEN or viewer.account_id is None:
        return {}
    found = rules.told(_earlier(viewer))
    claims = identity.claims_of(viewer=viewer)
    if claims is not None:
        told = {"name": claims.full_name, "citizen_id": claims.citizen_id, "phone": claims.phone}
        found |= {f"citizen.{name}": value for name, value in told.items() if value}
    return {**rules.from_citizen_id(found.get("citizen.citizen_id", "")), **found}


def _earlier(viewer: Actor) -> list[tuple[Any, Mapping[str, Any]]]:
    rows = Answers.objects.filter(actor=viewer.key).order_by("-at", "-id")[:LATEST]
    pairs = [(forms.form(form_id=row.form_id), row.answers) for row in rows]
    return [(form.definition, answers) for form, answers in pairs if form is not None]


def last_number(dossier_id: UUID) -> int:
    """The number of the latest answers of a dossier; 0 without any. Asked inside a verb."""
    found = Answers.objects.filter(dossier_id=dossier_id).aggregate(last=Max("number"))["last"]
    return int(found or 0)


def record_of(row: Draft) -> DraftRecord:
    """A draft's row as others may hold it."""
    return DraftRecord(
        row.pk,
        row.channel,
        row.procedure_code,
        row.form_id,
        row.raw,
        row.revision,
        row.begun_at,
        row.saved_at,
        rules.ends_at(
            policy(), saved_at=row.saved_at, warned_at=row.warned_at, is_browser=is_browsers(row.owner)
        )
        if row.warned_at
        else None,
    )


def policy(day: date | None = None) -> rules.Policy:
    """How long drafts last: settings of the province on a day, else the defaults."""
    home = units.home_authority()
    if home is None:
        return rules.Policy()

    def days(key: str, default: int) -> int:
        return int(units.setting(authority_id=home, key=f"drafts.{key}", default=default, day=day))

    usual = rules.Policy()
    return rules.Policy(
        days("last_days", usual.last_days),
        days("browser_last_days", usual.browser_last_days),
        days("warn_days", usual.warn_days),
    )


def is_browsers(owner: str) -> bool:
    """Whether a draft belongs to a browser, not to an account."""
    return owner.startswith("anonymous:")
