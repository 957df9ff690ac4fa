"""Start, pause, resume, drop and undo a run."""

from datetime import datetime
from uuid import UUID

from thongsuot.kernel.actor import Actor
from thongsuot.kernel.errors import NotFound, Problem, refuse_if
from thongsuot.plumbing.commands import command, enqueue, note
from thongsuot.work.bulk import rules
from thongsuot.work.bulk.models import Run
from thongsuot.work.bulk.rules import Deed, Phase, Wish

JOB = "thongsuot.bulk.carry_on"


@command("bulk.start", grant=False)
def start(*, actor: Actor, now: datetime, run_id: UUID, seen_digest: str) -> None:
    """Let a previewed run begin. Raises NotFound, Refused (begun already, or another choice was looked at)."""
    run = _held(run_id, Wish.START)
    if run.digest != seen_digest:
        message = "Danh sách đã được chọn lại. Hãy xem lại trước khi xác nhận."
        refuse_if([Problem("another_choice", message)])
    run.started_at = now
    _go(run, Phase.RUNNING)


@command("bulk.pause", grant=False)
def pause(*, actor: Actor, now: datetime, run_id: UUID) -> None:
    """Stop after the part that is under way. Raises NotFound, Refused."""
    _go(_held(run_id, Wish.PAUSE), Phase.PAUSED)


@command("bulk.resume", grant=False)
def resume(*, actor: Actor, now: datetime, run_id: UUID) -> None:
    """Go on where it was paused. Raises NotFound, Refused."""
    _go(_held(run_id, Wish.RESUME), Phase.RUNNING)


@command("bulk.drop", grant=False)
def drop(*, actor: Actor, now: datetime, run_id: UUID) -> None:
    """Do not begin at all. Raises NotFound, Refused."""
    _go(_held(run_id, Wish.DROP), Phase.DROPPED)


@command("bulk.undo", grant=False)
def undo(*, actor: Actor, now: datetime, run_id: UUID) -> None:
    """Put back every dossier that the run moved and nobody touched since. Raises NotFound, Refused."""
    run = _held(run_id, Wish.UNDO)
    run.forth = {"done": run.done, "refused": run.refused, "changed": run.changed, "at_nth": run.at_nth}
    run.goal, run.is_undo, run.finished_at = run.done, True, None
    run.at_nth = run.done = run.refused = run.changed = 0
    _go(run, Phase.RUNNING)


def _held(run_id: UUID, wish: Wish) -> Run:
    run = Run.objects.select_for_update().filter(id=run_id).first()
    if run is None:
        raise NotFound(Problem("no_such_run", "Không có lần chạy này."))
    refuse_if(rules.wish_problems(wish, phase=Phase(run.phase), deed=Deed(run.deed), is_undo=run.is_undo))
    return run


def _go(run: Run, phase: Phase) -> None:
    run.phase = phase.value
    run.save()
    if phase is Phase.RUNNING:
        enqueue(queue="bulk", task=JOB, args={"run_id": str(run.id)}, lock=f"bulk:{run.id}")
    note(subject=f"bulk:{run.id}", count=run.goal, phase=phase.value, back=run.is_undo)
