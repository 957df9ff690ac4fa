"""The port of the fees, fulfilled by VNPAY."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from thongsuot.edges.exchange.vnpay import protocol
from thongsuot.work.fees import ports

NAME, TITLE = "vnpay", "VNPAY"


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
