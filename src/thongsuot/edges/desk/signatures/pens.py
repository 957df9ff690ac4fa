"""In whose name an officer signs, and signing right after a decision."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thongsuot.edges.desk import seats
from thongsuot.kernel.errors import Refused
from thongsuot.plumbing.http import problems as http_problems
from thongsuot.plumbing.http.request import Request
from thongsuot.work.dossiers import queries as dossiers
from thongsuot.work.signatures import queries as signatures
from thongsuot.work.signatures import services

SIGN, SEAL = "signatures.sign", "signatures.countersign"


def site(request: Request) -> services.Site:
    """Where this installation is reached, for the codes on what is signed."""
    return services.Site(request.build_absolute_uri("/"), bool(settings.DEMO))


def by_pen(request: Request, rows: Iterable[dossiers.WorklistRow]) -> dict[int, list[dossiers.WorklistRow]]:
    """The dossiers by the agency in whose name the officer would sign: the competent one, else his first."""
    able = seats.able(request, SIGN)
    found: dict[int, list[dossiers.WorklistRow]] = defaultdict(list)
    if able:
        first = seats.places(able)[0].id
        for row in rows:
            found[row.competent_agency_id if row.competent_agency_id in able else first].append(row)
    return found


def planned(request: Request, rows: Sequence[dossiers.WorklistRow]) -> dict[int, list[signatures.Waiting]]:
    """What signing these dossiers would do, by agency."""
    return {
        agency_id: list(
            signatures.plan(
                viewer=request.actor,
                agency_id=agency_id,
                dossier_ids=[row.id for row in some],
                now=request.now,
            )
        )
        for agency_id, some in by_pen(request, rows).items()
    }


def after_deciding(request: Request, dossier_ids: Sequence[UUID]) -> None:
    """Sign the result at once when the officer can; else say why it waits. The decision stands either way."""
    rows = dossiers.rows_of(viewer=request.actor, dossier_ids=dossier_ids)
    for agency_id, some in by_pen(request, rows).items():
        try:
            done = services.sign_results(
                actor=request.actor, now=request.now, agency_id=agency_id,
                dossier_ids=[row.id for row in some], site=site(request),
            )  # fmt: skip
        except Refused as refused:
            reasons = " ".join(http_problems.text_of(problem) for problem in refused.problems)
            messages.warning(request, _("Chưa ký số: {reasons}").format(reasons=reasons))
        else:
            said = ngettext("Đã ký số {n} kết quả.", "Đã ký số {n} kết quả.", len(done.signed))
            messages.success(request, said.format(n=len(done.signed)))
