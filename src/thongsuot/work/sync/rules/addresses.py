"""Where a webhook may go: outside, over TLS, and nowhere near our own machines."""

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from thongsuot.kernel.errors import Problem
from thongsuot.kernel.law import house_rule

LONGEST = 500
PORTS = (443, 8443)
HOST = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
# Names that stand for the inside in every network.
INSIDE_NAMES = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "home",
    "lan",
    "corp",
    "arpa",
    "test",
    "invalid",
    "onion",
)
TRANSLATED = (
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2002::/16"),
    ipaddress.ip_network("2001::/32"),
    ipaddress.ip_network("::/96"),
)


@house_rule("TLS has its ports; a webhook is no way to knock at others")
def ports_allowed() -> tuple[int, ...]:
    """The ports to which a webhook may go."""
    return PORTS


@house_rule(
    "an address is written plainly or not at all: whatever two readers could read differently is refused"
)
def address_problems(url: str, *, inside: Collection[str] = ()) -> tuple[Problem, ...]:
    """Why a webhook may not go there; nothing when it may. `inside`: hosts (or host:port) that the operator allows,
    which may be inside, without TLS and at any port. Whither the name leads is asked again at every sending.
    """
    parts = _split(url)
    if parts is None:
        return (_bad("Địa chỉ không đọc được. Hãy viết dạng https://ten-mien.vn/duong-dan."),)
    host, port = parts.hostname or "", parts.port
    if {host, f"{host}:{port or (443 if parts.scheme == 'https' else 80)}"} & set(inside):
        return () if parts.scheme in ("http", "https") else (_bad("Địa chỉ phải bắt đầu bằng https://."),)
    found = []
    if parts.scheme != "https":
        found.append(_bad("Địa chỉ phải bắt đầu bằng https://."))
    if not HOST.match(host) or host.rsplit(".", 1)[-1] in INSIDE_NAMES:
        found.append(_bad("Hãy ghi tên miền công khai, không ghi địa chỉ IP hay tên máy nội bộ."))
    if port is not None and port not in PORTS:
        found.append(_bad("Chỉ gửi đến cổng 443 hoặc 8443."))
    return tuple(found)


def _split(url: str) -> SplitResult | None:
    """The parts of an address that is plain ASCII, names nobody and has no part after #."""
    if not url.isascii() or not url.isprintable() or len(url) > LONGEST or re.search(r"[\s\\<>\"`{}|^]", url):
        return None
    try:
        parts = urlsplit(url)
        assert parts.port is None or parts.port > 0
    except (ValueError, AssertionError):
        return None
    if (
        parts.username is not None
        or parts.password is not None
        or "#" in url
        or "@" in parts.netloc
        or "%" in parts.netloc
    ):
        return None
    return parts if parts.netloc and parts.hostname else None


def _bad(message: str) -> Problem:
    return Problem("address_bad", message, "url")


@house_rule("whatever the name, no request of ours reaches a machine that the open net does not reach")
def is_outside(address: str) -> bool:
    """Whether an IP address belongs to the open net; translated and mapped ones are judged by what they hide."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_outside(str(found.ipv4_mapped))
        if any(found in network for network in TRANSLATED):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)
