"""Where other provinces send to: signature first, then the verb; a refusal says why, nothing ends in a 5xx."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from thongsuot.edges.exchange.province import envelope
from thongsuot.kernel.actor import SYSTEM
from thongsuot.kernel.errors import Problem, Refused
from thongsuot.plumbing.files import keeping
from thongsuot.plumbing.files.keeping import Examined
from thongsuot.plumbing.http import guards, problems
from thongsuot.plumbing.http.request import Request
from thongsuot.work.relays import queries, rules, services

UNREADABLE = Problem("message_unreadable", "Bản tin không đọc được.")
UNSIGNED = Problem("signature_bad", "Chữ ký của bản tin không đúng, hoặc hai tỉnh chưa được kết nối.")
SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


@guards.anyone
@csrf_exempt
@require_POST
def take(request: Request) -> HttpResponse:
    """One signed message of another province; the same once more gets the same answer and does nothing."""
    data = request.read(envelope.MOST + 1)
    if len(data) > envelope.MOST:
        return problems.as_json(request, 413, (Problem("message_too_big", "Bản tin quá lớn."),))
    try:
        said = envelope.opened(data)
        headers = {name: request.headers.get(name, "") for name in SIGNED}
        event_id = UUID(headers["webhook-id"])
    except (envelope.Unreadable, ValueError):
        return problems.as_json(request, 422, (UNREADABLE,))
    found = queries.peer_of(own_code=said.receiver, partner_code=said.sender, now=request.now)
    if found is None or not rules.is_signed(headers=headers, body=data, secrets=found[1], now=request.now):
        return problems.as_json(request, 401, (UNSIGNED,))
    file, why = _examined(said)
    message = services.Message(
        event_id, found[0].id, said.ref, said.service, said.body, said.content, file, why
    )
    try:
        answer = services.take(actor=SYSTEM, now=request.now, message=message)
    except Refused as refused:
        return problems.as_json(request, refused.status, refused.problems)
    return JsonResponse(answer)


def _examined(said: envelope.Envelope) -> tuple[Examined | None, tuple[Problem, ...]]:
    """The file as it may be kept, or why it may not: hostile content is not even looked at by anybody."""
    if said.service not in envelope.FILE_SERVICES:
        return None, ()
    try:
        return keeping.examine(str(said.body.get("file_name") or "tep"), said.content), ()
    except Refused as refused:
        return None, refused.problems
