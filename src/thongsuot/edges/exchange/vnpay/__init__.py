"""The payment gateway VNPAY, protocol 2.1.0: a signed address to pay at, a signed message that it was paid.

THONGSUOT_VNPAY_TMN      the code that the gateway gave the province
THONGSUOT_VNPAY_SECRET   the secret both sides sign with (HMAC-SHA512)
THONGSUOT_VNPAY_URL      where browsers go to pay
THONGSUOT_VNPAY_API      where we ask what became of a payment, and for money back; empty: neither is asked
"""

from thongsuot.edges.exchange.vnpay.gateway import Gateway, check_config

__all__ = ["Gateway", "check_config"]
