"""The other side of VNPAY as a small server, which pays well or misbehaves as it is told. For trials only.

    python -m thongsuot.edges.exchange.vnpay.simulator --ipn http://localhost:8000/exchange/vnpay/ipn/

and on our side THONGSUOT_VNPAY_TMN=SIM00001, THONGSUOT_VNPAY_SECRET=simulated,
THONGSUOT_VNPAY_URL=http://localhost:8091/pay, THONGSUOT_VNPAY_API=http://localhost:8091/api.
"""

import argparse
import html
import json
import threading
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qsl, urlencode, urlsplit

from thongsuot.edges.exchange.vnpay import protocol
from thongsuot.edges.exchange.vnpay.bank import Bank, Fault

SECRET = "simulated"  # noqa: S105 - the secret of a server that holds no money
LATE_S = 20.0
REFUSED = "24"  # the payer gave up
_numbers = count(14_000_001)


class Behaviour(StrEnum):
    """How the other side behaves once the payer has pressed the button."""

    GOOD = "good"
    TWICE = "twice"  # the same message two times
    TWO_PAYMENTS = "two_payments"  # the payer really paid two times
    LATE = "late"
    WRONG_SIGNATURE = "wrong_signature"
    WRONG_AMOUNT = "wrong_amount"
    REFUSED = "refused"
    SILENT = "silent"  # it took the money and tells nobody


def messages(order: Mapping[str, str], behaviour: Behaviour, secret: str = SECRET) -> list[str]:
    """The query strings that go to the merchant's IPN, in order."""
    match behaviour:
        case Behaviour.SILENT:
            return []
        case Behaviour.TWICE:
            return [_message(order, secret)] * 2
        case Behaviour.TWO_PAYMENTS:
            return [_message(order, secret), _message(order, secret)]
        case Behaviour.WRONG_SIGNATURE:
            return [_message(order, secret + "!")]
        case Behaviour.WRONG_AMOUNT:
            return [_message(order, secret, vnp_Amount=str(int(order["vnp_Amount"]) + protocol.HUNDREDTHS))]
        case Behaviour.REFUSED:
            return [_message(order, secret, vnp_ResponseCode=REFUSED, vnp_TransactionStatus="02")]
        case _:
            return [_message(order, secret)]


def _message(order: Mapping[str, str], secret: str, **changes: str) -> str:
    told = {
        "vnp_Amount": order["vnp_Amount"],
        "vnp_BankCode": "SIMBANK",
        "vnp_BankTranNo": f"SIM{next(_numbers)}",
        "vnp_CardType": "ATM",
        "vnp_OrderInfo": order["vnp_OrderInfo"],
        "vnp_PayDate": protocol.clock(datetime.now(UTC)),
        "vnp_ResponseCode": protocol.PAID,
        "vnp_TmnCode": order["vnp_TmnCode"],
        "vnp_TransactionNo": str(next(_numbers)),
        "vnp_TransactionStatus": protocol.PAID,
        "vnp_TxnRef": order["vnp_TxnRef"],
        **changes,
    }
    return protocol.signed(told, secret)


def told_over_http(ipn: str, query: str) -> Mapping[str, str]:
    """Send one message as the gateway does, and what it was answered."""
    with urllib.request.urlopen(f"{ipn}?{query}", timeout=30) as answer:  # noqa: S310 - the address is the operator's
        found: Mapping[str, str] = json.load(answer)
        return found


class Server(ThreadingHTTPServer):
    """`ipn`: whom it tells. `log` holds what was sent and answered."""

    daemon_threads = True
    fault = Fault.NONE

    def __init__(self, port: int, ipn: str, *, secret: str = SECRET, late_s: float = LATE_S) -> None:
        super().__init__(("127.0.0.1", port), _Page)
        self.ipn, self.secret, self.late_s = ipn, secret, late_s
        self.log: list[tuple[str, Mapping[str, str]]] = []
        self.bank = Bank(secret)

    def pay(self, order: Mapping[str, str], behaviour: Behaviour) -> None:
        """Tell the merchant, at once or later; what it paid the bank knows when it is asked."""
        told = messages(order, behaviour, self.secret)
        paid = told or messages(order, Behaviour.GOOD, self.secret)
        for query in dict.fromkeys(paid):
            self.bank.remember(dict(parse_qsl(query)))

        def tell() -> None:
            for query in told:
                self.log.append((query, told_over_http(self.ipn, query)))

        if behaviour is Behaviour.LATE:
            threading.Timer(self.late_s, tell).start()
        else:
            tell()


class _Page(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        """The page on which the payer confirms; a wrongly signed order is not shown."""
        order = dict(parse_qsl(urlsplit(self.path).query))
        if not protocol.is_genuine(order, self.server.secret):
            self._answer(400, "<p>Sai chữ ký.</p>")
            return
        fields = "".join(
            f'<input type="hidden" name="{html.escape(k)}" value="{html.escape(v)}">'
            for k, v in order.items()
        )
        buttons = "".join(f'<button name="behave" value="{b.value}">{b.value}</button> ' for b in Behaviour)
        self._answer(200, f'<form method="post" action="/pay">{fields}{buttons}</form>')

    def do_POST(self) -> None:
        """Behave, then send the browser back to the merchant; at /api answer a question of the merchant's server."""
        size = min(int(self.headers.get("Content-Length", "0")), 20_000)
        content = self.rfile.read(size).decode()
        if urlsplit(self.path).path == "/api":
            self._tell(json.loads(content))
            return
        order = dict(parse_qsl(content))
        behaviour = Behaviour(order.pop("behave", Behaviour.GOOD))
        if not protocol.is_genuine(order, self.server.secret):
            self._answer(400, "<p>Sai chữ ký.</p>")
            return
        self.server.pay(order, behaviour)
        self.send_response(303)
        self.send_header(
            "Location", f"{order['vnp_ReturnUrl']}?{urlencode({'vnp_TxnRef': order['vnp_TxnRef']})}"
        )
        self.end_headers()

    def _tell(self, asked: Mapping[str, str]) -> None:
        """The bank's answer; nothing at all when it is told not to answer."""
        answer = self.server.bank.answer(asked, self.server.fault)
        if answer is None:
            self.close_connection = True
            return
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _answer(self, status: int, body: str) -> None:
        content = f"<!doctype html><meta charset=utf-8><title>Ngân hàng mô phỏng</title><h1>Ngân hàng mô phỏng</h1>{body}"
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(content.encode())

    log_message: Callable[..., None] = lambda *_: None


def main() -> None:
    """Serve until it is stopped."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--ipn", required=True)
    words.add_argument("--port", type=int, default=8091)
    words.add_argument("--fault", choices=[one.value for one in Fault], default=Fault.NONE.value)
    given = words.parse_args()
    server = Server(given.port, given.ipn)
    server.fault = Fault(given.fault)
    server.serve_forever()


if __name__ == "__main__":
    main()
