"""One kept connection to one outside system. No redirects are followed, and no more is read than was agreed."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

TIMEOUT_S = 15.0
MOST = 65_536
PART = 65_536
FILE_S = 120.0  # a file of 20 MB at 1.5 Mb/s; who drips longer is given up


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is cut at what was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> timedelta | None:
        """How long the other side asks to be left alone, in whole seconds."""
        given = self.headers.get("retry-after", "").strip()
        return timedelta(seconds=min(int(given), 10**7)) if given.isascii() and given.isdigit() else None


class Wire:
    """A connection to the host of `url`; with `pinned` to that IP address, while TLS still asks for the host's name."""

    def __init__(self, url: str, *, pinned: str | None = None, timeout_s: float = TIMEOUT_S) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self.host, self.is_tls = parts.hostname, parts.scheme == "https"
        self.port = parts.port or (443 if self.is_tls else 80)
        self.pinned, self.timeout_s = pinned, timeout_s
        self._connection: http.client.HTTPConnection | None = None

    def post(self, path: str, body: bytes, headers: Mapping[str, str], *, most: int = MOST) -> Answer:
        """Send and wait for the answer. Raises OSError or http.client.HTTPException; the connection is then given up."""
        if self._connection is None:
            self._connection = self._connect()
        try:
            self._connection.request("POST", path, body=body, headers=dict(headers))
            response = self._connection.getresponse()
            content = response.read(most + 1)
            found = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, content[:most])
            if len(content) > most or response.will_close:
                self.close()
            return found
        except BaseException:
            self.close()
            raise

    def get(self, path: str, headers: Mapping[str, str], *, most: int, longest_s: float = FILE_S) -> Answer:
        """Ask for a file and read it whole: one byte more than `most` when it is longer. Raises as `post` does.

        What ends before the length that was announced, or takes longer than `longest_s`, is an OSError.
        """
        end = time.monotonic() + longest_s
        try:
            if self._connection is None:
                self._connection = self._connect()
            self._connection.request("GET", path, headers=dict(headers))
            response = self._connection.getresponse()
            parts, size = [], 0
            while size <= most and (part := response.read1(min(PART, most + 1 - size))):
                parts.append(part)
                size += len(part)
                if time.monotonic() > end:
                    raise TimeoutError
            if size <= most and response.length:
                raise ConnectionResetError
            if size <= most:
                response.read()  # nothing is left; the connection is free for the next question
            found = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, b"".join(parts))
            if size > most or response.will_close:
                self.close()
            return found
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> http.client.HTTPConnection:
        if not self.is_tls:
            plain = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout_s)
            if self.pinned is not None:
                plain.sock = socket.create_connection((self.pinned, self.port), self.timeout_s)
            return plain
        context = ssl.create_default_context()
        secure = http.client.HTTPSConnection(self.host, self.port, timeout=self.timeout_s, context=context)
        bare = socket.create_connection((self.pinned or self.host, self.port), self.timeout_s)
        secure.sock = context.wrap_socket(bare, server_hostname=self.host)
        return secure


def why(error: Exception) -> str:
    """A failure in a few words, without addresses."""
    if isinstance(error, TimeoutError):
        return "hết thời gian chờ trả lời"
    if isinstance(error, ConnectionRefusedError):
        return "máy chủ không mở cổng"
    if isinstance(error, http.client.RemoteDisconnected | ConnectionResetError | BrokenPipeError):
        return "đứt kết nối trước khi trả lời"
    if isinstance(error, socket.gaierror):
        return "không tìm thấy tên miền"
    if isinstance(error, ssl.SSLError):
        return "chứng thư TLS không hợp lệ"
    return "lỗi kết nối"
