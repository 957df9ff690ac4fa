"""The portal's side as a small server that keeps what it was told, and misbehaves as it is told. For trials only.

    thongsuot portal simulate --port 8092

and on our side THONGSUOT_PORTAL_URL=http://127.0.0.1:8092, THONGSUOT_PORTAL_CLIENT=SIM, THONGSUOT_PORTAL_SECRET=simulated.
Its own page at / shows what it holds and lets a person choose how it behaves and file a dossier there.
"""

import base64
import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from thongsuot.edges.exchange.national_portal import simulator_page

CLIENT, SECRET, TOKEN = "SIM", "simulated", "simulated-token"
SLOW_S = 20.0
RETRY_AFTER_S = 7
PAGE = 500
FILES, UPLOAD, SEARCH = "tep", "UploadFile", "TraCuuHoSo"
TOKEN_CALLS, STOPPED = 3, "8"
CALL_MOST, UPLOAD_MOST = 2**20, 32 * 2**20


class Behaviour(StrEnum):
    """How the other side behaves."""

    GOOD = "good"
    DOWN = "down"  # hangs up before it reads
    SLOW = "slow"  # answers after everybody has given up
    ERROR = "error"  # 500
    BUSY = "busy"  # 429 with Retry-After
    LOST = "lost"  # does it, and the answer is lost
    NOT_JSON = "not_json"  # does it, and answers with a page
    REFUSE = "refuse"  # refuses the dossiers named in `refused`
    TWICE = "twice"  # gives everything that it holds for us two times
    SHUFFLED = "shuffled"  # gives the latest first
    MISSING = "missing"  # files: does not have them
    WRONG = "wrong"  # files: gives another one
    CUT = "cut"  # hangs up in the middle of its answer
    EXPIRES = "expires"  # a token is good for three calls
    FORGETS = "forgets"  # says yes and keeps nothing of it
    MEDDLES = "meddles"  # does it, then stops the dossier by itself
    PARTIAL = "partial"  # TraCuuHoSo: leaves out every second dossier


@dataclass(slots=True)
class Held:
    """What it knows. `effects`: message ids in the order in which they had an effect; `deliveries`: how often each came."""

    effects: list[tuple[str, str, str, str]] = field(default_factory=list)  # id, service, MaHoSo, TrangThai
    deliveries: Counter[str] = field(default_factory=Counter)
    dossiers: dict[str, dict[str, Any]] = field(default_factory=dict)
    progress: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    outgoing: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)  # what we fetch, by path
    uploads: dict[str, dict[str, str]] = field(default_factory=dict)  # what we brought, by IdTepTin
    faults: list[str] = field(default_factory=list)  # what a portal would complain about


class Server(ThreadingHTTPServer):
    """`behaves`: how, or a function of the service that says how for each request. `held` is guarded by `lock`."""

    daemon_threads = True

    def __init__(
        self,
        port: int = 0,
        *,
        behaves: Behaviour | Callable[[str], Behaviour] = Behaviour.GOOD,
        slow_s: float = SLOW_S,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Page)
        self.behaves, self.slow_s = behaves, slow_s
        self.held, self.lock = Held(), threading.Lock()
        self.refused: set[str] = set()
        self.tokens: Counter[str] = Counter()  # how often each that is good was shown
        self.logins = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: Any) -> None:
        """Whoever calls may die in the middle of it: nothing to say about that."""

    def behaviour(self, service: str) -> Behaviour:
        """How it behaves now."""
        return self.behaves(service) if callable(self.behaves) else self.behaves

    def log_in(self) -> str:
        """A new token; the earlier ones stay good."""
        with self.lock:
            self.logins += 1
            token = f"{TOKEN}-{self.logins}"
            self.tokens[token] = 0
            return token

    def knows(self, token: str, behaviour: Behaviour) -> bool:
        """Whether a token is still good; one that ran out never is again."""
        with self.lock:
            if token not in self.tokens:
                return False
            self.tokens[token] += 1
            if behaviour is Behaviour.EXPIRES and self.tokens[token] > TOKEN_CALLS:
                del self.tokens[token]
            return token in self.tokens

    def put(self, kind: str, body: Mapping[str, Any]) -> str:
        """Hold something for the province to fetch; its number."""
        with self.lock:
            number = str(len(self.held.outgoing) + 1)
            self.held.outgoing.append({"SoThuTu": number, "Loai": kind, "DuLieu": dict(body)})
            if kind == "HoSo":
                known = {"MaHoSo": body.get("MaHoSo", ""), "TrangThaiHoSo": "1"}
                self.held.dossiers.setdefault(
                    str(body.get("MaHoSo", "")), {**known, "NgayNopHoSo": body.get("NgayNopHoSo", "")}
                )
            return number

    def put_file(
        self, name: str, data: bytes, *, paper_code: str = "", told: str | None = None
    ) -> dict[str, str]:
        """Hold a file; as an element of `TaiLieuNop`. told: its hash as it is told, None: the right one."""
        with self.lock:
            number = str(len(self.held.files) + 1)
            path = f"/{FILES}/{number}"
            self.held.files[path] = data
        return {
            "TepDinhKemId": number, "TenTepDinhKem": name, "IsDeleted": "False", "MaThanhPhanHoSo": paper_code,
            "DuongDanTaiTepTin": self.url + path,
            "HashTepTin": hashlib.sha256(data).hexdigest() if told is None else told,
        }  # fmt: skip

    def brought(self, id_: str, body: Mapping[str, Any], behaviour: Behaviour) -> dict[str, Any]:
        """Take a file of a result in; the same id is the same file."""
        data = base64.b64decode(str(body.get("NoiDung", "")))
        digest = hashlib.sha256(data).hexdigest()
        if digest != body.get("HashTepTin"):
            return {"error_code": "05", "message": "Tệp không khớp mã băm"}
        number, told = f"KQ-{id_}", {"TenTepTin": str(body["TenTepTin"]), "HashTepTin": digest}
        with self.lock:
            if behaviour is not Behaviour.FORGETS:
                self.held.deliveries[id_] += 1
                told = self.held.uploads.setdefault(number, told)
        return {"error_code": "00", "IdTepTin": number, "DuongDan": f"/ket-qua/{number}", **told}

    def told(self, service: str, id_: str, body: Mapping[str, Any], behaviour: Behaviour) -> str:
        """Take a message in; the reason why not, or nothing. The same id has its effect once."""
        if behaviour is Behaviour.FORGETS:
            return ""
        records = body.get("data", []) if service == "DongBoHoSoMC" else [body]
        with self.lock:
            self.held.deliveries[id_] += 1
            if self.held.deliveries[id_] > 1:
                return ""
            for record in records:
                code = str(record.get("MaHoSo", ""))
                if why := self._objection(code, record):
                    del self.held.deliveries[id_]
                    return why
                status = str(record.get("TrangThaiHoSo" if service == "DongBoHoSoMC" else "TrangThai", ""))
                self._keep(service, code, status, record, body)
                self.held.effects.append((id_, service, code, status))
                if behaviour is Behaviour.MEDDLES:
                    self.held.dossiers[code]["TrangThaiHoSo"] = STOPPED
        return ""

    def _objection(self, code: str, record: Mapping[str, Any]) -> str:
        if code in self.refused:
            return f"Hồ sơ {code} không hợp lệ"
        named = [str(one["GiayToId"]) for one in record.get("DanhSachGiayToKetQua", ())]
        ours = [one for one in record.get("TaiLieuNop", ()) if one["DuongDanTaiTepTin"].startswith("/")]
        named += [str(one["TepDinhKemId"]) for one in ours]
        return next((f"{code}: chưa có tệp {id_}" for id_ in named if id_ not in self.held.uploads), "")

    def _keep(
        self, service: str, code: str, status: str, record: dict[str, Any], body: Mapping[str, Any]
    ) -> None:
        if service == "DongBoHoSoMC":
            if code not in self.held.dossiers and body.get("isUpdating") == "true":
                self.held.faults.append(f"{code}: cập nhật hồ sơ chưa có")
            self.held.dossiers[code] = dict(record)
            return
        if code not in self.held.dossiers:
            self.held.faults.append(f"{code}: tiến độ của hồ sơ chưa có")
        before = self.held.progress.setdefault(code, [])
        if before and before[-1]["ThoiDiemXuLy"] > record["ThoiDiemXuLy"]:
            self.held.faults.append(f"{code}: tiến độ lùi thời gian")
        before.append(dict(record))
        self.held.dossiers.setdefault(code, {"MaHoSo": code})["TrangThaiHoSo"] = status

    def about(self, code: str) -> dict[str, Any]:
        """What it holds for the province about one dossier, however often it was fetched."""
        with self.lock:
            given = [one for one in self.held.outgoing if one["DuLieu"].get("MaHoSo") == code]
        return {"error_code": "00", "data": given}

    def arrivals(self, cursor: str, behaviour: Behaviour) -> dict[str, Any]:
        """What it holds from a number on."""
        start = int(cursor) if cursor.isdigit() else 0
        with self.lock:
            given = self.held.outgoing[start : start + PAGE]
            end = start + len(given)
            more = len(self.held.outgoing) > end
        given = _disordered(given, behaviour)
        return {"error_code": "00", "data": given, "DenSo": str(end), "ConNua": "1" if more else "0"}

    def search(self, asked: Mapping[str, Any], behaviour: Behaviour) -> dict[str, Any]:
        """The dossiers handed in on the days asked for, a page of them."""
        from_, to = str(asked.get("TuNgay", "")), str(asked.get("DenNgay", ""))
        page = int(asked.get("Trang", 1))
        with self.lock:
            found = [
                {name: str(one.get(name, "")) for name in ("MaHoSo", "TrangThaiHoSo", "NgayNopHoSo")}
                for _, one in sorted(self.held.dossiers.items())
                if from_ <= str(one.get("NgayNopHoSo", ""))[:8] <= to
            ]
        some = _disordered(found[(page - 1) * PAGE : page * PAGE], behaviour)
        return {"error_code": "00", "data": some, "ConNua": "1" if len(found) > page * PAGE else "0"}


def _disordered(given: list[dict[str, Any]], behaviour: Behaviour) -> list[dict[str, Any]]:
    """A page of a list, as it is given."""
    if behaviour is Behaviour.TWICE:
        return [*given, *given]
    if behaviour is Behaviour.SHUFFLED:
        return given[::-1]
    return given[::2] if behaviour is Behaviour.PARTIAL else given


class _Page(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """What it holds, for people; a file for the province that it was filed with."""
        if self.path.startswith(f"/{FILES}/"):
            self._file()
            return
        with self.server.lock:
            page = simulator_page.page(self.server.held, self.server.behaves, list(Behaviour))
        self._answer(200, page.encode(), "text/html; charset=utf-8")

    def _file(self) -> None:
        behaviour = self.server.behaviour(FILES)
        if behaviour is Behaviour.DOWN:
            self.close_connection = True
            return
        if self._misbehaves(behaviour):
            return
        with self.server.lock:
            data = self.server.held.files.get(self.path)
        if not self._is_known(behaviour):
            self._answer(401, b"")
        elif data is None or behaviour is Behaviour.MISSING:
            self._answer(404, b"")
        elif behaviour in (Behaviour.CUT, Behaviour.LOST):
            self._answer(200, data[: len(data) // 2], "application/octet-stream", announced=len(data))
            self.close_connection = True
        else:
            self._answer(200, data + b"\n" * (behaviour is Behaviour.WRONG), "application/octet-stream")

    def do_POST(self) -> None:
        """One call of a service, or a wish of the person at the page."""
        service = self.path.strip("/").rsplit("/", 1)[-1]
        behaviour = self.server.behaviour(service)
        if self.path.startswith("/_"):
            self._wish(service)
            return
        if behaviour is Behaviour.DOWN:
            self.close_connection = True
            return
        most = UPLOAD_MOST if service == UPLOAD else CALL_MOST
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), most))
        if self._misbehaves(behaviour):
            return
        found = self._done(service, body, behaviour)
        if behaviour is Behaviour.LOST:
            self.close_connection = True
        elif behaviour is Behaviour.NOT_JSON:
            self._answer(200, b"<html>ok</html>", "text/html")
        else:
            status, content = found.pop("_status", 200), json.dumps(found, ensure_ascii=False).encode()
            is_cut = behaviour is Behaviour.CUT
            self._answer(status, content[: len(content) // 2] if is_cut else content, announced=len(content))
            self.close_connection = self.close_connection or is_cut

    def _misbehaves(self, behaviour: Behaviour) -> bool:
        if behaviour is Behaviour.SLOW:
            time.sleep(self.server.slow_s)
            self.close_connection = True
        elif behaviour is Behaviour.ERROR:
            self._answer(500, b"{}")
        elif behaviour is Behaviour.BUSY:
            self._answer(429, b"{}", retry_after=RETRY_AFTER_S)
        else:
            return False
        return True

    def _is_known(self, behaviour: Behaviour) -> bool:
        return self.server.knows(self.headers.get("Authorization", "").removeprefix("Bearer "), behaviour)

    def _done(self, service: str, content: bytes, behaviour: Behaviour) -> dict[str, Any]:
        try:
            body = json.loads(content)
        except ValueError:
            return {"_status": 400, "error_code": "02", "message": "Không đọc được"}
        if service == "token":
            known = (body.get("client_id"), body.get("client_secret")) == (CLIENT, SECRET)
            return {"access_token": self.server.log_in()} if known else {"_status": 401, "error_code": "03"}
        if not self._is_known(behaviour):
            return {"_status": 401, "error_code": "03"}
        if service == "LayHoSoMoi" and body.get("MaHoSo"):
            return self.server.about(str(body["MaHoSo"]))
        if service == "LayHoSoMoi":
            return self.server.arrivals(str(body.get("TuSo", "")), behaviour)
        if service == SEARCH:
            return self.server.search(body, behaviour)
        if service == UPLOAD:
            return self.server.brought(self.headers.get("Idempotency-Key", ""), body, behaviour)
        if service not in ("DongBoHoSoMC", "CapNhatTienDoHoSoMC"):
            return {"_status": 404, "error_code": "04", "message": "Không có dịch vụ này"}
        why = self.server.told(service, self.headers.get("Idempotency-Key", ""), body, behaviour)
        return {"error_code": "01", "message": why} if why else {"error_code": "00", "message": "Thành công"}

    def _wish(self, name: str) -> None:
        size = min(int(self.headers.get("Content-Length", "0")), 100_000)
        wish = dict(parse_qsl(self.rfile.read(size).decode()))
        if name == "_behave":
            self.server.behaves = Behaviour(wish["behave"])
            self.server.refused = set(wish.get("refused", "").split())
        elif name == "_file":
            count = wish.pop("SoTep", "0")
            names = [f"Tệp {n}.pdf" for n in range(1, min(int(count), 9) + 1 if count.isdigit() else 1)]
            filed = {
                **wish,
                "TaiLieuNop": [self.server.put_file(name, simulator_page.a_pdf()) for name in names],
            }
            self.server.put(str(filed.pop("Loai", "HoSo")), filed)
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(
        self, status: int, body: bytes, kind: str = "application/json", *, retry_after: int | None = None,
        announced: int | None = None,
    ) -> None:  # fmt: skip
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if announced is None else announced))
        if retry_after is not None:
            self.send_header("Retry-After", str(retry_after))
        self.end_headers()
        self.wfile.write(body)

    log_message: Callable[..., None] = lambda *_: None
