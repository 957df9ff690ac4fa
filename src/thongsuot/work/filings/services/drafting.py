"""Keeping drafts. No journal: a draft is nobody's fact yet, and it is saved every few seconds.

Everything runs through the eyes of its owner, a citizen, an officer, or a browser (`rules`: `anonymous:<hash>`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from thongsuot.kernel.actor import ANONYMOUS, SYSTEM, Actor
from thongsuot.kernel.dates import local
from thongsuot.kernel.errors import NotFound, Problem, Refused, refuse_if
from thongsuot.kernel.ids import uuid7
from thongsuot.plumbing.access import seeing
from thongsuot.plumbing.commands import command, note
from thongsuot.registers.forms import queries as forms
from thongsuot.registers.forms import rules as form_rules
from thongsuot.work.filings import queries, rules
from thongsuot.work.filings.models import Draft
from thongsuot.work.filings.queries import DraftRecord

DRAFTS_MOST = 50  # of one owner
BROWSER = "anonymous:"  # how the owner of a browser's draft begins


@dataclass(frozen=True, slots=True)
class Kept:
    """What a save came to: the draft afterwards, and the questions that another window answered meanwhile."""

    draft: DraftRecord
    conflicts: tuple[rules.Conflict, ...]


def begin(
    *,
    actor: Actor,
    now: datetime,
    channel: str,
    procedure_code: str = "",
    form_id: int | None = None,
    raw: Mapping[str, str] | None = None,
    draft_id: UUID | None = None,
) -> DraftRecord:
    """Begin a draft (again, when `draft_id` is the actor's own already; under another id when it is somebody else's).

    Raises Refused when he has too many.
    """
    _refuse_nobody(actor)
    raw = rules.storable(raw or {})
    refuse_if(rules.size_problems(raw))
    with seeing(SYSTEM):
        is_free = draft_id is None or not Draft.objects.filter(pk=draft_id).exclude(owner=actor.key).exists()
    with seeing(actor):
        found = Draft.objects.filter(pk=draft_id).first() if draft_id else None
        if found is not None:
            return queries.record_of(found)
        if Draft.objects.filter(owner=actor.key).count() >= DRAFTS_MOST:
            message = "Bạn đang có quá nhiều bản nháp. Hãy nộp hoặc xóa bớt rồi làm tiếp."
            raise Refused(Problem("drafts_many", message))
        row = Draft.objects.create(
            id=draft_id if draft_id and is_free else uuid7(), owner=actor.key, channel=channel,
            procedure_code=procedure_code, form_id=form_id, raw=raw, begun_at=now, saved_at=now,
        )  # fmt: skip
        return queries.record_of(row)


def keep(
    *, actor: Actor, now: datetime, draft_id: UUID, window: rules.Window, given: Mapping[str, str]
) -> Kept:
    """Save what stands in `window`. Raises NotFound without a draft."""
    with seeing(actor):
        row = _locked(draft_id)
        found = rules.merged(row.raw, row.past, window, rules.storable(given))
        refuse_if(rules.size_problems(found.raw))
        if found.was:
            row.revision += 1
            row.raw, row.saved_at, row.warned_at = found.raw, now, None
            row.past = rules.remembered(row.past, row.revision, window, found)
            row.save(update_fields=["revision", "raw", "saved_at", "past", "warned_at"])
        return Kept(queries.record_of(row), found.conflicts)


def adopt(*, actor: Actor, browser: Actor, now: datetime) -> int:
    """Give the drafts of a browser to the citizen who logged in there; how many. They keep their addresses."""
    with seeing(browser):
        mine = list(Draft.objects.filter(owner=browser.key, channel="ONLINE").values_list("pk", flat=True))
    if not mine:
        return 0
    with seeing(SYSTEM):
        return Draft.objects.filter(pk__in=mine, owner=browser.key).update(owner=actor.key)


def renew(*, actor: Actor, now: datetime, draft_id: UUID, day: date) -> tuple[DraftRecord, Mapping[str, str]]:
    """Bring a draft to the form that its procedure has today; with it what that form no longer asks."""
    with seeing(actor):
        row = _locked(draft_id)
        today = forms.form_on(procedure_code=row.procedure_code, day=day)
        before = forms.form(form_id=row.form_id) if row.form_id else None
        if today is None or before is None or today.id == before.id:
            return queries.record_of(row), {}
        found = form_rules.carried(row.raw, before.definition, today.definition)
        row.raw, row.form_id, row.saved_at, row.warned_at = found.raw, today.id, now, None
        row.revision += 1
        row.past = []  # keys may have moved: an older window is asked about everything it changes
        row.save(update_fields=["raw", "form_id", "saved_at", "revision", "past", "warned_at"])
        return queries.record_of(row), found.left


def discard(*, actor: Actor, draft_id: UUID) -> bool:
    """Throw a draft away; False when there was none."""
    with seeing(actor):
        return bool(Draft.objects.filter(pk=draft_id, owner=actor.key).delete()[0])


@command("filings.sweep", by=frozenset())
def sweep(*, actor: Actor, now: datetime) -> int:
    """Mark drafts whose owners must be told that they will go, and delete those told in time. How many are gone."""
    policy = queries.policy(local(now).date())
    warned = gone = 0
    for is_browser in (True, False):
        of = Q(owner__startswith=BROWSER)
        drafts = Draft.objects.filter(of if is_browser else ~of)
        old = now - policy.lasts(is_browser=is_browser)
        gone += drafts.filter(saved_at__lte=old, warned_at__lte=now - policy.notice).delete()[0]
        late = drafts.filter(saved_at__lte=old + policy.notice, warned_at=None)
        warned += late.update(warned_at=now)
    note(subject="drafts", count=gone, warned=warned)
    return gone


def _locked(draft_id: UUID) -> Draft:
    row = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if row is None:
        message = "Không có bản nháp này, hoặc nó thuộc một tài khoản khác. Hãy đăng nhập lại."
        raise NotFound(Problem("no_such_draft", message))
    return row


def _refuse_nobody(actor: Actor) -> None:
    """A draft belongs to somebody: a browser without its number would share it with all others."""
    if actor.key == ANONYMOUS.key:
        raise Refused(
            Problem("no_owner", "Trình duyệt chặn cookie nên không giữ được bản nháp. Hãy cho phép cookie.")
        )
