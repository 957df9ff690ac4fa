"""The port of the fees, fulfilled by VNPAY."""

import http.client
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from thongsuot.edges.exchange.vnpay import protocol, questions
from thongsuot.edges.exchange.wire import Wire, why
from thongsuot.work.fees import ports

NAME, TITLE = "vnpay", "VNPAY"
API, TIMEOUT_S = "THONGSUOT_VNPAY_API", 10.0


@dataclass(frozen=True, slots=True)
class Config:
    """What the environment says."""

    tmn: str
    secret: str
    url: str

    @staticmethod
    def read(environment: Mapping[str, str] | None = None) -> "Config":
        get = (os.environ if environment is None else environment).get
        return Config(
            get("THONGSUOT_VNPAY_TMN", ""), get("THONGSUOT_VNPAY_SECRET", ""), get("THONGSUOT_VNPAY_URL", "")
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The variables that are not set."""
        given = {"TMN": self.tmn, "SECRET": self.secret, "URL": self.url}
        return tuple(f"THONGSUOT_VNPAY_{name}" for name, value in given.items() if not value)


def check_config(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The variables that are missing when some are set; nothing when all or none are. None: this process's own."""
    missing = Config.read(environment).missing
    return missing if len(missing) < len(Config.__dataclass_fields__) else ()


class Gateway:
    """See `ports.PaymentGateway`."""

    name = NAME
    title = TITLE

    def is_configured(self) -> bool:
        return not Config.read().missing

    def pay_url(self, asked: ports.Asked) -> str:
        config = Config.read()
        params = {
            "vnp_Version": protocol.VERSION,
            "vnp_Command": protocol.COMMAND,
            "vnp_TmnCode": config.tmn,
            "vnp_Amount": str(asked.vnd * protocol.HUNDREDTHS),
            "vnp_CurrCode": protocol.CURRENCY,
            "vnp_TxnRef": asked.code,
            "vnp_OrderInfo": asked.text,
            "vnp_OrderType": protocol.ORDER_TYPE,
            "vnp_Locale": "en" if asked.language == "en" else "vn",
            "vnp_ReturnUrl": asked.return_url,
            "vnp_IpAddr": asked.payer_address,
            "vnp_CreateDate": protocol.clock(asked.made_at),
            "vnp_ExpireDate": protocol.clock(asked.expires_at),
        }
        return f"{config.url}?{protocol.signed(params, config.secret)}"

    def read(self, params: Mapping[str, str]) -> ports.Told | None:
        config = Config.read()
        if config.missing or not protocol.is_genuine(params, config.secret):
            return None
        found = protocol.read(params)
        return ports.Told(found.txn_ref, found.transaction_no, found.vnd, found.is_paid) if found else None

    def may_be_asked(self) -> bool:
        return self.is_configured() and bool(os.environ.get(API))

    def ask(self, question: ports.Question) -> ports.Answered:
        config = Config.read()
        body = questions.question(question, tmn=config.tmn, secret=config.secret)
        return questions.read(
            _posted(body), command=questions.QUERY, code=question.code, secret=config.secret
        )

    def give_back(self, asked: ports.BackAsked) -> ports.Answered:
        config = Config.read()
        body = questions.back(asked, tmn=config.tmn, secret=config.secret)
        return questions.read(_posted(body), command=questions.REFUND, code=asked.code, secret=config.secret)


def _posted(body: Mapping[str, str]) -> dict[str, str]:
    """One question on a connection of its own. Raises `Unanswered`."""
    url = os.environ.get(API, "")
    wire = Wire(url, timeout_s=TIMEOUT_S)
    try:
        content = json.dumps(body).encode()
        answer = wire.post(urlsplit(url).path or "/", content, {"Content-Type": "application/json"})
    except (OSError, http.client.HTTPException) as error:
        raise ports.Unanswered(why(error)) from None
    finally:
        wire.close()
    if answer.status != 200:
        raise ports.Unanswered(f"HTTP {answer.status}")
    try:
        told = json.loads(answer.body)
    except ValueError:
        raise ports.Unanswered("trả lời không đọc được") from None
    if not isinstance(told, dict):
        raise ports.Unanswered("trả lời không đọc được")
    return {str(name): str(value) for name, value in told.items() if value is not None}
