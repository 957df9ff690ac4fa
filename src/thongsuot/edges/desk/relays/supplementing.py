"""What the other province asks for, at the counter where the applicant hands it in."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.edges.desk import page
from thongsuot.edges.desk.relays import saying
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import keeping, limits, refusals
from thongsuot.plumbing.http.request import Request
from thongsuot.plumbing.ui import tables
from thongsuot.work.relays import rules, services
from thongsuot.work.relays.queries import RelayRecord
from thongsuot.work.relays.rules import Direction, Handed, PaperHanded, State

MORE = 1  # rows beside what was asked for
MOST = 99
TONES = {Handed.SENDING: "waiting", Handed.TAKEN: "done", Handed.REFUSED: "late"}


def is_asked(found: RelayRecord) -> bool:
    """Whether the other province waits for papers that nobody has sent on yet."""
    return request_of(found) is not None


def request_of(found: RelayRecord) -> Mapping[str, Any] | None:
    """What is asked for and was not handed in, as the story tells it."""
    return rules.open_request(
        state=found.state, their_state=found.their_state, known_step=found.known_step, story=found.story,
        supplements=found.supplements,
    )  # fmt: skip


def asked(found: RelayRecord) -> dict[str, Any] | None:
    """What is asked for and why, with a row for each paper; None when nothing is."""
    if found.state is not State.RUNNING or found.their_state != "waiting":
        return None
    said: Mapping[str, Any] = next((one for one in found.story if one["step"] == found.known_step), {})
    wanted = [str(one) for one in said.get("wanted", ())]
    rows = [
        *({"n": n, "name": name} for n, name in enumerate(wanted)),
        *({"n": len(wanted) + n, "name": ""} for n in range(MORE)),
    ]
    return {
        "reason": said.get("reason", ""),
        "wanted": wanted,
        "rows": rows,
        "at": saying.instant(str(said.get("at", ""))),
    }


def handed(found: RelayRecord) -> list[dict[str, Any]]:
    """What was sent on already, and what became of it there."""
    names = rules.HANDED_NAMES if found.direction is Direction.OUT else rules.HANDED_IN_NAMES
    return [
        {
            "at": saying.instant(str(one["at"])), "papers": [str(paper["name"]) for paper in one["papers"]],
            "by": _("Người nộp gửi qua mạng") if one.get("by") == "applicant" else "",
            "state": tables.Status(_(names[Handed(one["state"])]), TONES[Handed(one["state"])]),
            "reasons": saying.reasons(one["problems"]),
        }
        for one in found.supplements
    ]  # fmt: skip


def send(request: Request, found: RelayRecord, given: Mapping[str, Any]) -> str:
    """Send on the files that were chosen; what to say then. Raises `Refused` with every reason."""
    wanted = asked(found) or {"rows": []}
    problems: list[Problem] = []
    papers, scans = [], []
    for row in wanted["rows"]:
        name = row["name"] or page.asked(request.POST, f"name-{row['n']}", 500)
        files = _examined(request, f"file-{row['n']}", problems)
        typed = page.asked(request.POST, f"originals-{row['n']}", 3)
        originals = min(int(typed), MOST) if typed.isascii() and typed.isdigit() else 0
        if files or originals:
            papers.append(PaperHanded(name, None, "", originals, len(files)))
            scans.append(services.Scan(name, None, "", files))
    if problems:
        raise Refused(*problems)
    services.supplement(**given, papers=papers, scans=scans)
    return _("Đã xếp gửi bổ sung sang tỉnh nhận.")


def _examined(request: Request, field: str, problems: list[Problem]) -> list[keeping.Examined]:
    """The files of one row, looked into; reasons why one may not be taken go to `problems`."""
    found = []
    for file in request.FILES.getlist(field)[: limits.FILES_AT_ONCE]:
        try:
            if (file.size or 0) > limits.FILE_MOST:
                raise Refused(refusals.too_big(file.name or "", file.size or 0))
            found.append(keeping.examine(file.name or "", file.read()))
        except Refused as refused:
            problems.extend(refused.problems)
    return found
