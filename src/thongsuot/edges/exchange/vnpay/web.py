"""Where VNPAY tells us (IPN), and where it sends the payer back. Only the IPN books: browsers may be late or lie."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from thongsuot.edges.exchange.vnpay.gateway import NAME
from thongsuot.kernel.actor import SYSTEM
from thongsuot.plumbing.http import guards
from thongsuot.plumbing.http.request import Request
from thongsuot.work.fees import ports, queries, services
from thongsuot.work.fees.services import Verdict

# What the gateway wants to hear; anything but 00 and 02 makes it ask again.
ANSWERS = {
    Verdict.PAID: ("00", "Confirm Success"),
    Verdict.FAILED: ("00", "Confirm Success"),
    Verdict.AGAIN: ("02", "Order already confirmed"),
    Verdict.UNKNOWN_ORDER: ("01", "Order not found"),
    Verdict.WRONG_AMOUNT: ("04", "Invalid amount"),
    Verdict.BAD_SIGNATURE: ("97", "Invalid signature"),
}


@guards.anyone
@require_safe
def ipn(request: Request) -> HttpResponse:
    """A message of the gateway, by GET as its protocol has it; repeating it changes nothing."""
    gateway = ports.gateway(NAME)
    told = gateway.read(request.GET.dict()) if gateway else None
    verdict = services.settle(actor=SYSTEM, now=request.now, gateway=NAME, told=told)
    code, message = ANSWERS[verdict]
    return JsonResponse({"RspCode": code, "Message": message})


@guards.anyone
@require_safe
def came_back(request: Request) -> HttpResponse:
    """The payer's browser: on to the page of his order, which tells what the ledger says."""
    order = queries.order_by_code(code=request.GET.get("vnp_TxnRef", "")[:40])
    if order is None:
        return HttpResponseRedirect(reverse("portal:home"))
    return HttpResponseRedirect(reverse("portal:pay-order", args=[order.dossier_code, order.code]))
